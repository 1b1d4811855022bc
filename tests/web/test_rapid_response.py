"""A rapid-response team is called out, answers, is replaced, and is tested."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.company import Company, kinds
from tocsin import wiring
from tocsin.engine.turn import turn
from tocsin.foundation.accounts.actions import add_skill, set_skill
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.notify.models import Page
from tocsin.foundation.oncall.tests.rotas import rota
from tocsin.kernel.clock import Hands
from tocsin.register.core.models import Entry, Incident
from tocsin.register.work.actions import accept, acknowledge, resolve, restrict
from tocsin.response.major.actions import declare_major
from tocsin.response.rapid_response.actions import (
    answer_call,
    call_out,
    check_kit,
    publish_squad,
    replace_silent,
)
from tocsin.response.rapid_response.models import Callout
from tocsin.response.rapid_response.published import Squad, squad_named
from tocsin.response.rapid_response.reads import standing_of

WHOLE = pytest.mark.django_db(transaction=True)
TEAM: dict[str, Any] = {
    "name": "Rapid response",
    "members": ["p-ada", "p-ben", "p-grace", "p-eva"],
    "schedule": "rapid",
    "quorum": 2,
    "seconds": 120,
    "skills": ["sql"],
    "when": "priority == 1",
    "kit": ["Bridge", "Budget"],
}


_HEAR = frozenset({"rapid response"})
_WORK = frozenset({"calls unanswered"})


def settle() -> None:
    """Turn this room's part of the engine until all is quiet."""
    observers = [each for each in wiring.OBSERVERS if each.name in _HEAR]
    workers = [each for each in wiring.WORKERS if each.name in _WORK]
    while turn(observers, (), workers):
        pass


@pytest.fixture
def ready(company: Company) -> Company:
    add_skill("sql", "SQL", by=SYSTEM)
    set_skill("p-ada", "sql", level=3, by=SYSTEM, evidence="DBA since 2019")
    rota("p-ada", key="rapid", team="infrastructure", rank=9)
    publish_squad("rapid", TEAM, by=SYSTEM, why="For the worst.")
    return company


def paged() -> list[str]:
    rows = Page.objects.filter(cause__startswith="callout:").order_by("id")
    return [row.person for row in rows]


def post(client: Client, address: str, verb: str, **told: Any) -> int:
    return int(client.post(address, {"verb": verb, **told}).status_code)


def bodies(incident: Incident, kind: str) -> list[dict[str, Any]]:
    rows = Entry.objects.filter(incident=incident, kind=kind).order_by("seq")
    return [dict(row.body) for row in rows]


@WHOLE
def test_from_declaration_to_mobilised(ready: Company, hands: Hands) -> None:
    old = ready.open()
    accept(old.id, by=ready.actor("ada"))
    resolve(old.id, by=ready.actor("ada"), resolution="permanent")
    incident = ready.open(urgency=1)
    declare_major(incident.id, by=ready.actor("marc"), reason="Orders stop.")
    settle()
    assert paged() == ["p-ada", "p-ben"], "on call, and one more for the quorum"
    callout = Callout.objects.get()
    address = f"/rapid-response/call-outs/{callout.id}"

    hands.forward(seconds=40)
    acknowledge(incident.id, by=ready.actor("ada"))
    settle()
    page = ready.client("ben").get(address).content.decode()
    assert "coming" in page
    assert old.ref in page, "who solved this before, citing it"
    hands.forward(seconds=79)
    settle()
    assert paged() == ["p-ada", "p-ben"], "Ben has a second left"
    hands.forward(seconds=1)
    settle()
    settle()
    assert paged() == ["p-ada", "p-ben", "p-grace"]
    assert bodies(incident, "call_replaced") == [
        {"squad": "Rapid response", "person": "p-ben", "instead": "p-grace"}
    ]
    assert post(ready.client("tom"), address, "coming") in (302, 403)
    assert post(ready.client("eva"), address, "coming") == 403, "she was not called"
    hands.forward(seconds=30)
    assert post(ready.client("grace"), address, "coming") == 302
    (told,) = bodies(incident, "team_mobilised")
    assert (told["people"], told["seconds"]) == (["p-ada", "p-grace"], 150)
    assert [c.role for c in callout.calls.all()] == ["sql", "", ""]
    assert kinds(incident).count("team_called_out") == 1
    resolve(incident.id, by=ready.actor("ada"), resolution="permanent")
    settle()
    assert Callout.objects.get().ended_at is not None


