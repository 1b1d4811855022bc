"""What a swarm does by itself, and what it keeps of people who want something else."""

from typing import Any

import pytest
from django.db.models import QuerySet

from tests.company import Company, kinds, settle
from tocsin.foundation.accounts.actions import add_person, join_team
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import actor_of
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.config.actions import set_option
from tocsin.foundation.notify.models import Page
from tocsin.foundation.notify.options import DRILLS
from tocsin.kernel.clock import Hands
from tocsin.kernel.refusal import Refusal
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.work.actions import resolve, restrict
from tocsin.response.swarm import actions
from tocsin.response.swarm.actions import Called
from tocsin.response.swarm.actions.opening import bridge_for
from tocsin.response.swarm.models import Alarm, Invite, Stay, Swarm
from tocsin.response.swarm.options import BRIDGE
from tocsin.response.swarm.reads.rooms import Room, swarm_for, swarms
from tocsin.response.swarm.reads.suggesting import whom_to_call, whom_to_let_go

pytestmark = pytest.mark.django_db


def opened(company: Company, *called: Called, **more: str) -> Swarm:
    incident = company.open()
    marc = company.actor("marc")
    told = {"question": "What stopped orders?", **more}
    return actions.open_swarm(incident.id, by=marc, called=called, **told)


def acting(key: str) -> Actor:
    return actor_of(Person.objects.get(key=key))


def seen() -> QuerySet[Any]:
    return visible_to(SYSTEM)


def paged(swarm: Swarm) -> list[str]:
    rows = Page.objects.filter(cause__startswith="swarm:", why__has_key="swarm")
    return sorted(rows.exclude(state="withdrawn").values_list("person", flat=True))


def test_one_swarm_at_a_time(company: Company) -> None:
    first = opened(company)
    with pytest.raises(Refusal, match=first.ref):
        actions.open_swarm(
            first.incident_id, question="Again?", by=company.actor("marc")
        )
    assert seen().get(id=first.incident_id).swarm_open
    actions.close_swarm(first.ref, by=company.actor("marc"), outcome="self_cleared")
    assert not seen().get(id=first.incident_id).swarm_open
    second = actions.open_swarm(
        first.incident_id, question="Again?", by=company.actor("marc")
    )
    assert second.ref != first.ref


def test_alarms_are_told_once_in_the_room_and_to_the_coordinator(
    company: Company, hands: Hands
) -> None:
    swarm = opened(company)
    incident = seen().get(id=swarm.incident_id)
    hands.forward(minutes=3, seconds=59)
    settle()
    assert "swarm_alarmed" not in kinds(incident)
    hands.forward(seconds=1)
    settle()
    assert kinds(incident).count("swarm_alarmed") == 1, "nobody wrote for four minutes"
    hands.forward(minutes=1)
    settle()
    assert kinds(incident).count("swarm_alarmed") == 2, (
        "and nobody had an idea for five"
    )
    hands.forward(hours=3)
    settle()
    names = set(Alarm.objects.values_list("name", flat=True))
    assert names == {"silent", "no_hypothesis"}
    told = Page.objects.filter(why__has_key="leads")
    assert set(told.values_list("person", "loud")) == {("p-marc", False)}
    assert told.count() == 2


def test_too_many_and_people_who_stay_on_are_told_of(
    company: Company, hands: Hands
) -> None:
    people = [
        add_person(f"x{n}", name=f"X {n}", email="", by=SYSTEM, key=f"p-x{n}")
        for n in range(9)
    ]
    for person in people:
        join_team("application", person.key, by=SYSTEM)
    swarm = opened(company, *(Called(person=each.key) for each in people))
    for each in people:
        actions.answer_invite(swarm.ref, "accepted", by=acting(each.key))
    hands.forward(minutes=9, seconds=59)
    settle()
    assert not Alarm.objects.filter(name="too_many").exists()
    hands.forward(seconds=1)
    settle()
    assert Alarm.objects.filter(name="too_many").count() == 1
    keep = [each.key for each in people[:3]]
    actions.name_primary_team(
        swarm.ref,
        "infrastructure",
        why="It is the server",
        by=company.actor("marc"),
        keep_in=keep,
    )
    hands.forward(minutes=2)
    settle()
    assert Alarm.objects.filter(name="lingering").count() == 1
    assert Swarm.objects.get().state == "primary_named"
    for each in people[:3]:
        actions.leave(swarm.ref, by=acting(each.key))
    assert Swarm.objects.get().state == "dispersed"


