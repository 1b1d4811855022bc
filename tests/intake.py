"""What machines send, in tests that need no machine: stored and folded at once."""

import json
from typing import Any

from django.db import connection

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.alerts.models import Alert
from tocsin.intake.correlation.folding import digest
from tocsin.intake.events.actions.sources import add_source
from tocsin.intake.events.models import Failure, Source
from tocsin.intake.events.queries import Stored, requests_of
from tocsin.intake.heartbeats.actions.keeping import add_heartbeat
from tocsin.kernel import clock

_STORE = """
insert into events_request (source_id, retention, received_at, protocol, meta, body)
values (%s, %s, %s, %s, '', %s) returning id
"""


def a_source(name: str = "Prometheus", tool: str = "alertmanager") -> Source:
    return add_source(name, tool, by=SYSTEM)[0]


def sent(source: Source, body: Any, protocol: str = "in") -> Stored:
    """The request is stored and folded, as if it had come now."""
    return folded(store(source, body, protocol))


def store(source: Source, body: Any, protocol: str = "in") -> int:
    """The request is stored, as if it had come now; gives its number."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    facts = (source.id, source.retention, clock.now(), protocol, raw)
    with connection.cursor() as cursor:
        cursor.execute(_STORE, facts)
        (number,) = cursor.fetchone()
    return int(number)


def folded(number: int) -> Stored:
    (stored,) = requests_of([number])
    digest([stored])
    return stored


def fold_replays() -> int:
    """What was put on its way again is folded; says how many requests."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id from events_request where meta like '%%\"replays\"%%'"
            " and received_at >= %s order by id",
            [clock.now()],
        )
        numbers = [number for (number,) in cursor]
    digest(requests_of(numbers))
    return len(numbers)


def firing(name: str = "DiskFull", **labels: str) -> dict[str, Any]:
    """An alert as Prometheus sends it."""
    told = {"alertname": name, "severity": "critical", **labels}
    return {"labels": told, "annotations": {"summary": f"{name} of {len(labels)}"}}


def an_alert(source: Source, name: str = "DiskFull", **labels: str) -> Alert:
    sent(source, [firing(name, **labels)])
    return Alert.objects.latest("id")


def machines_have_told(name: str) -> None:
    """A heartbeat of this name, and a source with an alert and with a request that
    cannot be read."""
    add_heartbeat(name, by=SYSTEM, service="database")
    source = a_source(name)
    an_alert(source)
    sent(source, b"no json")


def numbers_told(page: str) -> dict[str, int]:
    """The numbers in the address of a page about one of these."""
    if page not in {"alert", "source-request", "failure"}:
        return {}
    failure = Failure.objects.latest("id")
    told = {"failure": failure.id, "request": failure.request_id}
    return told | {"alert": Alert.objects.latest("id").id}
