"""An alert is changed without being told anew: `Act.UPDATE`."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.company import MONDAY_9
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.alerts.applying import apply
from tocsin.intake.alerts.changes import Received
from tocsin.intake.alerts.models import Alert
from tocsin.intake.alerts.rules import live
from tocsin.intake.events.actions.sources import add_source
from tocsin.intake.events.event import Act, Event, Request


def told(act: Act = Act.OPEN, **facts: Any) -> Event:
    return Event(key="disk", act=act, **facts)


def turns(source: int, *each: Sequence[Event]) -> Alert:
    """These turns of folding, one after the other; gives the alert after the last."""
    number = 0
    for turn in each:
        received = []
        for event in turn:
            number += 1
            at = MONDAY_9 + timedelta(seconds=number)
            request = Request(number, "tool", "opsgenie", at, "opsgenie")
            received.append(Received(source, request, event))
        apply(received, MONDAY_9)
    return Alert.objects.latest("id")


@pytest.fixture
def source(db: None) -> int:
    made, _key = add_source("Tool", "opsgenie", by=SYSTEM)
    return made.id


OPENED = told(title="Disk full", labels={"host": "db1"}, annotations={"more": "x"})
TAGGED = told(Act.UPDATE, labels={"tag:vip": "true"})
UNTAGGED = told(Act.UPDATE, labels={"tag:vip": "", "host": ""})
RENAMED = told(Act.UPDATE, title="Disk very full", severity="critical")


def test_labels_are_added_and_taken_away(source: int) -> None:
    assert turns(source, [OPENED], [TAGGED]).labels == {
        "host": "db1",
        "tag:vip": "true",
    }
    alert = turns(source, [UNTAGGED])
    assert (alert.labels, alert.title) == ({}, "Disk full")


def test_what_an_update_says_outlasts_a_repetition(source: int) -> None:
    alert = turns(source, [OPENED], [RENAMED], [TAGGED], [OPENED])
    assert (alert.title, alert.severity) == ("Disk very full", "critical")
    assert (alert.labels["tag:vip"], alert.count) == ("true", 2)


def test_annotations_are_taken_away_by_an_update_alone(source: int) -> None:
    alert = turns(source, [OPENED], [told(title="Disk full", annotations={"more": ""})])
    assert alert.annotations == {"more": "x"}
    alert = turns(source, [told(Act.UPDATE, annotations={"more": "", "less": "y"})])
    assert alert.annotations == {"less": "y"}


def test_an_update_of_what_does_not_stand_opens_nothing(source: int) -> None:
    apply([Received(source, Request(1, "t", "o", MONDAY_9, "o"), TAGGED)], MONDAY_9)
    assert not Alert.objects.exists()


EVENTS = some.lists(
    some.sampled_from([OPENED, TAGGED, UNTAGGED, RENAMED, told(Act.RESOLVE)]),
    max_size=6,
)


@given(EVENTS)
def test_in_one_turn_nothing_of_a_new_alert_is_lost(events: list[Event]) -> None:
    """The row of a new alert holds what the opening told, and what updates added."""
    at = MONDAY_9
    lives = live(None, [(event, at, 1) for event in [OPENED, *events]])
    for life in lives:
        assert life.told is not None
        assert life.told.title in ("Disk full", "Disk very full")
        assert life.told.annotations == {"more": "x"}
        assert "" not in life.told.labels.values()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "events",
    [
        [TAGGED, RENAMED, UNTAGGED],
        [TAGGED, OPENED, UNTAGGED],
        [RENAMED, told(title="Other", labels={"host": "db2"}), TAGGED],
        [told(title="Other", labels={"host": "db2"}), TAGGED, UNTAGGED],
        [TAGGED, told(Act.RESOLVE), OPENED, TAGGED],
    ],
)
def test_one_turn_does_what_many_turns_do(source: int, events: list[Event]) -> None:
    one = turns(source, [OPENED], events)
    seen = (one.title, one.severity, one.labels, one.annotations, one.count)
    Alert.objects.all().delete()
    many = turns(source, [OPENED], *([event] for event in events))
    assert seen == (
        many.title,
        many.severity,
        many.labels,
        many.annotations,
        many.count,
    )


def test_a_sender_that_never_saw_it_tells_that_it_cannot_see(source: int) -> None:
    alert = turns(source, [told(Act.NO_DATA, title="Disk")])
    assert (alert.state, alert.title, alert.count) == ("no_data", "Disk", 1)
    assert turns(source, [told(Act.OPEN)]).state == "open"
    assert turns(source, [told(Act.RESOLVE)]).state == "resolved"
