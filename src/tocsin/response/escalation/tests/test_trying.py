"""The matrix tried and past incidents replayed, against what runs really do."""

from datetime import timedelta
from typing import Any

import pytest

from tests.company import Company
from tocsin.foundation.accounts.actions import (
    change_person,
    deactivate,
    erase_person,
    join_team,
    leave_team,
    set_duty_manager,
    tell_absence,
)
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.notify.models import Method
from tocsin.kernel import clock
from tocsin.register.core.refusals import NoSuchIncident
from tocsin.register.work.actions import acknowledge, restrict
from tocsin.response.escalation.replaying import replay_incident
from tocsin.response.escalation.tests.matrices import (
    duty,
    levels_told,
    publish,
    settle,
)
from tocsin.response.escalation.trying import Hypothetical, try_matrix

OWNING = {"kind": "on_call", "team": "owning"}
LEVELS: list[dict[str, Any]] = [
    {"target": {**OWNING, "rank": 1}, "acknowledge_within": 5},
    {"after": 5, "target": {**OWNING, "rank": 2}, "acknowledge_within": 10},
    {"after": 30, "target": {"kind": "role", "role": "duty_manager"}},
]


def row(*levels: dict[str, Any], **told: Any) -> dict[str, Any]:
    return {"key": "all", "name": "Everything", "levels": list(levels)} | told


@pytest.fixture
def manned(company: Company) -> Company:
    duty("infrastructure", "p-ada")
    publish(row(*LEVELS))
    Method.objects.create(
        person="p-ada",
        channel="sms",
        address="+33123456789",
        is_loud=True,
        position=0,
        added_at=clock.now(),
        verified_at=clock.now(),
    )
    return company


def test_trying_says_who_would_be_told_minute_by_minute_and_why(
    manned: Company,
) -> None:
    asked = Hypothetical("infrastructure/server", 1, clock.now())
    tried = try_matrix(manned.actor("grace"), asked)
    assert tried.team.team == "infrastructure"
    assert tried.choice.row is not None
    assert tried.choice.row.key == "all"
    told = [
        (m.at - asked.at, m.does, m.level, [heard.person for heard in m.heard])
        for m in tried.moments
    ]
    minutes = timedelta(minutes=1)
    assert told == [
        (0 * minutes, "level", 1, ["p-ada"]),
        (5 * minutes, "level", 2, []),
        (5 * minutes, "level", 3, ["p-marc"]),
        (5 * minutes, "end", 0, []),
    ]
    (ada,) = tried.moments[0].heard
    assert ada.schedule == "infrastructure-1"
    assert "sms" in {message.channel for message in ada.messages}
    assert [m.because for m in tried.moments[:3]] == ["after", "after", "nobody"]


def test_what_is_tried_is_what_then_happens(
    manned: Company, hands: clock.Hands
) -> None:
    asked = Hypothetical("infrastructure/server", 2, clock.now())
    tried = try_matrix(SYSTEM, asked)
    incident = manned.open()
    settle()
    hands.forward(minutes=5)
    settle()
    hands.forward(hours=1)
    settle()
    promised = [
        (m.level, [heard.person for heard in m.heard])
        for m in tried.moments
        if m.does == "level"
    ]
    assert levels_told(incident) == promised


def test_a_replay_shows_what_another_matrix_would_have_done(
    manned: Company, hands: clock.Hands
) -> None:
    incident = manned.open()
    began = clock.now()
    settle()
    hands.forward(minutes=5)
    settle()
    hands.forward(minutes=2)
    acknowledge(incident.id, by=manned.actor("ada"))
    hands.forward(hours=2)
    publish(row(LEVELS[0], {"after": 2, "target": {"kind": "whole_team"}}))

    same = replay_incident(manned.actor("ada"), incident.ref, number=1)
    assert all(each.sooner == timedelta(0) for each in same.levels)
    assert same.acknowledged_at == began + timedelta(minutes=7)
    assert [each.level for each in same.levels] == [1, 2, 3]

    other = replay_incident(manned.actor("ada"), incident.ref)
    second = other.levels[1]
    assert second.promised == ("p-ada",)
    assert second.promised_at == began + timedelta(minutes=2)
    assert second.sooner == timedelta(minutes=3)
    assert other.levels[2].promised_at is None, "there is no third level"


