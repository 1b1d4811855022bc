"""Silences: who makes them, what they cannot be, how they are changed and ended."""

from datetime import timedelta
from typing import Any

import pytest

from tests.company import MONDAY_9, Company
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.audit.models import Change
from tocsin.foundation.services.refusals import ServiceUnknown
from tocsin.intake.alerts.actions import add_silence, change_silence, expire_silence
from tocsin.intake.alerts.matching import Matcher
from tocsin.intake.alerts.models import Silence
from tocsin.intake.alerts.reading_silences import silence_for, silences
from tocsin.intake.alerts.refusals import (
    SilenceOver,
    SilenceUnknown,
    SilenceUnusable,
)
from tocsin.intake.alerts.tests.test_suppression import source
from tocsin.kernel import clock

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
DISK = [Matcher("alertname", "DiskFull")]


def make(by: Actor = SYSTEM, **facts: Any) -> Silence:
    usual: dict[str, Any] = {"matchers": DISK, "ends_at": MONDAY_9 + HOUR}
    return add_silence(by=by, **(usual | facts))


def sender(slug: str) -> Actor:
    return Actor(kind="source", id=slug, name=slug, via="wire")


def test_made_changed_and_ended_it_is_on_record(
    company: Company, hands: clock.Hands
) -> None:
    made = make(company.actor("ada"), comment=" New disk ")
    assert (made.state(clock.now()), made.comment) == ("active", "New disk")
    hands.forward(minutes=5)
    longer = change_silence(
        made.uuid, by=company.actor("grace"), ends_at=MONDAY_9 + 2 * HOUR
    )
    assert (longer.uuid, longer.ends_at) == (made.uuid, MONDAY_9 + 2 * HOUR)
    over = expire_silence(str(made.uuid), by=company.actor("ben"))
    assert (over.ends_at, over.ended_by) == (clock.now(), "p-ben")
    with pytest.raises(SilenceOver):
        expire_silence(made.uuid, by=SYSTEM)
    told = Change.objects.filter(subject=f"silence:{made.uuid}").order_by("id")
    assert [each.verb for each in told] == ["added", "changed", "expired"]


def test_other_matchers_make_another_silence(company: Company) -> None:
    made = make(comment="c", starts_at=MONDAY_9 + HOUR, ends_at=MONDAY_9 + 2 * HOUR)
    other = change_silence(made.uuid, by=SYSTEM, matchers=[Matcher("a", "b")])
    assert other.uuid != made.uuid
    assert (other.comment, other.starts_at) == ("c", MONDAY_9 + HOUR)
    made.refresh_from_db()
    assert (made.starts_at, made.ends_at) == (MONDAY_9, MONDAY_9)
    again = change_silence(made.uuid, by=SYSTEM, ends_at=MONDAY_9 + HOUR)
    assert again.uuid not in {made.uuid, other.uuid}, "one that has ended stays so"


@pytest.mark.parametrize("name", ["tom", "eva"])
def test_requesters_and_auditors_silence_nothing(company: Company, name: str) -> None:
    by, made = company.actor(name), make()
    with pytest.raises(NotAllowed):
        make(by)
    with pytest.raises(NotAllowed):
        change_silence(made.uuid, by=by, comment="x")
    with pytest.raises(NotAllowed):
        expire_silence(made.uuid, by=by)
    if name == "tom":
        with pytest.raises(NotAllowed):
            silences(by)
        with pytest.raises(NotAllowed):
            silence_for(by, str(made.uuid))
    assert Silence.objects.get().ends_at == MONDAY_9 + HOUR


def test_keys_need_the_scope_to_work(company: Company) -> None:
    for scope in ("work", "admin"):
        make(Actor(kind="key", id="k", scopes=frozenset({scope})))
    for scope in ("read", "intake"):
        with pytest.raises(NotAllowed):
            make(Actor(kind="key", id="k", scopes=frozenset({scope})))


def test_a_source_silences_its_own_alerts_and_sees_its_own_silences(
    company: Company,
) -> None:
    source("ours"), source("theirs")
    of_all, of_theirs = make(), make(sender("theirs"))
    mine = make(sender("ours"), source="theirs", author="ops")
    assert (mine.source and mine.source.slug, mine.author) == ("ours", "ops")
    assert [s.uuid for s in silences(sender("ours")).rows] == [mine.uuid]
    for other in (of_all, of_theirs):
        with pytest.raises(SilenceUnknown):
            silence_for(sender("ours"), str(other.uuid))
        with pytest.raises(SilenceUnknown):
            expire_silence(other.uuid, by=sender("ours"))
        with pytest.raises(SilenceUnknown):
            change_silence(other.uuid, by=sender("ours"), comment="mine")


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"matchers": []}, SilenceUnusable),
        ({"matchers": [Matcher("a", "")]}, SilenceUnusable),
        ({"matchers": [Matcher("a", ".*", is_regex=True)]}, SilenceUnusable),
        ({"matchers": [Matcher("a", "(", is_regex=True)]}, SilenceUnusable),
        ({"matchers": [Matcher("", "x")]}, SilenceUnusable),
        ({"matchers": [Matcher(f"a{n}", "x") for n in range(51)]}, SilenceUnusable),
        ({"ends_at": MONDAY_9}, SilenceUnusable),
        ({"ends_at": MONDAY_9 - HOUR}, SilenceUnusable),
        ({"starts_at": MONDAY_9 + 2 * HOUR}, SilenceUnusable),
        ({"source": "weather"}, SilenceUnusable),
        ({"at_end": "shout"}, SilenceUnusable),
        ({"comment": "x" * 2001}, SilenceUnusable),
        ({"services": ["weather"]}, ServiceUnknown),
    ],
)
def test_what_a_silence_cannot_be(
    company: Company, facts: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        make(**facts)
    assert Silence.objects.count() == 0


def test_they_are_listed_by_their_state(company: Company, hands: clock.Hands) -> None:
    now = make()
    later = make(starts_at=MONDAY_9 + HOUR, ends_at=MONDAY_9 + 2 * HOUR)
    over = make(ends_at=MONDAY_9 + HOUR / 2)
    hands.forward(minutes=30)
    by = company.actor("eva")
    found = {
        state: [each.uuid for each in silences(by, state=state).rows]
        for state in ("active", "pending", "expired", "")
    }
    assert found == {
        "active": [now.uuid],
        "pending": [later.uuid],
        "expired": [over.uuid],
        "": [later.uuid, now.uuid, over.uuid],
    }
    first = silences(by, limit=2)
    assert (len(first.rows), first.cursor) == (2, "2")
    assert len(silences(by, limit=2, cursor="2").rows) == 1
