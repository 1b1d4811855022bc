"""Checkout fails in its peak: a candidate, a major incident, and its end, by HTTP."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from tests.company import Company, kinds
from tests.paging import Arrivals
from tocsin import wiring
from tocsin.engine.turn import turn
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.calendars.actions import publish_calendar
from tocsin.foundation.config.actions import set_option
from tocsin.foundation.notify.models import Page
from tocsin.foundation.oncall.clockwork import keep_shifts
from tocsin.foundation.oncall.tests.rotas import rota
from tocsin.foundation.services.actions import change_service
from tocsin.kernel.clock import Hands
from tocsin.register.core.models import Entry, Incident
from tocsin.register.work.actions import reply, resolve
from tocsin.register.work.options import EXECUTIVES
from tocsin.response.major.actions import publish_major_rules
from tocsin.response.major.reads import record_of

pytestmark = pytest.mark.django_db
WHOLE = pytest.mark.django_db(transaction=True)

PEAK: dict[str, Any] = {
    "name": "Shop",
    "zone": "UTC",
    "week": {"mon": ["08:00-20:00"]},
    "peaks": [{"name": "Spring", "yearly": {"from": "03-01", "until": "03-31"}}],
}
RULES: dict[str, Any] = {
    "zone": "UTC",
    "criteria": [
        {
            "name": "Checkout in its peak",
            "when": 'priority == 1 && "checkout" in services && size(peaks) > 0',
        }
    ],
    "roles": [
        {"role": "manager", "schedule": "duty-major", "priorities": [1]},
        {"role": "operations", "schedule": "ops", "services": ["checkout"]},
        {"role": "communications", "schedule": "comms"},
        {"role": "communications", "schedule": "desk"},
        {"role": "scribe", "schedule": "desk"},
        {"role": "liaison", "schedule": "never", "services": ["database"]},
    ],
    "orders": {"executives_minutes": 60, "update_minutes": 30, "nag_minutes": 5},
    "figures": [],
}


_HEAR = frozenset({"major", "majors kept"})
_WORK = frozenset({"major orders", "pages"})


def settle() -> None:
    """Turn this room's part of the engine until all is quiet."""
    observers = [each for each in wiring.OBSERVERS if each.name in _HEAR]
    workers = [each for each in wiring.WORKERS if each.name in _WORK]
    while turn(observers, (), workers):
        pass


@pytest.fixture
def led(company: Company) -> Company:
    """Checkout has a peak, roles have schedules, Eva is an executive."""
    publish_calendar("shop", PEAK, by=SYSTEM, why="It is spring.")
    change_service("checkout", by=SYSTEM, calendar="shop", users=1200)
    for key, person in {
        "duty-major": "p-marc",
        "ops": "p-ada",
        "comms": "p-ben",
        "desk": "p-grace",
        "never": "p-root",
    }.items():
        rota(person, key=key, team="application", rank=9)
    set_option(EXECUTIVES, ("p-eva",), by=SYSTEM)
    publish_major_rules(RULES, by=SYSTEM, why="What stops the shop is major.")
    keep_shifts()
    return company


def paged(person: str) -> list[tuple[str, bool]]:
    """What a person was paged for by this room, and whether it was loud."""
    rows = Page.objects.filter(person=f"p-{person}", cause__startswith="major:")
    return [(row.cause.split(":")[3], row.loud) for row in rows.order_by("id")]


def bodies(incident: Incident, kind: str) -> list[dict[str, Any]]:
    rows = Entry.objects.filter(incident=incident, kind=kind).order_by("seq")
    return [dict(row.body) for row in rows]


def do(client: Client, incident: Incident, verb: str, **told: Any) -> int:
    answer = client.post(f"/major/{incident.ref}", {"verb": verb, **told})
    return int(answer.status_code)


def link_of(arrivals: Arrivals, person: str) -> str:
    told = [m for _c, _b, m in arrivals.came if m.person == f"p-{person}"]
    return str(told[-1].link)


def _an_update_is_missed(led: Company, hands: Hands, incident: Incident) -> None:
    """Half an hour after it was declared, with the nag five minutes before."""
    ben = led.client("ben")
    assert do(ben, incident, "take", role="communications") == 302
    hands.forward(minutes=24, seconds=59)
    settle()
    assert paged("ben") == [("role", True)]
    hands.forward(seconds=1)
    settle()
    settle()
    assert paged("ben") == [("role", True), ("nag", True)], "once"

    hands.forward(minutes=4, seconds=59)
    settle()
    assert "update_overdue" not in kinds(incident)
    hands.forward(seconds=1)
    settle()
    settle()
    (late,) = bodies(incident, "update_overdue")
    assert late["people"] == ["p-ben", "p-marc"]
    assert paged("marc")[-1] == ("overdue", True)


