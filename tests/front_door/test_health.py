from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client

from tests.company import Company, settle
from tocsin.engine.health import health as engine_health
from tocsin.engine.models import Node, Parked
from tocsin.foundation.accounts.actions import create_key
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.kernel import clock
from tocsin.surfaces.web import health
from tocsin.wiring import OBSERVERS


def _beat(offset_ms: int = 0) -> None:
    now = clock.now()
    Node.objects.create(
        name="one/1", started_at=now, beat_at=now, clock_offset_ms=offset_ms
    )


@pytest.mark.django_db
def test_all_is_well_while_an_engine_beats_and_keeps_up(hands: clock.Hands) -> None:
    _beat()
    answer = Client().get("/healthz", headers={"host": "10.1.2.3:8000"})
    assert answer.status_code == 200, "a probe calls us by any address"
    told = answer.json()
    assert (told["status"], told["database"]) == ("ok", "ok")
    assert told["engine"]["nodes"] == 1
    hands.forward(seconds=21)
    told = Client().get("/healthz").json()
    assert told["complaints"] == ["no engine is running"]


@pytest.mark.django_db
def test_a_clock_that_differs_is_said() -> None:
    _beat(offset_ms=-1500)
    told = Client().get("/healthz").json()
    assert told["complaints"] == ["a clock differs from the database's"]
    assert told["engine"]["clock_offset_seconds"] == 1.5


def test_what_nobody_has_heard_for_long_is_lag(
    company: Company, hands: clock.Hands
) -> None:
    settle()
    company.open()
    hands.forward(seconds=9)
    found = engine_health(OBSERVERS)
    assert found.lag == timedelta(seconds=9)
    assert "the engine is behind" in found.complaints


@pytest.mark.django_db
def test_without_a_database_it_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_observers: object) -> None:
        raise OperationalError

    monkeypatch.setattr(health, "health", gone)
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (503, "down")
    assert b"tocsin_database_up 0.0" in Client().get("/metrics").content


def test_metrics_tell_the_queue_and_the_engine(company: Company) -> None:
    company.open()
    Parked.objects.create(
        observer="x", entry_id=1, incident_id=1, parked_at=clock.now(), reason="odd"
    )
    text = Client().get("/metrics").content.decode()
    assert 'tocsin_queue_incidents{view="all"} 1.0' in text
    assert "tocsin_engine_parked_entries 1.0" in text
    assert "tocsin_database_up 1.0" in text


@pytest.mark.django_db
def test_metrics_are_for_this_machine_or_a_key_that_may_read() -> None:
    afar = Client(REMOTE_ADDR="192.0.2.7")
    assert afar.get("/metrics").status_code == 401
    _key, may = create_key("scraper", ["read"], by=SYSTEM)
    _key, may_not = create_key("sender", ["intake"], by=SYSTEM)
    for secret, status in ((may, 200), (may_not, 401), ("tk_no_such", 401)):
        headers = {"authorization": f"Bearer {secret}"}
        assert afar.get("/metrics", headers=headers).status_code == status
