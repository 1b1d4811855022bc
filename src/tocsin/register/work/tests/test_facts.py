"""Classified, amended, overridden, taken back; notes and replies."""

from typing import Any

import pytest

from tests.company import Company, kinds
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.classification.actions import publish_matrix
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.work.actions import (
    amend,
    classify,
    note,
    override_priority,
    reply,
    retract,
)
from tocsin.register.work.refusals import (
    NothingToDo,
    NotPossibleNow,
    ReasonWanted,
    UnknownValue,
)
from tocsin.register.work.tests.verbs import do
from tocsin.register.work.timeline import timeline

pytestmark = pytest.mark.django_db

FLAT = {"cells": [[2, 2, 2], [2, 2, 2], [2, 2, 2]]}


def test_classified_finds_priority_and_first_team(company: Company) -> None:
    grace = company.actor("grace")
    incident = company.open(category=None, service=None, impact=None)
    assert incident.flags == ["category", "impact", "service"]
    incident = classify(
        incident.id, category="application/minor-fault", impact=3, urgency=3, by=grace
    )
    assert (incident.priority, incident.team_id) == (5, "application")
    assert (incident.state, incident.flags) == ("assigned", ["service"])
    assert kinds(incident)[-2:] == ["classified", "assigned"]
    again = classify(incident.id, category="infrastructure/server", by=grace)
    assert (again.team_id, again.priority) == ("application", 5), "the team keeps it"


@pytest.mark.parametrize(
    "told", [{}, {"category": "weather"}, {"impact": 4}, {"complexity": "chaotic"}]
)
def test_classified_by_nothing_known_is_refused(
    company: Company, told: dict[str, Any]
) -> None:
    incident = company.open()
    with pytest.raises((NothingToDo, UnknownValue)):
        classify(incident.id, by=company.actor("grace"), **told)
    assert kinds(incident)[-1] == "assigned"


def test_the_published_matrix_decides_and_a_new_one_from_now_on(
    company: Company,
) -> None:
    grace = company.actor("grace")
    before = company.open(impact=1, urgency=1)
    publish_matrix(FLAT, by=SYSTEM, why="All the same.")
    after = company.open(impact=1, urgency=1)
    assert (before.priority, after.priority) == (1, 2)
    before.refresh_from_db()
    assert before.priority == 1, "what was decided stays until it is looked at again"
    assert classify(before.id, urgency=2, by=grace).priority == 2


def test_every_cell_of_the_matrix(company: Company) -> None:
    expected = {1: (1, 2, 3), 2: (2, 3, 4), 3: (3, 4, 5)}
    incident = company.open()
    for impact, row in expected.items():
        for urgency, priority in enumerate(row, start=1):
            incident = classify(
                incident.id, impact=impact, urgency=urgency, by=company.actor("grace")
            )
            assert incident.priority == priority
            assert incident.priority_reason == f"impact {impact}, urgency {urgency}"


def test_an_override_is_never_recomputed(company: Company) -> None:
    marc, incident = company.actor("marc"), company.open(impact=3, urgency=3)
    incident = override_priority(incident.id, priority=1, reason=" A VIP. ", by=marc)
    assert (incident.priority, incident.priority_reason) == (1, "A VIP.")
    assert incident.priority_overridden
    incident = classify(incident.id, impact=2, urgency=2, by=marc)
    incident = amend(incident.id, facts={"impact": 3}, by=marc)
    assert (incident.impact, incident.urgency, incident.priority) == (3, 2, 1)
    assert incident.priority_reason == "A VIP."


def test_an_override_needs_a_reason_and_a_priority(company: Company) -> None:
    marc, incident = company.actor("marc"), company.open()
    with pytest.raises(ReasonWanted):
        override_priority(incident.id, priority=1, reason="  ", by=marc)
    with pytest.raises(UnknownValue):
        override_priority(incident.id, priority=6, reason="Worse!", by=marc)


def test_amended_facts_show_what_was_said_before(company: Company) -> None:
    grace, incident = company.actor("grace"), company.open(urgency=3)
    facts = {"title": "db-replica is down", "impact": "2", "service": "database"}
    incident = amend(incident.id, facts=facts, by=grace, corrects=1)
    assert (incident.title, incident.impact) == ("db-replica is down", 2)
    assert (incident.priority, incident.service_id) == (4, "database")
    told = list(entries_of([incident.id]))
    assert told[0].body["title"] == "db-primary is down"
    assert told[-1].corrects == 1
    with pytest.raises(NothingToDo):
        amend(incident.id, facts=facts, by=grace)


