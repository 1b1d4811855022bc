"""Debian's Prometheus, with rules that fire when the test says so.

It looks at itself and at nothing else: every rule is about an expression such as
`vector(1)`, and is rewritten and read anew to fire or to rest.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from tests.front_door.running import free_port
from tests.senders.programs import fetched, need, running

Address = str | tuple[str, str]


@dataclass
class Prometheus:
    """A running Prometheus. `fires` and `rests` take effect within a second."""

    home: Path
    url: str
    firing: dict[str, dict[str, Mapping[str, str]]] = field(default_factory=dict)

    def fires(
        self,
        alert: str,
        *,
        labels: Mapping[str, str] | None = None,
        annotations: Mapping[str, str] | None = None,
    ) -> None:
        """The rule of this name fires."""
        self.firing[alert] = {"labels": labels or {}, "annotations": annotations or {}}
        self._read_again()

    def rests(self, alert: str) -> None:
        """The rule is there and does not fire: Prometheus says that it is resolved."""
        self.firing[alert] = {**self.firing[alert], "rests": {}}
        self._read_again()

    def metric(self, name: str) -> float:
        """One of its own figures, all series together."""
        _status, body = fetched(f"{self.url}/metrics")
        rows = [row for row in body.decode().splitlines() if row.startswith(name)]
        return sum(float(row.rpartition(" ")[2]) for row in rows)

    def _read_again(self) -> None:
        (self.home / "rules.yml").write_text(yaml.safe_dump(self._rules()))
        status, said = fetched(f"{self.url}/-/reload", b"", method="POST")
        assert status == 200, said

    def _rules(self) -> dict[str, object]:
        rules = [
            {
                "alert": name,
                "expr": "vector(1) == 2" if "rests" in told else "vector(1)",
                "labels": dict(told["labels"]),
                "annotations": dict(told["annotations"]),
            }
            for name, told in self.firing.items()
        ]
        return {"groups": [{"name": "test", "rules": rules}]}


@contextmanager
def prometheus(home: Path, *alertmanagers: Address) -> Iterator[Prometheus]:
    """A Prometheus that tells each of these addresses (`http://…/in/<key>`, or an
    address and a token to show as Bearer) every second what fires."""
    program = need("prometheus", "prometheus")
    found = Prometheus(home, f"http://127.0.0.1:{free_port()}")
    (home / "rules.yml").write_text("groups: []\n")
    told = {
        "global": {"evaluation_interval": "1s"},
        "rule_files": ["rules.yml"],
        "alerting": {"alertmanagers": [_told(each) for each in alertmanagers]},
    }
    (home / "prometheus.yml").write_text(yaml.safe_dump(told))
    command = [
        program,
        f"--config.file={home}/prometheus.yml",
        f"--storage.tsdb.path={home}/data",
        f"--web.listen-address={urlsplit(found.url).netloc}",
        "--web.enable-lifecycle",
        "--rules.alert.resend-delay=1s",
        "--log.level=warn",
    ]
    with running(command, home / "prometheus.log", f"{found.url}/-/ready"):
        yield found


def _told(address: Address) -> dict[str, object]:
    url, token = (address, "") if isinstance(address, str) else address
    parts = urlsplit(url)
    told: dict[str, object] = {
        "scheme": parts.scheme,
        "path_prefix": parts.path or "/",
        "static_configs": [{"targets": [parts.netloc]}],
    }
    if token:
        told["authorization"] = {"type": "Bearer", "credentials": token}
    return told
