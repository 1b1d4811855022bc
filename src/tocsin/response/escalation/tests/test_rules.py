from datetime import UTC, datetime, timedelta
from typing import Any

from tocsin.response.escalation.checking import Known, check_matrix
from tocsin.response.escalation.matrix import Matrix, Row
from tocsin.response.escalation.parsing import body_of, matrix_of
from tocsin.response.escalation.rules import (
    ANSWERED,
    CLOCK,
    END,
    LAPSE,
    LEVEL,
    NOBODY,
    OVER,
    REPEAT,
    SPENT,
    Facts,
    Progress,
    Situation,
    Step,
    Wait,
    choose_row,
    next_step,
    reached_nobody,
    take,
)
from tocsin.response.escalation.usual import USUAL

NIGHT = datetime(2026, 3, 2, 2, tzinfo=UTC)
MATRIX = matrix_of(0, USUAL)


def at(minutes: float) -> datetime:
    return NIGHT + timedelta(minutes=minutes)


def row(*levels: dict[str, object], **told: object) -> Row:
    on_call = {"target": {"kind": "on_call"}}
    body = {"key": "row", "levels": [on_call | level for level in levels], **told}
    return matrix_of(1, {"rows": [body]}).rows[0]


def chosen(category: str | None, priority: int | None) -> str | None:
    found = choose_row(MATRIX, Situation(category, priority)).row
    return found.key if found else None


def test_a_minor_application_fault_and_a_server_failure_have_rows_of_their_own() -> (
    None
):
    assert chosen("application", 3) == "minor-application-fault"
    assert chosen("application/minor-fault", 4) == "minor-application-fault"
    assert chosen("infrastructure/server", 1) == "server-failure"
    assert chosen("application", 1) is None
    assert chosen(None, 1) is None


def test_what_is_written_is_read_and_written_the_same() -> None:
    assert matrix_of(0, body_of(MATRIX)) == MATRIX
    assert matrix_of(0, body_of(Matrix(0))) == Matrix(0)


def test_the_usual_matrix_has_nothing_against_it() -> None:
    known = Known(category={"application", "infrastructure"})
    assert list(check_matrix(USUAL, known)) == []


def test_the_row_that_asks_for_most_wins_and_says_why() -> None:
    levels = [{"target": {"kind": "on_call"}}]
    rows = [
        {"key": "all", "levels": levels},
        {"key": "servers", "category": "infrastructure", "levels": levels},
        {"key": "urgent", "priorities": [1], "levels": levels},
        {"key": "nights", "category": "infrastructure", "levels": levels}
        | {"when": {"hours": "closed"}},
        {"key": "shop", "levels": levels, "when": {"services": ["shop"]}},
    ]
    matrix = matrix_of(1, {"rows": rows})

    def key(**told: Any) -> str:
        found = choose_row(matrix, Situation(**told)).row
        assert found
        return found.key

    assert key() == "all"
    assert key(priority=1) == "urgent"
    assert key(category="infrastructure/server", priority=1) == "servers"
    assert key(category="infrastructure", is_open=lambda _key: False) == "nights"
    assert key(category="infrastructure", service="shop", priority=1) == "shop"
    busy = {"key": "peak", "levels": levels, "when": {"peak": "yes"}}
    lyon = {"key": "lyon", "levels": levels, "when": {"sites": ["lyon"]}}
    there = matrix_of(1, {"rows": [rows[0], busy, lyon]})
    for told, wanted in (
        (Situation(), "all"),
        (Situation(is_peak=lambda _key: True), "peak"),
        (Situation(sites=frozenset({"lyon"}), is_peak=lambda _key: True), "lyon"),
        (Situation(sites=frozenset({"paris"})), "all"),
    ):
        found = choose_row(there, told).row
        assert found
        assert found.key == wanted
    choice = choose_row(matrix, Situation("infrastructure/server", 1))
    assert [reason.code for reason in choice.because] == ["category_above"]
    assert [each.key for each in choice.over] == ["urgent", "all"]


def test_levels_come_when_their_time_has_come() -> None:
    path, run = row({}, {"after": 15}), Progress(NIGHT)
    first = next_step(path, run, Facts())
    assert first == Step(NIGHT, LEVEL, 1)
    run = take(path, run, first, at(0.01))
    assert next_step(path, run, Facts()) == Step(at(15), LEVEL, 2)