@pytest.mark.django_db
def test_a_reach_test_measures_who_answers(ready: Company, hands: Hands) -> None:
    team, grace = "/rapid-response/teams/rapid", ready.client("grace")
    before = grace.get(team).content.decode()
    assert "Bridge" in before
    assert "DBA since 2019" in before
    assert post(ready.client("root"), team, "test") == 403, "no member, no agent"
    assert post(grace, team, "test") == 302
    assert len(paged()) == 4, "everybody, at once"
    callout = Callout.objects.get()
    address = f"/rapid-response/call-outs/{callout.id}"
    for name in ("grace", "ada"):
        assert post(ready.client(name), address, "coming") == 302
    hands.forward(seconds=121)
    assert replace_silent() == 1
    answers = sorted(callout.calls.values_list("answer", flat=True))
    assert answers == ["coming", "coming", "silent", "silent"]
    assert len(paged()) == 4, "nobody is called instead"
    assert "10 / 20" in grace.get(team).content.decode()
    for item in ("Bridge", "Budget"):
        assert post(grace, team, "there", item=item) == 302
    assert post(grace, team, "there", item="Coffee") == 422
    hands.forward(days=91)
    assert "0 / 20" in grace.get(team).content.decode()


@pytest.mark.django_db
def test_a_skill_that_has_expired_counts_for_nothing(
    ready: Company, hands: Hands
) -> None:
    """Ada's is good until tomorrow; then the team lacks it, and she covers none."""
    tomorrow = hands.moment.date() + timedelta(days=1)
    facts: dict[str, Any] = {"evidence": "DBA since 2019", "expires_on": tomorrow}
    set_skill("p-ada", "sql", level=3, by=SYSTEM, **facts)
    squad = squad_named("rapid")
    assert _points(squad)["skills"] == 20
    first = call_out("rapid", incident_id=ready.open().id, by=SYSTEM)
    answer_call(first.id, by=ready.actor("ada"))
    assert first.calls.get(person_id="p-ada").role == "sql"
    hands.forward(days=2)
    assert _points(squad)["skills"] == 0
    assert standing_of(squad).lacking == ["sql"]
    later = call_out("rapid", incident_id=ready.open().id, by=SYSTEM)
    answer_call(later.id, by=ready.actor("ada"))
    assert later.calls.get(person_id="p-ada").role == ""


def _points(squad: Squad) -> dict[str, int]:
    return {part.name: part.points for part in standing_of(squad).parts}


@pytest.mark.django_db
def test_what_readiness_is_made_of(ready: Company, hands: Hands) -> None:
    """Nobody was tested, Ada has the skill, all have a way, and nothing was checked."""
    squad = squad_named("rapid")
    points = _points(squad)
    assert list(points) == ["reach", "skills", "loud", "roster", "kit"]
    assert (points["reach"], points["kit"]) == (0, 0)
    check_kit("rapid", item="Bridge", is_there=True, by=ready.actor("grace"))
    assert _points(squad)["kit"] == 10
    check_kit("rapid", item="Bridge", is_there=False, by=ready.actor("grace"))
    assert _points(squad)["kit"] == 0, "it was looked for, and is not there"
    check_kit("rapid", item="Bridge", is_there=True, by=ready.actor("grace"))
    hands.forward(days=91)
    assert _points(squad)["kit"] == 0, "that was too long ago"


@pytest.mark.django_db
def test_answers_are_seen_as_they_come(ready: Company) -> None:
    """The page asks for its list again and again; so does nobody without a script."""
    callout = call_out("rapid", incident_id=ready.open().id, by=SYSTEM)
    address, grace = f"/rapid-response/call-outs/{callout.id}", ready.client("grace")
    assert "hx-trigger" in grace.get(address).content.decode()
    answer_call(callout.id, by=ready.actor("ada"))
    piece = grace.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in piece
    assert "coming" in piece


@pytest.mark.django_db
def test_a_restricted_incident_calls_only_who_is_named(ready: Company) -> None:
    incident = ready.open()
    restrict(incident.id, people=["p-ben"], by=ready.actor("marc"))
    call_out("rapid", incident_id=incident.id, by=SYSTEM)
    assert paged() == ["p-ben"]
    number, eva = Callout.objects.get().id, ready.client("eva")
    assert eva.get(f"/rapid-response/call-outs/{number}").status_code == 404
    assert incident.ref not in eva.get("/rapid-response").content.decode()