def test_an_expert_in_the_third_swarm_of_a_week_is_told_of(
    company: Company, hands: Hands
) -> None:
    for number in range(3):
        incident = company.open(title=f"Number {number}")
        swarm = actions.open_swarm(incident.id, question="?", by=company.actor("marc"))
        actions.join(swarm.ref, by=company.actor("ada"))
        hands.forward(seconds=1)
        settle()
        worn = Alarm.objects.filter(name="worn_expert").values_list("about", flat=True)
        assert list(worn) == (["p-ada"] if number == 2 else [])
    room = Room(Swarm.objects.latest("id"))
    assert len(room.elsewhere["p-ada"]) == 2, "and it is seen that she is in two others"


def test_whoever_cannot_come_is_replaced_at_once(company: Company) -> None:
    for name in ("xena", "yves"):
        person = add_person(name, name=name, email="", by=SYSTEM, key=f"p-{name}")
        join_team("infrastructure", person.key, by=SYSTEM)
    swarm = opened(company, Called(team="infrastructure"))
    assert paged(swarm) == ["p-ada"], "its lead, since nobody is on call"
    actions.answer_invite(swarm.ref, "busy", by=company.actor("ada"))
    assert paged(swarm) == ["p-xena"]
    xena = acting("p-xena")
    actions.answer_invite(swarm.ref, "delegated", by=xena, delegate="p-ben")
    assert paged(swarm) == ["p-ben"]
    actions.answer_invite(swarm.ref, "declined", by=company.actor("ben"))
    assert Invite.objects.filter(state="waiting").count() == 0, (
        "Ben's team has no other"
    )


@pytest.mark.django_db(transaction=True)
def test_the_end_of_the_incident_ends_its_swarm(company: Company) -> None:
    swarm = opened(company, Called(person="p-ada"))
    actions.answer_invite(swarm.ref, "accepted", by=company.actor("ada"))
    resolve(swarm.incident_id, resolution="workaround", by=company.actor("ada"))
    settle()
    swarm.refresh_from_db()
    assert (swarm.state, swarm.outcome) == ("abandoned", "incident_over")
    assert not Stay.objects.filter(left_at=None).exists()
    assert swarm.due_at is None


def test_only_who_sees_a_restricted_incident_sees_its_swarm(company: Company) -> None:
    incident = company.open()
    restrict(incident.id, people=["p-marc"], by=company.actor("marc"))
    swarm = actions.open_swarm(
        incident.id, question="Who took it?", by=company.actor("marc")
    )
    assert swarms(company.actor("ada")) == []
    with pytest.raises(Refusal, match="no swarm"):
        swarm_for(company.actor("ada"), swarm.ref)
    with pytest.raises(Refusal, match="no swarm"):
        actions.join(swarm.ref, by=company.actor("ada"))
    with pytest.raises(Refusal, match="no swarm"):
        actions.act(swarm.ref, text="x", by=company.actor("grace"))
    actions.invite(swarm.ref, [Called(person="p-ada")], by=company.actor("marc"))
    assert swarm_for(company.actor("ada"), swarm.ref) == swarm, "named by being called"
    assert "named" in kinds(incident)


def test_in_a_drill_only_who_is_listed_is_paged(company: Company) -> None:
    swarm = opened(company)
    Swarm.objects.update(is_drill=True)
    set_option(DRILLS, ("p-ada",), by=SYSTEM)
    called = [Called(person="p-ada"), Called(person="p-ben")]
    actions.invite(swarm.ref, called, by=company.actor("marc"))
    assert paged(swarm) == ["p-ada"]
    assert Invite.objects.count() == 2


def test_leading_is_for_its_coordinator_and_whoever_works_on_it(
    company: Company,
) -> None:
    swarm = opened(company, coordinator="p-ben")
    with pytest.raises(Refusal, match="led by Ben"):
        actions.close_swarm(swarm.ref, by=company.actor("eva"), outcome="self_cleared")
    actions.name_primary_team(
        swarm.ref, "application", why="Ours", by=company.actor("ben")
    )
    incident = seen().get(id=swarm.incident_id)
    assert incident.team_id == "application", "though Ben's role alone moves nothing"


def test_whom_to_call_is_told_with_why(company: Company, hands: Hands) -> None:
    earlier = company.open(title="Before")
    resolve(earlier.id, resolution="workaround", by=company.actor("grace"))
    hands.forward(days=1)
    incident = company.open()
    found = {(it.person, it.reason): it.about for it in whom_to_call(incident)}
    assert found == {
        ("p-ada", "owner"): "has the incident",
        ("p-ben", "owner"): "runs Checkout",
        ("p-grace", "past_fixer"): f"brought back {earlier.ref}",
    }


