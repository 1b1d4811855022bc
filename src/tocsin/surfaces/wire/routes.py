"""Which path belongs to which protocol."""

from collections.abc import Sequence

from tocsin.surfaces.wire import opsgenie, opsgenie_heartbeats
from tocsin.surfaces.wire.alertmanager import alertmanager, healthy
from tocsin.surfaces.wire.asked import Endpoint
from tocsin.surfaces.wire.figures import figures
from tocsin.surfaces.wire.generic import generic
from tocsin.surfaces.wire.heartbeats import heartbeat
from tocsin.surfaces.wire.pagerduty import enqueue, enqueue_change
from tocsin.surfaces.wire.replies import reply

# Longest first where one begins another. Below `/in/<key>/` these are looked up
# again, for clients that can be given an address and nothing else.
PROTOCOLS: tuple[tuple[str, Endpoint], ...] = (
    ("/api/v2/", alertmanager),
    ("/hb/", heartbeat),
    ("/replies/", reply),
    ("/v2/alerts", opsgenie.alerts),
    ("/v2/heartbeats", opsgenie_heartbeats.heartbeats),
    # Jira Service Management has the same, elsewhere.
    ("/jsm/ops/integration/v2/alerts", opsgenie.alerts),
    ("/jsm/ops/integration/v2/heartbeats", opsgenie_heartbeats.heartbeats),
    ("/v2/enqueue", enqueue),
    ("/v2/change/enqueue", enqueue_change),
)
# What there is below a source's own address only.
BELOW: tuple[tuple[str, Endpoint], ...] = (("/figures", figures), ("/-/", healthy))
OWN = "/in/"


def route(path: str) -> tuple[Endpoint, str, str] | None:
    """The endpoint of a path, what follows the endpoint's own path, and the key in
    it; None for paths that are not the wire's."""
    if path.startswith(OWN):
        key, _slash, rest = path.removeprefix(OWN).partition("/")
        below = _protocol(f"/{rest}", (*BELOW, *PROTOCOLS)) if rest else None
        return (*below, key) if below else (generic, rest, key)
    found = _protocol(path, PROTOCOLS)
    return (*found, "") if found else None


def _protocol(
    path: str, protocols: Sequence[tuple[str, Endpoint]]
) -> tuple[Endpoint, str] | None:
    for prefix, endpoint in protocols:
        if path == prefix or path.startswith(prefix.rstrip("/") + "/"):
            return endpoint, path[len(prefix) :].lstrip("/")
    return None
