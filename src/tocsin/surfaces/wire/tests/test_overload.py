"""Too much is turned away by 503 and a time to come again; it recovers by itself."""

import json
import time
from collections import namedtuple
from typing import Any

import pytest
from django.db import connection

from tests.asked import ask
from tests.company import Company
from tests.intake import a_source
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.correlation.folding import fold
from tocsin.intake.events.actions.sources import add_source
from tocsin.intake.events.room import disk_complaint
from tocsin.intake.heartbeats.actions.keeping import add_heartbeat
from tocsin.kernel import clock
from tocsin.surfaces.wire import accepting
from tocsin.surfaces.wire.limits import Overloaded, Pressure, complaint

WHOLE = pytest.mark.django_db(transaction=True)
FULL = "Too many requests wait to be folded."


class Pressed(accepting.Intake):
    """A process that has just found out that there is no room."""

    def __init__(self) -> None:
        super().__init__()
        self.pressure = Pressure(FULL, looked_at=time.monotonic())


def _sent(key: str, beat: str) -> dict[str, Any]:
    payload = {"summary": "x", "source": "y", "severity": "error"}
    event = {"event_action": "trigger", "routing_key": key, "payload": payload}
    plain = {"content-type": "application/json"}
    return {
        f"/in/{key}": (b'{"title": "x"}', {}),
        f"/in/{key}/figures": (b"orders 42", {}),
        f"/hb/{beat}": (b"", {}),
        "/v2/enqueue": (json.dumps(event).encode(), {}),
        "/v2/change/enqueue": (json.dumps(event).encode(), {}),
        "/api/v2/alerts": (
            b'[{"labels": {"a": "b"}}]',
            plain | {"authorization": f"Bearer {key}"},
        ),
        "/v2/alerts": (
            b'{"message": "x"}',
            plain | {"authorization": f"GenieKey {key}"},
        ),
    }


@WHOLE
def test_every_protocol_says_when_to_come_again(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503, never 429: Alertmanager drops what is answered so."""
    _source, key = add_source("Shop", "generic", by=SYSTEM)
    _beat, beat = add_heartbeat("Backup", by=SYSTEM)
    sent = _sent(key, beat)
    for path, (body, headers) in sent.items():
        assert ask(path, body, headers=headers).status < 300, path
    monkeypatch.setattr(accepting, "Intake", Pressed)
    for path, (body, headers) in sent.items():
        answer = ask(path, body, headers=headers)
        assert answer.status == 503, path
        told = {name.lower(): value for name, value in answer.headers}
        assert int(told["retry-after"]) > 0, path


@WHOLE
def test_a_backlog_is_refused_until_it_is_folded(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_INTAKE_BACKLOG", "1000")
    source = a_source()
    assert complaint() == ""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into events_request"
            " (source_id, retention, received_at, protocol, meta, body)"
            " select %s, 30, %s, 'in', '', '[]' from generate_series(1, 1001)",
            [source.id, clock.now()],
        )
    assert complaint() == FULL
    while fold():
        pass
    assert complaint() == ""


def test_pressure_is_what_was_seen_last() -> None:
    with pytest.raises(Overloaded) as told:
        Pressure(FULL, looked_at=time.monotonic()).check()
    assert (told.value.retry_after, told.value.is_rate) == (5, False)
    Pressure(looked_at=time.monotonic()).check()


Disk = namedtuple("Disk", "total used free")
GB = 1024**3


@pytest.mark.parametrize(
    ("total", "free", "is_full"),
    [
        (10 * GB, 3 * GB, False),
        (10 * GB, 2 * GB, False),
        (10 * GB, 2 * GB - 1, True),
        (100 * GB, 5 * GB, False),
        (100 * GB, 5 * GB - 1, True),
    ],
)
def test_with_less_than_2_gb_or_a_twentieth_the_disk_is_full(
    monkeypatch: pytest.MonkeyPatch, total: int, free: int, is_full: bool
) -> None:
    monkeypatch.setattr("tocsin.kernel.home.is_embedded", lambda: True)
    disk = Disk(total, total - free, free)
    monkeypatch.setattr("shutil.disk_usage", lambda _place: disk)
    assert bool(disk_complaint(2048)) == is_full