@pytest.mark.parametrize(
    ("template", "address"),
    [
        ("https://meet.jit.si/tocsin-{ref}", "https://meet.jit.si/tocsin-swm-00007"),
        ("https://acme.zoom.us/j/123?pwd=x", "https://acme.zoom.us/j/123?pwd=x"),
        (
            "https://teams.microsoft.com/l/meetup-join/19%3ax?context={ref}",
            "https://teams.microsoft.com/l/meetup-join/19%3ax?context=swm-00007",
        ),
        ("https://meet.google.com/a/{ref}", "https://meet.google.com/a/swm-00007"),
        ("tel:+33123456789", "tel:+33123456789"),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_the_call_is_where_the_template_says(template: str, address: str) -> None:
    set_option(BRIDGE, template, by=SYSTEM)
    assert bridge_for("SWM-00007") == address


def test_past_swarms_tell_whom_to_call_and_whom_to_let_go(company: Company) -> None:
    """Twice Ben's team was it, and Eva came in vain."""
    refs: list[str] = []
    for number in range(2):
        incident = company.open(title=f"Before {number}")
        before = actions.open_swarm(incident.id, question="?", by=company.actor("marc"))
        for name in ("ben", "eva"):
            actions.join(before.ref, by=company.actor(name))
        marc = company.actor("marc")
        actions.name_primary_team(before.ref, "application", why="Ours", by=marc)
        actions.close_swarm(before.ref, by=marc, outcome="solved")
        refs.insert(0, before.ref)
    incident = company.open()
    found = {it.person: it for it in whom_to_call(incident)}
    assert found["p-ben"].reason == "owner", "the first reason stands"
    assert found["p-marc"].about == f"was needed in {', '.join(refs)}"
    assert "p-eva" not in found
    swarm = actions.open_swarm(incident.id, question="?", by=company.actor("marc"))
    for name in ("ben", "eva"):
        actions.join(swarm.ref, by=company.actor(name))
    (each,) = whom_to_let_go(Room(swarm))
    assert each.who == "p-eva"
    assert each.why == f"came to {', '.join(refs)} and was not needed"
    actions.pose(swarm.ref, text="The mail server", by=company.actor("eva"))
    assert whom_to_let_go(Room(swarm)) == [], "she has an idea this time"
    refuted = {"state": "refuted", "evidence": "It runs"}
    actions.move(swarm.ref, 1, by=company.actor("eva"), **refuted)
    (each,) = whom_to_let_go(Room(swarm))
    assert each.why == "all they thought of is refuted"
    elsewhere = company.open(service="database")
    assert "p-marc" not in {it.person for it in whom_to_call(elsewhere)}


def test_the_owner_stays_where_the_swarm_says_so(company: Company) -> None:
    swarm = opened(company, mode="stays_with_owner")
    before = seen().get(id=swarm.incident_id).team_id
    marc = company.actor("marc")
    actions.name_primary_team(swarm.ref, "application", why="Ours", by=marc)
    assert seen().get(id=swarm.incident_id).team_id == before != "application"
    actions.close_swarm(
        swarm.ref,
        by=marc,
        outcome="handed_on",
        knowledge="https://wiki.shop.example/7",
        competencies=["PostgreSQL", ""],
    )
    swarm.refresh_from_db()
    assert (swarm.knowledge, swarm.competencies) == (
        "https://wiki.shop.example/7",
        ["PostgreSQL"],
    )


def test_an_act_keeps_why_and_what_came_of_it(company: Company) -> None:
    swarm = opened(company)
    why, result = "The primary is gone", "It answers"
    said, ada = "I promote the replica", company.actor("ada")
    actions.act(swarm.ref, text=said, by=ada, why=why, result=result)
    body = list(entries_of([swarm.incident_id]))[-1].body
    assert (body["reason"], body["result"]) == (why, result)


def test_whoever_a_program_acted_for_is_who_solved_it(company: Company) -> None:
    earlier = company.open(title="Before")
    key = Actor("key", "KEY-1", scopes=frozenset({"work"}), on_behalf_of="p-grace")
    resolve(earlier.id, resolution="workaround", by=key)
    told = {(it.person, it.reason) for it in whom_to_call(company.open())}
    assert ("p-grace", "past_fixer") in told
