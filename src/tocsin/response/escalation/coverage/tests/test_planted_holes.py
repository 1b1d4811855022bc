"""A sound matrix has no hole; each planted one is found, where it lies and no other."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tocsin.foundation.calendars.rules import Calendar
from tocsin.response.escalation.coverage import holes
from tocsin.response.escalation.coverage.ground import (
    Away,
    Category,
    Duty,
    Ground,
    Person,
    Promise,
    Schedule,
    Service,
    Team,
)
from tocsin.response.escalation.coverage.holes import Hole, Proof
from tocsin.response.escalation.coverage.proving import proof_of
from tocsin.response.escalation.coverage.rules import Way
from tocsin.response.escalation.coverage.spans import MINUTE, ticks
from tocsin.response.escalation.matrix import Matrix
from tocsin.response.escalation.parsing import matrix_of

MONDAY = ticks(datetime(2026, 3, 2, tzinfo=UTC))
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEKS = 8
END = MONDAY + WEEKS * 7 * DAY
OFFICE = Calendar(
    key="office",
    name="Office",
    zone=ZoneInfo("UTC"),
    week=(((540, 1080),),) * 5 + ((), ()),
)
LOUD = [Way(0, "push", True), Way(2 * MINUTE, "voice", True), Way(0, "mail", False)]
PEOPLE = ("ada", "ben", "cleo", "dan", "marc", "ida")


def duties(schedule: str, rank: int, *turns: str, team: str = "infra") -> list[Duty]:
    """A day for each in turn, for all the weeks."""
    return [
        Duty(
            schedule,
            team,
            rank,
            turns[n % len(turns)],
            MONDAY + n * DAY,
            MONDAY + (n + 1) * DAY,
        )
        for n in range(-1, WEEKS * 7 + 8)
    ]


SOUND = Ground(
    begun=MONDAY,
    ended=END,
    duties=[*duties("first", 1, "ada", "ben"), *duties("second", 2, "cleo", "dan")],
    schedules={
        "first": Schedule("first", "Infra, first", "infra", 1),
        "second": Schedule("second", "Infra, second", "infra", 2),
    },
    people={
        key: Person(key, key.title(), line_manager="ida" if key == "ada" else None)
        for key in PEOPLE
    }
    | {"marc": Person("marc", "Marc", is_duty_manager=True)},
    teams={
        "infra": Team(
            "infra",
            "Infra",
            "Europe/Paris",
            "office",
            members=("ada", "ben", "cleo", "dan"),
            leads=("ada",),
        )
    },
    categories=[
        Category("server", ((0, "infra"),)),
        Category("server/db", ((0, "infra"),)),
    ],
    services=[Service("shop", "office", frozenset({"lyon"}))],
    calendars={"office": OFFICE},
    promises=[Promise("resolve", dict.fromkeys(range(1, 6), 240), "office")],
    ways=dict.fromkeys(PEOPLE, LOUD),
)
LEVELS: list[dict[str, Any]] = [
    {"target": {"kind": "on_call", "rank": 1}, "acknowledge_within": 5},
    {"after": 5, "target": {"kind": "on_call", "rank": 2}, "acknowledge_within": 5},
    {"after": 15, "target": {"kind": "whole_team"}},
    {"after": 30, "target": {"kind": "role", "role": "duty_manager"}},
    {
        "after": {"percent": 80, "of": "resolve"},
        "unless": "resolved",
        "loud": False,
        "target": {"kind": "line_manager"},
    },
]


def matrix(*levels: Mapping[str, Any], **told: Any) -> Matrix:
    row = {"key": "all", "levels": list(levels or LEVELS)} | told
    return matrix_of(1, {"rows": [row]})


def found(proof: Proof) -> dict[str, Hole]:
    codes = [hole.code for hole in proof.holes]
    assert len(codes) == len(set(codes)), proof.holes
    return {hole.code: hole for hole in proof.holes}


def changed(level: int, **parts: Any) -> list[dict[str, Any]]:
    return [
        told | parts if number == level else told
        for number, told in enumerate(LEVELS, start=1)
    ]


def aimed(level: int, kind: str, **parts: Any) -> Matrix:
    return matrix(*changed(level, target={"kind": kind} | parts))


def test_a_sound_matrix_has_no_hole_and_says_who_is_reached_by_when() -> None:
    proof = proof_of(matrix(), SOUND)
    assert proof.holes == ()
    assert (proof.cells, proof.climbs) == (10, 1)
    (cover,) = proof.covers
    assert (cover.worst, cover.level, cover.channel) == (0, 1, "push")
    assert len(cover.cells) == 10


def test_a_gap_lies_where_its_schedule_has_one() -> None:
    gone = [
        d for d in SOUND.duties if not (d.rank == 2 and d.begun == MONDAY + 5 * DAY)
    ]
    proof = proof_of(matrix(), replace(SOUND, duties=gone))
    (hole,) = proof.holes
    assert (hole.code, hole.about, hole.team) == (holes.GAP, "second", "infra")
    assert (hole.begun, hole.ended) == (MONDAY + 5 * DAY, MONDAY + 6 * DAY)
    assert hole.places == {("all", 2)}
    assert len(hole.cells) == 10
    (cover,) = proof.covers
    assert cover.worst == 0, "the first level is there"


def test_where_nobody_is_on_call_the_next_level_comes_at_once() -> None:
    gone = [d for d in SOUND.duties if d.begun != MONDAY + 5 * DAY]
    proof = proof_of(matrix(), replace(SOUND, duties=gone))
    assert {hole.about for hole in proof.holes} == {"first", "second"}
    assert {hole.code for hole in proof.holes} == {holes.GAP}
    (cover,) = proof.covers
    assert cover.worst == 0, "the whole team is told at once"


def test_where_no_level_reaches_anybody_it_is_worse() -> None:
    gone = [d for d in SOUND.duties if d.begun != MONDAY + 5 * DAY]
    proof = proof_of(matrix(*LEVELS[:2]), replace(SOUND, duties=gone))
    worst = proof.holes[0]
    assert (worst.code, worst.about, worst.weight) == (holes.NOBODY, "all", 1)
    assert (worst.begun, worst.ended) == (MONDAY + 5 * DAY, MONDAY + 6 * DAY)
    assert {hole.code for hole in proof.holes[1:]} == {holes.GAP}
    assert proof.covers[0].worst is None


def test_a_gap_outside_the_hours_that_are_wanted_is_none() -> None:
    nights = [
        replace(duty, begun=duty.begun + 9 * HOUR, ended=duty.begun + 18 * HOUR)
        if duty.rank == 1
        else duty
        for duty in SOUND.duties
    ]
    first = replace(SOUND.schedules["first"], wanted="office")
    ground = replace(
        SOUND, duties=nights, schedules={**SOUND.schedules, "first": first}
    )
    assert proof_of(matrix(), ground).holes == ()
    unwanted = replace(ground, schedules=SOUND.schedules)
    assert {h.code for h in proof_of(matrix(), unwanted).holes} == {holes.GAP}


NEVER = {"no_channel": {"cleo": [Way(0, "mail", False)]}, "no_way": {"cleo": []}}


@pytest.mark.parametrize("ways", NEVER.values(), ids=NEVER)
def test_whoever_has_no_loud_channel_is_named(ways: Any) -> None:
    proof = proof_of(matrix(), replace(SOUND, ways={**SOUND.ways, **ways}))
    hole = found(proof)[holes.NO_CHANNEL]
    assert hole.about == "cleo"
    assert hole.places == {("all", 2), ("all", 3)}


def test_a_quiet_level_is_content_with_a_quiet_channel() -> None:
    ways = {**SOUND.ways, "ida": [Way(0, "mail", False)]}
    assert proof_of(matrix(), replace(SOUND, ways=ways)).holes == ()
    hole = found(proof_of(matrix(), replace(SOUND, ways={**ways, "ida": []})))
    assert hole[holes.NO_CHANNEL].places == {("all", 5)}


def test_somebody_who_has_left_is_named() -> None:
    people = {**SOUND.people, "eve": Person("eve", "Eve", is_active=False)}
    proof = proof_of(aimed(2, "person", person="eve"), replace(SOUND, people=people))
    assert found(proof)[holes.PERSON_GONE].about == "eve"
    proof = proof_of(aimed(2, "person", person="nobody"), SOUND)
    assert found(proof)[holes.PERSON_GONE].about == "nobody"


def test_somebody_who_is_away_without_a_stand_in_is_named() -> None:
    away = Away("marc", MONDAY + DAY, MONDAY + 3 * DAY)
    asked = aimed(2, "person", person="marc")
    asked = matrix(
        *[
            level
            for level in changed(2, target={"kind": "person", "person": "marc"})
            if level["target"]["kind"] != "role"
        ]
    )
    proof = proof_of(asked, replace(SOUND, absences=[away]))
    hole = found(proof)[holes.PERSON_AWAY]
    assert (hole.about, hole.begun, hole.ended) == ("marc", away.begun, away.ended)
    stood_in = replace(away, stands_in="ida")
    assert proof_of(asked, replace(SOUND, absences=[stood_in])).holes == ()


def test_a_level_that_tells_the_same_again_is_a_loop() -> None:
    proof = proof_of(aimed(4, "on_call", rank=1), SOUND)
    hole = found(proof)[holes.LOOP]
    assert hole.places == {("all", 4)}
    assert hole.facts["before"] == "1"
    assert found(proof)[holes.LEADS_BACK].places == {("all", 4)}


def test_line_managers_in_a_circle_are_a_loop() -> None:
    people = {**SOUND.people, "ida": Person("ida", "Ida", line_manager="ada")}
    proof = proof_of(matrix(), replace(SOUND, people=people))
    assert found(proof)[holes.LOOP].about == "ada"


def test_a_level_that_finds_only_who_was_told_leads_back() -> None:
    both = [*duties("first", 1, "ada"), *duties("second", 2, "dan", "ada")]
    proof = proof_of(matrix(*LEVELS[:2], *LEVELS[3:]), replace(SOUND, duties=both))
    days = [hole for hole in proof.holes if hole.code == holes.LEADS_BACK]
    (hole,) = (hole for hole in days if hole.places == {("all", 2)})
    assert int(hole.facts["times"]) == WEEKS * 7 / 2
    assert hole.begun == MONDAY + DAY


def test_an_empty_team_and_a_role_that_nobody_holds_are_named() -> None:
    teams = {**SOUND.teams, "empty": Team("empty", "Empty")}
    for kind in ("whole_team", "round_robin"):
        proof = proof_of(aimed(3, kind, team="empty"), replace(SOUND, teams=teams))
        assert found(proof)[holes.EMPTY_TEAM].about == "empty"
    proof = proof_of(aimed(3, "role", role="major_incident_manager"), SOUND)
    assert found(proof)[holes.ROLE_UNHELD].about == "major_incident_manager"


def test_a_missing_line_manager_executive_schedule_or_supplier_is_named() -> None:
    people = {**SOUND.people, "ada": Person("ada", "Ada")}
    proof = proof_of(matrix(), replace(SOUND, people=people))
    assert found(proof)[holes.NO_MANAGER].about == "infra"
    proof = proof_of(aimed(3, "executive"), SOUND)
    assert set(found(proof)) == {holes.NO_EXECUTIVE}
    proof = proof_of(aimed(2, "on_call", rank=3), SOUND)
    assert found(proof)[holes.NO_SCHEDULE].facts["rank"] == "3"
    proof = proof_of(aimed(2, "schedule", schedule="gone"), SOUND)
    assert found(proof)[holes.SCHEDULE_GONE].about == "gone"
    proof = proof_of(aimed(2, "supplier", supplier="payco"), SOUND)
    assert found(proof)[holes.SUPPLIER].about == "payco"


def test_a_category_without_a_row_is_named_for_its_priorities_and_hours() -> None:
    proof = proof_of(matrix(category="server/db", priorities=[1, 2]), SOUND)
    hole = found(proof)[holes.NO_ROW]
    assert ("server", 1) in hole.cells
    assert ("server/db", 3) in hole.cells
    assert ("server/db", 1) not in hole.cells
    assert (hole.begun, hole.ended) == (None, None)
    proof = proof_of(matrix(when={"hours": "open"}), SOUND)
    assert {hole.code for hole in proof.holes} == {holes.NO_ROW}
    assert len(proof.holes) == WEEKS * 5 + 1, "each night, each weekend, both ends"


def test_a_share_that_no_target_gives_is_named() -> None:
    proof = proof_of(matrix(), replace(SOUND, promises=[]))
    hole = found(proof)[holes.CLOCK_MISSING]
    assert hole.about == "resolve"
    assert hole.places == {("all", 5)}


def test_a_level_below_one_that_comes_later_is_never_reached_in_its_order() -> None:
    proof = proof_of(matrix(*changed(4, after=10)), SOUND)
    assert found(proof)[holes.NEVER_REACHED].facts == {"level": "4", "before": "3"}


def test_hours_without_a_calendar_are_named() -> None:
    both = [
        {"key": "day", "when": {"hours": "open"}, "levels": LEVELS},
        {"key": "night", "when": {"hours": "closed"}, "levels": LEVELS},
    ]
    asked = matrix_of(1, {"rows": both})
    assert proof_of(asked, SOUND).holes == ()
    proof = proof_of(asked, replace(SOUND, calendars={}))
    assert found(proof)[holes.CALENDAR_UNKNOWN].about == "office"
    teams = {"infra": replace(SOUND.teams["infra"], calendar="")}
    proof = proof_of(asked, replace(SOUND, teams=teams))
    assert found(proof)[holes.CALENDAR_UNKNOWN].about == "infra"


def test_a_row_of_a_named_service_or_site_is_proven_too() -> None:
    for when in ({"services": ["shop"]}, {"sites": ["lyon"]}):
        rows = [
            {"key": "all", "levels": LEVELS},
            {"key": "shop", "when": when, "levels": [LEVELS[3], LEVELS[3]]},
        ]
        proof = proof_of(matrix_of(1, {"rows": rows}), SOUND)
        assert found(proof)[holes.LOOP].places == {("shop", 2)}


def test_another_team_answers_from_a_day_on() -> None:
    moved = [Category("server", ((0, "infra"), (MONDAY + 9 * DAY, "apps")))]
    teams = {**SOUND.teams, "apps": Team("apps", "Apps", members=("ida",))}
    ground = replace(SOUND, categories=moved, teams=teams)
    proof = proof_of(matrix(LEVELS[0], LEVELS[2]), ground)
    assert found(proof)[holes.NO_SCHEDULE].about == "apps"
    covers = {cover.team: cover for cover in proof.covers}
    assert set(covers) == {"infra", "apps"}
    assert (covers["apps"].level, covers["apps"].worst) == (2, 0)