def test_what_is_not_answered_in_time_brings_the_next_level() -> None:
    path = row({"acknowledge_within": 5}, {"after": 15})
    run = take(path, Progress(NIGHT), Step(NIGHT, LEVEL, 1), NIGHT)
    assert next_step(path, run, Facts()) == Step(at(5), LEVEL, 2, "unanswered")
    assert next_step(path, run, Facts(acknowledged_at=at(4))) == Step(at(34), LAPSE)


def test_repeats_come_before_the_next_level() -> None:
    repeat = {"times": 2, "every": 3}
    path = row({"acknowledge_within": 3, "repeat": repeat}, {"after": 60})
    run = take(path, Progress(NIGHT), Step(NIGHT, LEVEL, 1), NIGHT)
    seen = []
    for _turn in range(4):
        step = next_step(path, run, Facts())
        assert isinstance(step, Step)
        seen.append((step.at, step.does, step.level))
        run = take(path, run, step, step.at)
    assert seen == [
        (at(3), REPEAT, 1),
        (at(6), REPEAT, 1),
        (at(9), LEVEL, 2),
        (at(9), END, 0),
    ]
    assert next_step(path, run, Facts()) == Wait(SPENT)


def test_nobody_there_brings_the_next_level_at_once() -> None:
    path = row({}, {"after": 15})
    run = take(path, Progress(NIGHT), Step(NIGHT, LEVEL, 1), NIGHT)
    assert next_step(path, reached_nobody(run), Facts()) == Step(
        NIGHT, LEVEL, 2, NOBODY
    )


def test_a_step_taken_late_leaves_those_after_it_their_time() -> None:
    path = row({}, {"after": 5}, {"after": 15})
    run = take(path, Progress(NIGHT), Step(NIGHT, LEVEL, 1), at(60))
    assert next_step(path, run, Facts()) == Step(at(65), LEVEL, 2)


def test_a_level_of_a_clock_waits_for_it() -> None:
    share: dict[str, object] = {
        "after": {"percent": 80, "of": "resolve"},
        "unless": "resolved",
    }
    path = row({}, share)
    run = take(path, Progress(NIGHT), Step(NIGHT, LEVEL, 1), NIGHT)
    assert next_step(path, run, Facts()) == Wait(CLOCK)
    answered = Facts(acknowledged_at=at(1), followed=True)
    assert next_step(path, run, answered) == Wait(ANSWERED)
    planned = Facts(
        acknowledged_at=at(1), followed=True, instants={("resolve", 80): at(200)}
    )
    assert next_step(path, run, planned) == Step(at(200), LEVEL, 2, "percent")


def test_a_level_comes_unless_what_it_waits_for_has_happened() -> None:
    """Not restored, not resolved, and no update since the level before."""
    path = row(
        {},
        {"after": 30, "unless": "updated"},
        {"after": 60, "unless": "restored"},
        {"after": 90, "unless": "resolved"},
    )
    run = take(path, Progress(NIGHT), Step(NIGHT, LEVEL, 1), NIGHT)

    def comes(**more: Any) -> Step | Wait:
        answered = Facts(acknowledged_at=at(1), followed=True, **more)
        return next_step(path, run, answered)

    assert comes() == comes(updated_at=at(-5)) == Step(at(30), LEVEL, 2)
    assert comes(updated_at=at(20)) == Step(at(60), LEVEL, 3)
    assert comes(updated_at=at(20), restored_at=at(25)) == Step(at(90), LEVEL, 4)
    assert comes(is_over=True) == Wait(OVER)


def test_after_a_lapse_the_row_begins_again() -> None:
    path = row({}, {"after": 5})
    run = take(path, Progress(NIGHT), Step(NIGHT, LEVEL, 1), NIGHT)
    facts = Facts(acknowledged_at=at(2))
    lapse = next_step(path, run, facts)
    assert lapse == Step(at(32), LAPSE)
    run = take(path, run, lapse, at(32))
    assert next_step(path, run, Facts()) == Step(at(32), LEVEL, 1)
