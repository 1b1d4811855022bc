"""The shop's machines and what is checked on each: what breaks with the database."""

from collections.abc import Iterator
from dataclasses import dataclass

PRIMARY = "db-primary"
_WEB = tuple(f"web-{number:02}" for number in range(1, 9))
_APP = tuple(f"app-{number:02}" for number in range(1, 7))
HOSTS = (PRIMARY, "db-replica", "lb-1", *_WEB, *_APP)
_CHECKS = (
    "http-5xx latency-p95 queue-depth connections threads heap gc-pause open-files"
    " retries timeouts error-log session-store cache-misses health-page worker-pool"
    " cpu-steal socket-backlog dns-lookups tls-handshakes request-rate"
).split()


@dataclass(frozen=True, slots=True)
class Check:
    """One check of one machine, by the key of its alert."""

    host: str
    name: str
    severity: str

    @property
    def key(self) -> str:
        return f"{self.host}/{self.name}"


def failing() -> Iterator[Check]:
    """What fails when the primary database is gone, 340 checks: the cause first, then
    all that depends on it."""
    yield Check(PRIMARY, "postgres-is-down", "critical")
    for name in _CHECKS[1:]:
        yield Check(PRIMARY, name, "error")
    for host in HOSTS[1:]:
        for name in _CHECKS:
            yield Check(host, name, "warning")