def test_a_replay_goes_by_what_was_true_then(
    manned: Company, hands: clock.Hands
) -> None:
    incident = manned.open()
    settle()
    hands.forward(minutes=1)
    acknowledge(incident.id, by=manned.actor("ada"))
    settle()
    hands.forward(minutes=40)
    settle()
    replayed = replay_incident(SYSTEM, incident.ref)
    (stretch,) = replayed.stretches
    does = [(m.does, m.level) for m in stretch.moments]
    assert does[:2] == [("level", 1), ("lapse", 0)]
    assert ("level", 2) in does
    told = [(m.level, [h.person for h in m.heard]) for m in stretch.moments]
    really = [(level, people) for level, people in levels_told(incident)]
    assert [each for each in told if each[0]][: len(really)] == really


def test_a_replay_goes_by_teams_and_roles_of_then(
    manned: Company, hands: clock.Hands
) -> None:
    """Who joined since would not have been told; who left since would have been."""
    publish(
        row(
            {"target": {"kind": "whole_team", "team": "infrastructure"}},
            {"after": 5, "target": {"kind": "role", "role": "duty_manager"}},
        )
    )
    join_team("infrastructure", "p-ben", by=SYSTEM)
    incident = manned.open()
    settle()
    hands.forward(minutes=5)
    settle()
    hands.forward(minutes=60)
    leave_team("infrastructure", "p-ben", by=SYSTEM)
    join_team("infrastructure", "p-grace", by=SYSTEM)
    deactivate("p-ada", by=SYSTEM)
    set_duty_manager("p-eva", True, by=SYSTEM)
    set_duty_manager("p-marc", False, by=SYSTEM)
    hands.forward(minutes=60)
    replayed = replay_incident(SYSTEM, incident.ref)
    assert [set(each.promised) for each in replayed.levels] == [
        {"p-ada", "p-ben"},
        {"p-marc"},
    ]
    assert [set(each.happened) for each in replayed.levels] == [
        {"p-ada", "p-ben"},
        {"p-marc"},
    ]


def test_a_replay_goes_by_line_managers_and_deputies_of_then(
    manned: Company, hands: clock.Hands
) -> None:
    """Ada reported to Grace, and Ben stood in for Marc; today Eva does all of it."""
    publish(
        row(
            {"target": {"kind": "line_manager"}},
            {"after": 5, "target": {"kind": "role", "role": "duty_manager"}},
        )
    )
    change_person("p-ada", by=SYSTEM, line_manager="p-grace")
    change_person("p-marc", by=SYSTEM, deputy="p-ben")
    tell_absence("p-marc", clock.now(), clock.now() + timedelta(hours=3), by=SYSTEM)
    incident = manned.open()
    settle()
    hands.forward(minutes=5)
    settle()
    hands.forward(minutes=60)
    change_person("p-ada", by=SYSTEM, line_manager="p-eva")
    change_person("p-marc", by=SYSTEM, deputy="p-eva")
    set_duty_manager("p-marc", False, by=SYSTEM)
    hands.forward(minutes=60)
    assert _promised(incident.ref) == [{"p-grace"}, {"p-ben"}]
    happened = replay_incident(SYSTEM, incident.ref).levels
    assert [set(each.happened) for each in happened] == [{"p-grace"}, {"p-ben"}]

    deactivate("p-ben", by=SYSTEM)
    assert _promised(incident.ref)[1] == {"p-ben"}, "he was there then"
    for erased in ("p-ben", "p-grace"):
        erase_person(erased, by=SYSTEM)
    assert _promised(incident.ref) == [set(), set()], "nobody that is known"


def test_a_replay_knows_for_whom_somebody_erased_answered(
    manned: Company, hands: clock.Hands
) -> None:
    """Whoever was asked in vain then is not asked in somebody else's place now."""
    publish(row({"target": {"kind": "line_manager"}}))
    change_person("p-ada", by=SYSTEM, line_manager="p-grace")
    incident = manned.open()
    settle()
    hands.forward(minutes=60)
    erase_person("p-grace", by=SYSTEM)
    assert _promised(incident.ref) == [set()], "not the lead herself"


def _promised(ref: str) -> list[set[str]]:
    return [set(each.promised) for each in replay_incident(SYSTEM, ref).levels]


def test_restricted_incidents_are_replayed_for_those_who_see_them(
    manned: Company,
) -> None:
    incident = manned.open()
    restrict(incident.id, by=manned.actor("marc"), people=["p-marc"])
    with pytest.raises(NoSuchIncident):
        replay_incident(manned.actor("ada"), incident.ref)
    replayed = replay_incident(manned.actor("marc"), incident.ref)
    people = {
        heard.person for s in replayed.stretches for m in s.moments for heard in m.heard
    }
    assert people <= {"p-marc"}
