from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.engine.path.rules import HOPS, deadline, next_hop, seconds

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
instants = st.integers(-60, 3600).map(lambda s: NINE + timedelta(seconds=s))
some_hops = st.dictionaries(st.sampled_from(HOPS), instants)


@given(some_hops)
@settings(max_examples=100)
def test_no_time_is_lost_or_counted_twice(hops: dict[str, datetime]) -> None:
    told = seconds(NINE, hops)
    assert set(told) == set(hops)
    assert all(each >= 0 for each in told.values())
    furthest = max([NINE, *hops.values()])
    assert sum(told.values()) == (furthest - NINE).total_seconds()


@given(some_hops, some_hops)
@settings(max_examples=100)
def test_a_hop_has_its_time_from_whatever_it_waits_for(
    hops: dict[str, datetime], planned: dict[str, datetime]
) -> None:
    hop = next_hop(hops)
    if not hop:
        assert set(hops) == set(HOPS)
        return
    until = deadline(hop, NINE, hops, MINUTE, planned)
    assert until >= NINE + MINUTE
    before = [hops[each] for each in HOPS[: HOPS.index(hop)]]
    assert all(until >= at + MINUTE for at in before)
    assert until <= max([NINE, *before, planned.get(hop, NINE)]) + MINUTE