def test_what_is_told_as_nothing_is_taken_away_and_stays_in_the_timeline(
    company: Company,
) -> None:
    grace = company.actor("grace")
    known = {"symptoms": "Slow.", "detected_at": "2026-03-02T08:00:00Z"}
    known |= {"nature": "degradation", "reporter": "p-tom"}
    incident = company.open(**known)
    empty: dict[str, Any] = dict.fromkeys(known)
    incident = amend(incident.id, facts=empty | {"symptoms": ""}, by=grace)
    assert (incident.symptoms, incident.nature) == ("", "")
    assert (incident.detected_at, incident.reporter_id) == (None, None)
    assert incident.flags == []
    incident = amend(incident.id, facts={"service": None, "impact": None}, by=grace)
    assert (incident.service_id, incident.impact) == (None, None)
    assert incident.flags == ["impact", "service"], "they are to be completed"
    assert incident.priority == 3, "impact counts as 2 until it is told"
    told = list(entries_of([incident.id]))
    assert told[0].body["symptoms"] == "Slow."
    shown = [line.sentence for line in timeline(incident, grace)]
    assert sum(sentence.startswith("Grace amended") for sentence in shown) == 2
    page = company.client("grace").get(f"/incidents/{incident.ref}").content.decode()
    assert "None<" not in page
    for nothing in ({"title": ""}, {"symptoms": None}, {"colour": None}):
        with pytest.raises(NothingToDo):
            amend(incident.id, facts=nothing, by=grace)


@pytest.mark.parametrize("corrects", [0, -1, 99])
def test_only_what_was_said_is_corrected(company: Company, corrects: int) -> None:
    with pytest.raises(UnknownValue):
        amend(
            company.open().id,
            facts={"title": "x"},
            by=company.actor("grace"),
            corrects=corrects,
        )


@pytest.mark.parametrize(
    "facts",
    [
        {"service": "Printing"},
        {"impact": 9},
        {"occurred_at": "soon"},
        {"reporter": "nobody"},
        {"colour": "red"},
        {"model": "no such"},
        {"priority": 1},
    ],
)
def test_a_person_who_amends_is_asked_again(
    company: Company, facts: dict[str, Any]
) -> None:
    with pytest.raises(UnknownValue):
        amend(company.open().id, facts=facts, by=company.actor("grace"))


def test_what_ended_can_still_be_amended_but_not_classified(company: Company) -> None:
    grace, incident = company.actor("grace"), company.open()
    do("close", incident, grace)
    assert amend(incident.id, facts={"title": "x"}, by=grace).state == "closed"
    with pytest.raises(NotPossibleNow):
        classify(incident.id, impact=2, by=grace)


def test_a_note_is_read_by_colleagues_and_a_reply_by_the_reporter(
    company: Company,
) -> None:
    incident = company.open("tom")
    note(incident.id, text="  Disk full.  ", by=company.actor("ada"))
    reply(incident.id, text="We are at it.", by=company.actor("ada"))
    reply(incident.id, text="Thank you.", by=company.actor("tom"))
    toms = [line.text for line in timeline(incident, company.actor("tom"))]
    adas = [line.text for line in timeline(incident, company.actor("ada"))]
    assert [text for text in toms if text][-2:] == ["We are at it.", "Thank you."]
    assert "Disk full." in adas
    assert "Disk full." not in toms
    with pytest.raises(NothingToDo):
        note(incident.id, text=" \n", by=company.actor("ada"))


def test_a_note_taken_back_stays_and_says_so(company: Company) -> None:
    ada, incident = company.actor("ada"), company.open()
    said = note(incident.id, text="Restart it at noon!", by=ada).seq
    incident = retract(incident.id, entry=said, by=ada, reason="Wrong incident.")
    line = next(one for one in timeline(incident, ada) if one.seq == said)
    assert (line.taken_back, line.text) == (True, "")
    assert retract(incident.id, entry=said, by=ada).seq == incident.seq
    for other in (1, 99):
        with pytest.raises(UnknownValue):
            retract(incident.id, entry=other, by=ada)


def test_told_late_shows_both_instants(company: Company, hands: Any) -> None:
    incident, at = company.open(), hands.moment
    hands.forward(minutes=2, seconds=1)
    note(incident.id, text="I heard a bang.", by=company.actor("ada"), happened_at=at)
    line = timeline(incident, company.actor("ada"))[-1]
    assert line.is_late
    assert (line.happened_at, line.recorded_at) == (at, hands.moment)
