"""What is due to people at once: nothing is lost, nothing that may not wait waits, and
what waits does so once."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tocsin.foundation.notify.parcels import TOGETHER, next_minute, sorted_into
from tocsin.foundation.notify.queries import Claim
from tocsin.foundation.notify.rules import DUTY, FIRST, PAGE, VERIFICATION, rank_of

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MAJOR = 1
PEOPLE = ("p-ada", "p-ben")


@st.composite
def claims(draw: st.DrawFn) -> list[Claim]:
    return [_claim(draw, number) for number in range(draw(st.integers(0, 12)))]


def _claim(draw: st.DrawFn, number: int) -> Claim:
    kind = draw(st.sampled_from([PAGE, PAGE, PAGE, DUTY, VERIFICATION]))
    loud = kind == PAGE and draw(st.booleans())
    first = draw(st.integers(0, 4)) == 0
    person = draw(st.sampled_from(PEOPLE))
    return Claim(
        id=number,
        attempts=1,
        page_id=number,
        person=person,
        channel="sms",
        method=0,
        address=draw(st.sampled_from([person, "+49 1"])),
        data={},
        rank=rank_of(kind, loud, first=first),
        rounds=0,
        failed_providers=[],
        give_up_at=NOW,
        said=draw(st.sampled_from(["", TOGETHER])),
        kind=kind,
        incident_id=draw(st.sampled_from([MAJOR, 2, 3])),
        ref="INC-1",
        loud=loud,
        unless="acknowledged",
        why={},
        is_drill=False,
        made_at=NOW,
        page_state="sending",
    )


@given(
    found=claims(),
    lately=st.dictionaries(st.sampled_from(PEOPLE), st.integers(0, 30)),
    at_most=st.integers(0, 20),
    apart=st.sets(st.sampled_from(PEOPLE), max_size=1),
)
def test_each_goes_or_waits_and_none_waits_that_may_not(
    found: list[Claim], lately: dict[str, int], at_most: int, apart: set[str]
) -> None:
    told = sorted_into(
        found, urgent={MAJOR}, lately=lately, at_most=at_most, apart=apart
    )
    gone = [claim for parcel in told.parcels for claim in parcel.claims]
    assert Counter(c.id for c in [*gone, *told.waiting]) == Counter(c.id for c in found)
    for parcel in told.parcels:
        assert len({_to(c) for c in parcel.claims}) == 1
    alone = {p.claim.id for p in told.parcels if not p.more}
    for claim in found:
        is_callout = claim.kind == PAGE and claim.incident_id == MAJOR
        if is_callout or claim.kind != PAGE or claim.rank == FIRST:
            assert claim.id in alone, "by itself, and at once"
        if not at_most or claim.person in apart:
            assert claim not in told.waiting
    # What waited once is told now, and takes along what waits for the same address.
    for claim in told.waiting:
        beside = [c for c in found if _to(c) == _to(claim) and c.id not in alone]
        assert not any(c.loud and c.said == TOGETHER for c in beside)


def _to(claim: Claim) -> tuple[str, str]:
    return claim.person, claim.address


@given(st.integers(0, 10**8))
def test_whoever_waits_in_one_minute_is_due_at_one_instant(thousandths: int) -> None:
    at = NOW + timedelta(milliseconds=thousandths)
    until = next_minute(at)
    assert timedelta() < until - at <= timedelta(minutes=1)
    assert (until.second, until.microsecond) == (0, 0)
