"""Tocsin's own drill goes the whole way; where it is stuck, a real incident says so."""

from collections.abc import Collection, Iterator

import pytest
from django.test import Client

from tests.company import Company
from tests.door import Door, front_door
from tests.paging import Arrivals
from tocsin import wiring
from tocsin.engine.path.actions import send_trip, travel
from tocsin.engine.path.models import Trip
from tocsin.engine.path.reads import standing, trips
from tocsin.engine.path.refusals import TripUnderWay
from tocsin.engine.path.rules import HANDED_OVER, HOPS
from tocsin.engine.turn import turn
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.notify.models import Message, Page
from tocsin.kernel import clock
from tocsin.register.core.models import Incident
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.work.reads import view_counts

# What observers hear was committed.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    with front_door() as made:
        monkeypatch.setenv("TOCSIN_PATH_ADDRESS", made.url)
        monkeypatch.setenv("TOCSIN_PATH_MINUTES", "5")
        yield made


def go(
    door: Door, hands: clock.Hands, seconds: int, dead: Collection[str] = ()
) -> None:
    """So many seconds pass, with all at work on the way but what is dead."""
    heard = [each for each in wiring.OBSERVERS if each.name in ON_THE_WAY]
    workers = [each for each in wiring.WORKERS if each.name not in dead]
    for _second in range(seconds):
        travel()
        door.let_in()
        while turn(heard, (), workers):
            pass
        hands.forward(seconds=1)


ON_THE_WAY = ("routing", "escalation")


def test_it_goes_the_whole_way_and_is_over(
    company: Company, door: Door, hands: clock.Hands
) -> None:
    go(door, hands, 12)

    told = trips()[0]
    assert told.trip.state == Trip.State.ARRIVED, (told.trip.hops, told.trip.said)
    assert list(told.seconds) == list(HOPS)
    assert 0 < told.total <= 10
    assert standing().complaint == ""
    drill = Incident.objects.get(ref=told.trip.ref)
    assert (drill.is_drill, drill.restricted, drill.state) == (True, True, "resolved")
    acted = [e for e in entries_of([drill.id]) if e.kind == "acknowledged"]
    assert [(e.actor_id, e.via) for e in acted] == [("tocsin-path", "link")]


def test_nobody_sees_it_or_is_told(
    company: Company, door: Door, hands: clock.Hands, arrivals: Arrivals
) -> None:
    before = view_counts(company.actor("grace"))
    go(door, hands, 3)

    drill = Incident.objects.get(is_drill=True)
    assert drill.restricted
    for name in ("grace", "marc", "root", "eva"):
        assert company.client(name).get(f"/incidents/{drill.ref}").status_code == 404
    assert view_counts(company.actor("grace")) == before
    assert {page.person for page in Page.objects.all()} <= {"tocsin-path"}
    assert arrivals.came == []


def test_the_next_begins_when_it_is_time(
    company: Company, door: Door, hands: clock.Hands
) -> None:
    go(door, hands, 12)
    assert Trip.objects.count() == 1

    hands.forward(minutes=5)
    go(door, hands, 12)

    assert [told.trip.state for told in trips()] == ["arrived", "arrived"]
    assert Incident.objects.filter(is_drill=True).count() == 2


def test_a_dead_sender_is_an_incident(
    company: Company, door: Door, hands: clock.Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_PATH_SECONDS", "10")

    go(door, hands, 20, dead={"pages"})

    trip = trips()[0].trip
    assert (trip.state, trip.late) == (Trip.State.STUCK, HANDED_OVER)
    alarm = Incident.objects.get(ref=trip.alarm)
    assert (alarm.is_drill, alarm.restricted, alarm.priority) == (False, False, 1)
    assert "Page handed over" in alarm.title
    probe = Client().get("/healthz").json()
    assert probe["status"] == "degraded"
    assert any("handed_over" in told for told in probe["complaints"])
    assert probe["path"]["late"] == HANDED_OVER
    # What it opened is over, and the next that is stuck raises no second alarm.
    assert Incident.objects.get(ref=trip.ref).state == "resolved"
    hands.forward(minutes=5)
    go(door, hands, 20, dead={"pages"})
    assert Trip.objects.filter(alarm=trip.alarm).count() == 2
    # Once one arrives, the alarm hears of it, and nothing complains any more.
    hands.forward(minutes=5)
    go(door, hands, 12)
    assert list(entries_of([alarm.id]))[-1].body["text"].endswith("has arrived.")
    assert standing().complaint == ""


def test_a_closed_door_is_an_incident(
    company: Company, door: Door, hands: clock.Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_PATH_SECONDS", "5")
    door.is_open = False

    go(door, hands, 8)

    trip = trips()[0].trip
    assert (trip.state, trip.late) == (Trip.State.STUCK, "accepted")
    assert "503" in trip.said
    assert Incident.objects.get(ref=trip.alarm).impact == 1


def test_a_sample_lets_it_through_and_nothing_out(
    company: Company, door: Door, hands: clock.Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "tocsin.foundation.notify.actions.expanding.holds_mail", lambda: True
    )

    go(door, hands, 12)

    assert trips()[0].trip.state == Trip.State.ARRIVED
    assert not Message.objects.filter(channel="inside", state="held").exists()


def test_a_listed_person_is_paged_by_their_own_steps(
    company: Company,
    door: Door,
    hands: clock.Hands,
    arrivals: Arrivals,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TOCSIN_PATH_PERSON", "p-ada")

    go(door, hands, 12)

    assert arrivals.to == ["mail:ada@shop.example"]
    trip = trips()[0].trip
    assert trip.state == Trip.State.ARRIVED
    assert company.client("ada").get(f"/incidents/{trip.ref}").status_code == 200


def test_it_is_sent_by_hand_by_administrators_one_at_a_time(
    company: Company, hands: clock.Hands
) -> None:
    with pytest.raises(NotAllowed):
        send_trip(by=company.actor("grace"))
    send_trip(by=SYSTEM)
    with pytest.raises(TripUnderWay):
        send_trip(by=company.actor("root"))
