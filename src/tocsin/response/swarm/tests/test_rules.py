"""Laws of swarms that hold for any lives of theirs."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.response.swarm import rules
from tocsin.response.swarm.rules import Health, Stayed

T0 = datetime(2026, 3, 2, 9, tzinfo=UTC)
TEAMS = ("database", "application", "network")
MODEST = settings(max_examples=60, deadline=None)


@st.composite
def stays(draw: st.DrawFn) -> list[Stayed]:
    """People who came and perhaps left, each once at a time."""
    found = []
    for number in range(draw(st.integers(0, 14))):
        joined = T0 + timedelta(seconds=draw(st.integers(0, 1800)))
        lasted = draw(st.none() | st.integers(0, 1800))
        found.append(
            Stayed(
                who=f"p-{number}",
                team=draw(st.sampled_from(TEAMS)),
                role=draw(st.sampled_from(rules.ROLES)),
                joined_at=joined,
                left_at=None if lasted is None else joined + timedelta(seconds=lasted),
                rate=draw(st.integers(0, 20_000)),
            )
        )
    return found


@MODEST
@given(st.lists(st.sampled_from(rules.STATES), max_size=8))
def test_naming_is_the_only_way_to_a_primary_team(asked: list[str]) -> None:
    state, came_by = rules.OPEN, [rules.OPEN]
    for after in asked:
        if rules.may_follow(state, after):
            state = after
            came_by.append(after)
    if {rules.DISPERSED, rules.CLOSED} & {*came_by}:
        assert rules.PRIMARY_NAMED in came_by, "nothing else leads there"
    if rules.ABANDONED in came_by:
        assert rules.PRIMARY_NAMED not in came_by
    ends = [place for place, it in enumerate(came_by) if it in rules.ENDED]
    assert ends in ([], [len(came_by) - 1]), "an end is the end"


@MODEST
@given(st.sampled_from(rules.STATES), st.sampled_from((*rules.OUTCOMES, "", "any")))
def test_without_a_primary_team_it_ends_with_a_reason(state: str, outcome: str) -> None:
    if rules.may_end_by(state, outcome):
        assert outcome in rules.OUTCOMES
        if state == rules.OPEN:
            assert outcome in (*rules.OUTCOMES_ALONE, rules.INCIDENT_OVER)
    if state not in rules.ENDED:
        assert rules.may_follow(state, rules.end_of(state))


@given(st.sampled_from(tuple(rules.HYPOTHESES)))
def test_every_verdict_can_be_taken_back(state: str) -> None:
    assert state not in rules.HYPOTHESES[state]
    if state in rules.VERDICTS:
        assert rules.TESTING in rules.HYPOTHESES[state]


@MODEST
@given(
    stays(),
    st.sampled_from(TEAMS),
    st.sets(st.integers(0, 13)),
    st.sets(st.integers(0, 13)),
    st.sets(st.integers(0, 13)),
)
def test_everybody_here_stays_stands_by_or_goes(
    came: list[Stayed], team: str, kept: set[int], apart: set[int], unsure: set[int]
) -> None:
    parting = rules.parted(
        came,
        team,
        keep={f"p-{n}" for n in kept},
        standby={f"p-{n}" for n in apart},
        undecided={f"p-{n}" for n in unsure},
    )
    places = [*parting.stay, *parting.standby, *parting.released]
    here = [each for each in came if each.left_at is None]
    assert sorted(places) == sorted(each.who for each in here)
    for each in here:
        is_own = each.team == team and each.role != rules.SUPPLIER
        serves = is_own or each.role in rules.SERVING
        if serves and each.who not in {f"p-{n}" for n in apart}:
            assert each.who in parting.stay, "whoever is needed is not sent away"


@MODEST
@given(stays(), st.integers(0, 3600), st.integers(0, 600))
def test_cost_and_time_only_grow(came: list[Stayed], after: int, more: int) -> None:
    now = T0 + timedelta(seconds=after)
    later = now + timedelta(seconds=more)
    assert 0 <= rules.cost_of(came, now) <= rules.cost_of(came, later)
    assert 0 <= rules.minutes_of(came, now) <= rules.minutes_of(came, later)
    over = [each for each in came if each.left_at is not None]
    ends = max((each.left_at for each in over if each.left_at), default=now)
    much = ends + timedelta(days=1)
    assert rules.cost_of(over, ends) == rules.cost_of(over, much), "nobody there: free"


@MODEST
@given(stays())
def test_sizes_add_up(came: list[Stayed]) -> None:
    found = rules.sizes(came)
    assert all(count >= 0 for _at, count in found)
    assert [at for at, _count in found] == sorted(at for at, _count in found)
    last = found[-1][1] if found else 0
    still = [e for e in came if e.left_at is None]
    assert last == len(still)
    since = rules.crowded_since(came)
    assert (since is not None) == (last > rules.MOST)


@MODEST
@given(
    st.sampled_from(rules.STATES),
    st.booleans(),
    st.integers(0, 6),
    st.sets(st.sampled_from(rules.ALARMS)),
)
def test_an_alarm_is_told_once_and_not_of_what_is_over(
    state: str, has_hypothesis: bool, strangers: int, told: set[str]
) -> None:
    health = Health(
        state=state,
        opened_at=T0,
        written_at=T0,
        has_hypothesis=has_hypothesis,
        named_at=T0 if state == rules.PRIMARY_NAMED else None,
        strangers=strangers,
        told=frozenset(told),
    )
    due = rules.alarms_due(health)
    assert not due.keys() & told
    assert not (state in rules.ENDED and due)
    assert (rules.NO_HYPOTHESIS in due) == (
        state == rules.OPEN and not has_hypothesis and rules.NO_HYPOTHESIS not in told
    )


def test_a_rate_goes_by_role_then_team() -> None:
    told = ("team:database=95", "role:supplier=180", "team:broken=x", "nonsense")
    assert rules.rate_for(told, 60, role="supplier", team="database") == 18_000
    assert rules.rate_for(told, 60, role="expert", team="database") == 9_500
    assert rules.rate_for(told, 60, role="expert", team="broken") == 6_000
