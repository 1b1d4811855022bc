"""Debian's Alertmanager, started for a test, that sends on to whatever it is told."""

import json
import os
import shutil
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.front_door.running import free_port, until

PROGRAM = "prometheus-alertmanager"


@dataclass(frozen=True)
class Alertmanager:
    """A running one. It groups by `alertname`, waits 50 ms and looks again after
    half a second."""

    url: str

    def fire(
        self, *alerts: Mapping[str, str], over: bool = False, **words: str
    ) -> None:
        """These alerts, by their labels, fire, or are over; `words` annotate them."""
        now = datetime.now(UTC)
        end = now - timedelta(seconds=1) if over else now + timedelta(hours=1)
        told = [
            {
                "labels": dict(labels),
                "annotations": words,
                "startsAt": (now - timedelta(minutes=1)).isoformat(),
                "endsAt": end.isoformat(),
                "generatorURL": "http://prometheus.example/graph?g0",
            }
            for labels in alerts
        ]
        request = urllib.request.Request(
            f"{self.url}/api/v2/alerts",
            json.dumps(told).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.status == 200

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/-/ready", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


@contextmanager
def alertmanager(*, repeat: str = "1h", **receiver: Any) -> Iterator[Alertmanager]:
    """One whose only receiver this is (`pagerduty_configs=[…]`), gone afterwards. What
    goes on firing is told again after `repeat`."""
    program = shutil.which(PROGRAM)
    if program is None:
        told = f"{PROGRAM} is not installed (Debian: apt install {PROGRAM})"
        if os.environ.get("TOCSIN_REQUIRE_ALL"):
            pytest.fail(told)
        pytest.skip(told)
    with tempfile.TemporaryDirectory(prefix="alertmanager-", dir="/tmp") as name:
        one = Alertmanager(f"http://127.0.0.1:{free_port()}")
        Path(name, "config.json").write_text(json.dumps(_config(receiver, repeat)))
        with Path(name, "log").open("w") as log:
            process = subprocess.Popen(
                [
                    program,
                    f"--config.file={name}/config.json",
                    f"--storage.path={name}/data",
                    f"--web.listen-address={one.url.removeprefix('http://')}",
                    "--cluster.listen-address=",
                ],
                stdout=log,
                stderr=log,
            )
        try:
            until(one.answers, "Alertmanager", 15)
            yield one
        finally:
            process.terminate()
            process.wait(timeout=10)


def _config(receiver: Mapping[str, Any], repeat: str) -> dict[str, Any]:
    """In JSON, which is YAML too."""
    return {
        "route": {
            "receiver": "tocsin",
            "group_by": ["alertname"],
            "group_wait": "50ms",
            "group_interval": "500ms",
            "repeat_interval": repeat,
        },
        "receivers": [{"name": "tocsin", **receiver}],
    }
