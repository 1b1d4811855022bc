"""Components are as their monitors say, once that held."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.response.statuspage.rules.watching import (
    TieUnclear,
    Watched,
    state_of_severities,
    tie_of,
    watched_after,
)
from tocsin.response.statuspage.rules.words import (
    DEGRADED,
    MAJOR,
    OPERATIONAL,
    PARTIAL,
    RANK,
)

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOLD = timedelta(minutes=2)
SAID = st.lists(
    st.tuples(
        st.sampled_from([OPERATIONAL, DEGRADED, PARTIAL, MAJOR]), st.integers(1, 90)
    ),
    max_size=40,
)


@settings(max_examples=100)
@given(SAID, st.booleans())
def test_what_counts_held_for_as_long_as_it_must(
    said: list[tuple[str, int]], by_person: bool
) -> None:
    seen = Watched()
    now, heard = AT, [(AT - HOLD, OPERATIONAL)]
    for told, seconds in said:
        now += timedelta(seconds=seconds)
        before = seen
        seen = watched_after(seen, told, now, HOLD, by_person=by_person)
        heard.append((now, told))
        if seen.upheld == before.upheld:
            continue
        # All that was heard since is on the same side of what counted before.
        assert before.since is not None
        assert now - before.since >= HOLD
        within = [state for at, state in heard if at >= before.since]
        worse = RANK[seen.upheld] > RANK[before.upheld]
        sides = {RANK[state] > RANK[before.upheld] for state in within}
        assert sides == {worse}
        assert not (worse and by_person)
    assert (seen.since is None) == (seen.told == seen.upheld)


@given(st.lists(st.sampled_from(["critical", "error", "warning", "info", ""])))
def test_the_worst_alert_tells(severities: list[str]) -> None:
    found = state_of_severities(severities)
    assert (found == MAJOR) == ("critical" in severities)
    assert (found == OPERATIONAL) == (set(severities) <= {"info"})


def test_a_tie_is_a_source_and_labels() -> None:
    tie = tie_of('prometheus alertname="Checkout down" zone=eu')
    assert (tie.source, dict(tie.labels)) == (
        "prometheus",
        {"alertname": "Checkout down", "zone": "eu"},
    )
    for odd in ("", "Prometheus", "prometheus alertname", 'prometheus a="b', "a =b"):
        with pytest.raises(TieUnclear):
            tie_of(odd)
