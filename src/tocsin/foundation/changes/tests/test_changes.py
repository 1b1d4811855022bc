"""Changes: told once, by those who may, and found before what they broke."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.company import MONDAY_9, Company
from tocsin.foundation.accounts.refusals import NotAllowed, PersonUnknown
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.audit.models import Change
from tocsin.foundation.changes.actions import (
    add_change,
    amend_change,
    cancel_change,
    finish_change,
    plan_change_anew,
    start_change,
)
from tocsin.foundation.changes.models import ServiceChange
from tocsin.foundation.changes.reads import (
    WantedChanges,
    change_for,
    changes,
    changes_before,
    changes_between,
)
from tocsin.foundation.changes.refusals import (
    ChangeEnded,
    ChangeKeyTaken,
    ChangeUnknown,
    ChangeUnusable,
)
from tocsin.foundation.changes.rules import window
from tocsin.foundation.services.models import Service
from tocsin.foundation.services.refusals import ServiceUnknown
from tocsin.kernel import clock

pytestmark = pytest.mark.django_db


def at(**past: float) -> datetime:
    return MONDAY_9 - timedelta(**past)


def key(*scopes: str, id: str = "k-ci") -> Actor:
    return Actor(kind="key", id=id, name="ci", via="api", scopes=frozenset(scopes))


def test_planned_begun_and_over(company: Company, hands: clock.Hands) -> None:
    by = company.actor("ada")
    made = add_change(
        title=" New disk ",
        services=["database"],
        planned_start=MONDAY_9,
        planned_end=at(hours=-2),
        owner="p-ada",
        by=by,
    )
    assert (made.title, made.state, made.key[:4]) == ("New disk", "planned", "CHG-")
    start_change(made.key, by=by, at=at(minutes=-5))
    hands.forward(minutes=20)
    over = finish_change(made.key, by=by, outcome="backed_out", why="It hung.")
    assert (over.state, over.ended_at) == ("backed_out", at(minutes=-20))
    verbs = Change.objects.filter(subject=f"change:{made.key}").order_by("id")
    told = list(verbs.values_list("verb", flat=True))
    assert told == ["added", "under_way", "backed_out"]
    with pytest.raises(ChangeEnded):
        start_change(made.key, by=by)


def test_a_deploy_told_without_any_instant_begins_now(company: Company) -> None:
    made = add_change(title="Deploy 42", by=key("intake"))
    assert (made.state, made.begins_at, made.ends_at) == (
        "under_way",
        MONDAY_9,
        MONDAY_9,
    )
    done = add_change(title="Deploy 41", ended_at=at(minutes=1), by=key("work"))
    assert (done.state, done.begins_at) == ("done", at(minutes=1))
    failed = add_change(
        title="Deploy 40",
        started_at=at(minutes=9),
        ended_at=at(minutes=5),
        outcome="failed",
        by=SYSTEM,
    )
    assert (failed.state, failed.begins_at) == ("failed", at(minutes=9))


def test_what_its_source_repeats_is_one_change(company: Company) -> None:
    told: dict[str, Any] = {"source": "ci", "source_ref": "run/7", "by": key("intake")}
    first = add_change(title="Deploy", **told)
    again = add_change(title="Deploy, told again", **told)
    assert (again.key, again.title) == (first.key, "Deploy")
    assert ServiceChange.objects.count() == 1
    assert Change.objects.filter(subject=f"change:{first.key}").count() == 1


def test_an_intake_key_goes_on_with_its_own_alone(company: Company) -> None:
    mine = add_change(title="Mine", by=key("intake"))
    other = add_change(title="Another's", by=company.actor("ada"))
    assert finish_change(mine.key, by=key("intake")).state == "done"
    assert change_for(key("intake"), mine.key).key == mine.key
    for verb in (finish_change, cancel_change, amend_change):
        with pytest.raises(ChangeUnknown):
            verb(other.key, by=key("intake"))
    with pytest.raises(ChangeUnknown):
        change_for(key("intake"), other.key)
    assert finish_change(other.key, by=key("work")).state == "done"


@pytest.mark.parametrize("name", ["tom", "eva"])
def test_requesters_and_auditors_tell_no_changes(company: Company, name: str) -> None:
    by, made = company.actor(name), add_change(title="Deploy", by=SYSTEM)
    with pytest.raises(NotAllowed):
        add_change(title="Mine", by=by)
    for verb in (start_change, finish_change, cancel_change, plan_change_anew):
        with pytest.raises(NotAllowed):
            verb(made.key, by=by)
    with pytest.raises(NotAllowed):
        add_change(title="Mine", by=key("read"))
    if name == "tom":
        with pytest.raises(NotAllowed):
            changes(by, WantedChanges())


def test_called_off_and_planned_again(company: Company) -> None:
    by = company.actor("grace")
    made = add_change(title="Move", planned_start=at(days=-3), by=by)
    assert cancel_change(made.key, by=by, why="No money.").state == "cancelled"
    with pytest.raises(ChangeEnded):
        finish_change(made.key, by=by)
    assert plan_change_anew(made.key, by=by).state == "planned"
    started = start_change(made.key, by=by)
    with pytest.raises(ChangeEnded):
        cancel_change(started.key, by=by)


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"title": " "}, ChangeUnusable),
        ({"title": "x" * 201}, ChangeUnusable),
        ({"kind": "odd"}, ChangeUnusable),
        ({"risk": "none"}, ChangeUnusable),
        ({"url": "javascript:alert(1)"}, ChangeUnusable),
        ({"key": "../etc"}, ChangeUnusable),
        ({"key": "new"}, ChangeUnusable),
        ({"key": "taken"}, ChangeKeyTaken),
        ({"outcome": "so-so", "ended_at": MONDAY_9}, ChangeUnusable),
        ({"services": ["weather"]}, ServiceUnknown),
        ({"owner": "p-nobody"}, PersonUnknown),
        ({"planned_start": MONDAY_9, "planned_end": at(hours=1)}, ChangeUnusable),
        ({"started_at": MONDAY_9, "ended_at": at(hours=1)}, ChangeUnusable),
    ],
)
def test_what_a_change_cannot_be(
    company: Company, facts: dict[str, Any], refusal: type[Exception]
) -> None:
    add_change(key="taken", title="First", by=SYSTEM)
    with pytest.raises(refusal):
        add_change(**({"title": "Deploy"} | facts), by=SYSTEM)
    assert ServiceChange.objects.count() == 1


def test_before_a_failure_are_the_changes_of_what_it_needs(company: Company) -> None:
    def told(title: str, service: str, **facts: Any) -> None:
        add_change(title=title, services=[service], by=SYSTEM, **facts)

    told("long before", "database", started_at=at(hours=90), ended_at=at(hours=80))
    told("reaches in", "database", started_at=at(hours=90), ended_at=at(hours=71))
    told("its own", "checkout", ended_at=at(minutes=4))
    told("afterwards", "checkout", planned_start=at(hours=-1))
    called_off = add_change(
        title="called off", services=["checkout"], planned_start=at(hours=5), by=SYSTEM
    )
    cancel_change(called_off.key, by=SYSTEM)
    checkout = Service.objects.get(key="checkout")
    found = changes_before(company.actor("ben"), checkout, MONDAY_9)
    assert [each.title for each in found] == ["its own", "reaches in"]
    database = Service.objects.get(key="database")
    found = changes_before(company.actor("ben"), database, MONDAY_9)
    assert [each.title for each in found] == ["reaches in"]


def test_a_span_of_time_holds_what_goes_on_in_it(company: Company) -> None:
    by = company.actor("ben")
    add_change(title="weeks", planned_start=at(days=9), planned_end=at(days=-9), by=by)
    add_change(title="now", by=by)
    add_change(title="later", planned_start=at(days=-2), by=by)
    found = changes_between(by, at(hours=1), at(hours=-1), WantedChanges())
    assert [each.title for each in found] == ["weeks", "now"]
    assert [c.title for c in changes(by, WantedChanges(state="planned")).rows] == [
        "later",
        "weeks",
    ]


_INSTANTS = st.none() | st.integers(-9000, 9000).map(lambda n: at(minutes=n))


@given(planned=st.tuples(_INSTANTS, _INSTANTS), actual=st.tuples(_INSTANTS, _INSTANTS))
def test_a_window_ends_after_it_begins(planned: Any, actual: Any) -> None:
    found = window(planned, actual, MONDAY_9)
    assert found.begins <= found.ends
    assert found.begins in {*planned, *actual, MONDAY_9}
    if actual[0]:
        assert found.begins == actual[0]
