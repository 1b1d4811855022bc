"""What a review finds in a timeline, for any timeline."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.improvement.reviews.rules.delays import delays, gaps, milestones
from tocsin.improvement.reviews.rules.finding import seconds_between
from tocsin.improvement.reviews.rules.findings import findings_of
from tocsin.improvement.reviews.rules.life import (
    AUDIENCES,
    CUSTOMERS,
    EXECUTIVES,
    INTERNAL,
    NEVER,
    PARTS,
)
from tocsin.improvement.reviews.rules.nagging import (
    ESCALATE,
    REMIND,
    Owed,
    next_step,
    taken,
)
from tocsin.improvement.reviews.rules.people import (
    called,
    manager_of,
    parts_of,
    without_names,
)
from tocsin.improvement.reviews.rules.promised_clocks import clocks, was_late
from tocsin.improvement.reviews.rules.promises import (
    KEPT,
    MISSED,
    OVER,
    RENEWED,
    promises,
)
from tocsin.improvement.reviews.rules.redaction import (
    Choice,
    is_hidden,
    passages,
    shown_of,
    stale,
)
from tocsin.improvement.reviews.rules.swarms import swarms
from tocsin.register.core.entries import Kind
from tocsin.register.work.spoken import Spoken

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
FEW = settings(max_examples=40, deadline=None)


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def said(*told: tuple[Any, ...]) -> list[Spoken]:
    """Entries by minute, kind, body and audience, numbered as they come."""
    return [
        Spoken(seq, kind, at(minute), at(minute), *rest)
        for seq, (minute, kind, *rest) in enumerate(told, 1)
    ]


STORY = said(
    (0, Kind.REGISTERED, {"occurred_at": at(-1).isoformat(), "detected_by": "monitor"}),
    (1, Kind.ACKNOWLEDGED),
    (2, Kind.MAJOR_DECLARED),
    (3, Kind.SWARM_OPENED, {"swarm": "S"}),
    (3, Kind.SWARM_JOINED, {"swarm": "S", "person": "ada", "team": "db"}),
    (4, Kind.SWARM_JOINED, {"swarm": "S", "person": "ben", "team": "app"}),
    (6, Kind.PRIMARY_TEAM_NAMED, {"swarm": "S", "team": "db"}),
    (6, Kind.SWARM_LEFT, {"swarm": "S", "person": "ben"}),
    (9, Kind.RESTORED),
    (12, Kind.RESOLVED),
    (12, Kind.SWARM_CLOSED, {"swarm": "S", "cost": 1100, "currency": "EUR"}),
)


def values(figures: Any) -> dict[str, int]:
    return {figure.name: figure.value for figure in figures}


def test_the_gaps_between_milestones() -> None:
    told = [(g.since.name, g.until.name, g.seconds, g.until.row) for g in gaps(STORY)]
    assert told == [
        ("occurred", "registered", 60, 1),
        ("registered", "acknowledged", 60, 2),
        ("acknowledged", "declared", 60, 3),
        ("declared", "swarmed", 60, 4),
        ("swarmed", "primary", 180, 7),
        ("primary", "restored", 180, 9),
        ("restored", "resolved", 180, 10),
    ]


def test_what_came_back_did_not_end() -> None:
    again = [*STORY, *said((20, Kind.REOPENED))]
    again[-1] = Spoken(12, Kind.REOPENED, at(12), at(12))
    assert [m.name for m in milestones(again)][-1] == "primary"
    again.append(Spoken(13, Kind.RESOLVED, at(40), at(40)))
    assert gaps(again)[-1].seconds == 34 * 60


def test_what_a_swarm_took() -> None:
    told = values(swarms(STORY))
    assert told["swarm_people"] == 2
    assert told["swarm_time"] == (9 + 2) * 60
    assert told["swarm_cost"] == 1100
    assert told["swarm_to_primary"] == 180
    assert told["swarm_needed"] == 1


KINDS = st.sampled_from([k for k in Kind if k != Kind.REGISTERED])
MOMENTS = st.integers(0, 3000)


@st.composite
def stories(draw: st.DrawFn) -> list[Spoken]:
    first = Spoken(1, Kind.REGISTERED, NINE, NINE, {"detected_by": "user"})
    found = [first]
    for seq in range(2, draw(st.integers(2, 25))):
        moment = at(draw(MOMENTS))
        body: dict[str, Any] = {
            "swarm": "S",
            "person": draw(st.sampled_from("ab")),
            "team": "t",
        }
        body |= {"due_at": at(draw(MOMENTS)).isoformat(), "count": 1}
        found.append(Spoken(seq, draw(KINDS), moment, moment, body))
    return found


@FEW
@given(stories())
def test_gaps_add_up_and_every_figure_opens_entries_that_there_are(
    story: list[Spoken],
) -> None:
    found, known = findings_of(story), {entry.seq for entry in story}
    if found.milestones:
        whole = seconds_between(found.milestones[0].at, found.milestones[-1].at)
        assert sum(gap.seconds for gap in found.gaps) == whole
    for figure in (each for part in found.figures.values() for each in part):
        assert set(figure.rows) <= known, figure
        assert figure.rows or figure.value == 0, figure
        assert figure.value >= 0 or figure.name == "clock"


def test_what_became_of_promises() -> None:
    def promised(minutes: int) -> dict[str, str]:
        return {"due_at": at(minutes).isoformat()}

    story = said(
        (0, Kind.REGISTERED, {"reporter": "tom"}),
        (1, Kind.UPDATE_PROMISED, promised(31)),
        (20, Kind.NOTICE_UPDATED),
        (20, Kind.UPDATE_PROMISED, promised(50)),
        (40, Kind.UPDATE_PROMISED, promised(60)),
        (70, Kind.REPLIED, {}, "reporter", "person", "ada"),
        (70, Kind.UPDATE_PROMISED, promised(100)),
        (90, Kind.RESOLVED),
    )
    told = [promise.outcome for promise in promises(story)]
    assert told == [KEPT, RENEWED, MISSED, OVER]
    theirs = said(
        (0, Kind.REGISTERED, {"reporter": "tom"}),
        (1, Kind.UPDATE_PROMISED, promised(9)),
        (5, Kind.REPLIED, {}, "reporter", "person", "tom"),
    )
    assert [promise.outcome for promise in promises(theirs)] == [MISSED]


def test_clocks_that_were_met_and_missed() -> None:
    def clock(name: str, state: str, left: int) -> dict[str, Any]:
        told = {"clock": name, "name": name, "number": 1, "state": state}
        return {"clocks": [told | {"left": left}]}

    story = said(
        (0, Kind.REGISTERED),
        (0, Kind.CLOCKS_CHANGED, clock("a", "running", 600)),
        (0, Kind.CLOCKS_CHANGED, clock("b", "running", 600)),
        (5, Kind.CLOCKS_CHANGED, clock("a", "met", 300)),
        (10, Kind.CLOCK_REACHED, {"clock": "b", "percent": 100, "measure": "resolve"}),
        (12, Kind.CLOCKS_CHANGED, clock("b", "missed", -120)),
    )
    told = [(f.about, f.is_good, f.rows) for f in clocks(story)]
    assert told == [("a", True, (4,)), ("b", False, (5, 6))]
    assert was_late(story)
    assert not was_late(story[:4])


def test_bounces_and_what_reached_nobody() -> None:
    story = said(
        (0, Kind.REGISTERED),
        (1, Kind.ASSIGNED, {"team": "db"}),
        (2, Kind.ASSIGNED, {"team": "app", "from_team": "db"}),
        (3, Kind.RETURNED, {"team": "db", "from_team": "app"}),
        (4, Kind.PAGE_FAILED, {"person": "ada"}),
        (5, Kind.INVITE_ANSWERED, {"answer": "timeout"}),
        (6, Kind.WAITING_BEGAN, {"cause": "supplier"}),
        (16, Kind.WAITING_ENDED),
        (20, Kind.RESOLVED),
    )
    told = values(delays(story))
    assert told == {
        "reassigned": 2,
        "bounced": 1,
        "pages_failed": 1,
        "calls_unanswered": 1,
        "waited": 600,
        "silence": 600,
    }


def test_names_become_roles() -> None:
    ada = dict.fromkeys(called("Ada Lovelace", "ada"), "[operations lead]")
    text = "ADA said; @ada and Ada Lovelace's notes, but not Adagio."
    told = without_names(text, ada)
    assert told == (
        "[operations lead] said; [operations lead] and [operations lead]'s notes,"
        " but not Adagio."
    )


@FEW
@given(
    st.lists(st.text("abcde ", min_size=1, max_size=12), max_size=5),
    st.text("abcde ,.", max_size=40),
)
def test_no_name_is_left(names: list[str], text: str) -> None:
    names = [name.strip() for name in names if name.strip()]
    told = without_names(text, dict.fromkeys(names, "[X]"))
    for name in names:
        assert f" {name} " not in f" {told} "


def test_who_was_what() -> None:
    story = said(
        (0, Kind.REGISTERED, {"reporter": "tom"}),
        (1, Kind.ROLE_FILLED, {"role": "manager", "person": "marc"}),
        (2, Kind.SWARM_JOINED, {"person": "ada", "team": "db"}),
        (3, Kind.LEVEL_REACHED, {"people": ["eva"]}),
    )
    assert manager_of(story) == "marc"
    told = parts_of(story)
    assert told["marc"] == ("post", "manager")
    assert told["ada"] == ("team", "db")
    assert (told["tom"][0], told["eva"][0]) == ("reporter", "somebody")


CHOICES = st.lists(
    st.builds(
        Choice, st.sampled_from(PARTS), st.integers(-1, 4), st.just(1), st.booleans()
    ),
    max_size=8,
)


@FEW
@given(st.sampled_from(AUDIENCES), CHOICES)
def test_what_is_never_shown_is_not_whatever_is_chosen(
    audience: str, choices: list[Choice]
) -> None:
    for part in NEVER[audience]:
        assert is_hidden(audience, choices, part)
        assert is_hidden(audience, choices, part, 3)
    away = [c for c in choices if c.hides and c.place == 0]
    for each in away:
        later = choices[choices.index(each) + 1 :]
        if not any((c.part, c.place) == (each.part, 0) for c in later):
            assert shown_of(audience, choices, each.part, ["a", "b"]) == []


def test_passages_are_chosen_in_a_version() -> None:
    text = "One.\n\nTwo of\ntwo.\n\n\nThree."
    assert passages(text) == ["One.", "Two of\ntwo.", "Three."]
    away = [Choice("summary", 2, version=1)]
    shown = shown_of(EXECUTIVES, away, "summary", passages(text))
    assert shown == ["One.", "Three."]
    assert stale(away, {"summary": 1}) == []
    assert stale(away, {"summary": 2}) == ["summary"]
    assert is_hidden(CUSTOMERS, [], "delays")
    assert not is_hidden(CUSTOMERS, [Choice("delays", 0, hides=False)], "delays")
    assert not is_hidden(INTERNAL, [], "delays")


HOURS = st.integers(0, 500).map(lambda hours: timedelta(hours=hours))


@FEW
@given(st.lists(HOURS, max_size=8), HOURS)
def test_each_reminder_comes_once_and_in_order(
    steps: list[timedelta], patience: timedelta
) -> None:
    owed, now, done = Owed(NINE), NINE - timedelta(hours=1), []
    for length in steps:
        now += length
        step = next_step(owed, patience=patience)
        if step and step.at <= now:
            done.append(step.does)
            owed = taken(owed, step, now)
    assert done == [REMIND, ESCALATE][: len(done)]