@WHOLE
def test_from_candidate_to_the_end(
    led: Company, hands: Hands, arrivals: Arrivals
) -> None:
    marc = led.client("marc")
    incident = led.open(urgency=1)
    settle()
    assert "major_proposed" in kinds(incident)
    assert paged("marc") == [("proposed", True)]
    assert paged("ada") == [], "nobody else decides"

    link = link_of(arrivals, "marc")
    assert link.endswith(f"/major/{incident.ref}")
    page = marc.get(f"/major/{incident.ref}").content.decode()
    assert "peaks = Spring" in page
    assert do(marc, incident, "declare") == 422, "a reason is wanted"
    assert do(led.client("grace"), incident, "declare", reason="x") == 403
    hands.forward(minutes=1)
    assert do(marc, incident, "declare", reason="No orders at all.") == 302
    assert do(marc, incident, "declare", reason="Twice is no mistake.") == 302
    settle()
    assert Incident.objects.get(id=incident.id).major
    filled = {b["role"]: b["person"] for b in bodies(incident, "role_filled")}
    assert filled == {
        "manager": "p-marc",
        "operations": "p-ada",
        "communications": "p-ben",
        "scribe": "p-grace",
    }
    assert kinds(incident).count("major_declared") == 1
    assert bodies(incident, "update_promised")[0]["due_at"].startswith(
        "2026-03-02T09:31"
    )
    assert paged("eva") == [("executives", False)], "quietly, at declaration"
    brief = [m for _c, _b, m in arrivals.came if m.person == "p-eva"][-1]
    assert "Users: 1200" in brief.text
    assert "db-primary" not in brief.text, "a text of its own, from facts"

    _an_update_is_missed(led, hands, incident)
    hands.forward(minutes=2)
    reply(incident.id, text="We are on it.", by=led.actor("ada"))
    settle()
    promised = [b["due_at"] for b in bodies(incident, "update_promised")]
    assert datetime.fromisoformat(promised[-1]).minute == 3, "33 + 30 minutes"
    hands.forward(minutes=28)
    settle()
    assert paged("eva") == [("executives", False)] * 2, "an hour after the first"

    resolve(incident.id, by=led.actor("ada"), resolution="permanent")
    settle()
    assert len(bodies(incident, "executives_told")) == 3, "once that it is resolved"
    hands.forward(hours=5)
    settle()
    assert len(bodies(incident, "update_overdue")) == 1, "nothing is promised now"
    assert do(marc, incident, "end", reason="Orders are back.") == 302
    assert not Incident.objects.get(id=incident.id).major
    assert kinds(incident)[-1] == "major_ended"
    text = marc.get(f"/major/{incident.ref}").content.decode()
    assert "Orders are back." in text


def test_whoever_declines_is_replaced_by_the_next_on_call(led: Company) -> None:
    incident = led.open(urgency=1)
    settle()
    assert do(led.client("marc"), incident, "declare", reason="Orders stop.") == 302
    ben, grace = led.client("ben"), led.client("grace")
    told = {"role": "communications", "reason": "I am driving."}
    assert do(grace, incident, "decline", **told) == 403, "it is not hers"
    assert do(ben, incident, "decline", **told) == 302
    last = bodies(incident, "role_filled")[-1]
    assert (last["person"], last["instead_of"]) == ("p-grace", "p-ben")
    assert do(grace, incident, "decline", **told) == 302
    assert bodies(incident, "role_left")[-1]["because"] == "declined"
    assert bodies(incident, "role_filled")[-1] == last, "nobody is left"
    page = led.client("marc").get(f"/major/{incident.ref}").content.decode()
    assert "I am driving." not in page
    named = {"role": "communications", "person": "ada"}
    assert do(led.client("marc"), incident, "name", **named) == 302
    assert do(grace, incident, "take", role="communications") == 302
    assert bodies(incident, "role_filled")[-1]["instead_of"] == "p-ada"


@WHOLE
def test_what_was_rejected_is_not_proposed_again(led: Company) -> None:
    incident = led.open(urgency=1)
    settle()
    marc = led.client("marc")
    assert do(marc, incident, "reject", reason="One shop of many.") == 302
    for impact in (2, 1):
        led.client("grace").post(
            f"/incidents/{incident.ref}/classify", {"impact": impact, "urgency": 1}
        )
        settle()
    assert kinds(incident).count("major_proposed") == 1
    assert paged("marc") == [("proposed", True)]
    assert do(marc, incident, "declare", reason="It is all of them.") == 302


def test_whoever_is_in_two_at_once_is_shown(led: Company) -> None:
    one, two = led.open(urgency=1), led.open(urgency=1, title="Search is down")
    settle()
    marc = led.client("marc")
    for incident in (one, two):
        assert do(marc, incident, "declare", reason="Orders stop.") == 302
    page = marc.get("/major").content.decode()
    assert "In two at once" in page
    assert "also in" in marc.get(f"/major/{two.ref}").content.decode()


def test_it_works_by_hand_without_any_rules(company: Company) -> None:
    incident = company.open(urgency=1)
    settle()
    assert "major_proposed" not in kinds(incident)
    marc = company.client("marc")
    assert do(marc, incident, "declare", reason="I say so.") == 302
    settle()
    assert kinds(incident)[-2:] == ["major_declared", "update_promised"]
    told = {"block": "resources", "text": "Ten thousand for hotels"}
    assert do(marc, incident, "write", **told) == 302
    page = marc.get(f"/major/{incident.ref}").content.decode()
    assert "Ten thousand for hotels" in page
    record = record_of(company.actor("marc"), Incident.objects.get(id=incident.id))
    assert record
    assert [block.name for block in record.blocks] == [
        *("criteria", "coordinator", "team", "resources"),
        *("methods", "communications", "review"),
    ]
    assert do(marc, incident, "promise", minutes=10) == 302
    assert "Major incident" in marc.get(f"/incidents/{incident.ref}").content.decode()
