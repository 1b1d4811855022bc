"""Planned work goes through its statuses by itself, as far as its flags say."""

from datetime import timedelta
from typing import Any

import pytest

from tests.company import MONDAY_9, Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.kernel import clock
from tocsin.response.statuspage.actions.noticing import publish_notice, update_notice
from tocsin.response.statuspage.actions.pages import add_component, add_page
from tocsin.response.statuspage.actions.working import (
    advance_work,
    plan_work,
    repeat_work,
    write_series,
)
from tocsin.response.statuspage.models import Component, Notice, Update
from tocsin.response.statuspage.refusals import NoticeUnfit, StatusUnfit

pytestmark = pytest.mark.django_db


@pytest.fixture
def part(company: Company) -> Component:
    add_page("shop", "Shop", by=SYSTEM)
    return add_component("shop", "Search", by=SYSTEM)


def planned(part: Component, **flags: bool) -> Notice:
    starts = clock.now() + timedelta(hours=2)
    told: dict[str, Any] = {"title": "Search is rebuilt", "text": "It may be slow."}
    told |= flags
    return plan_work(
        "shop",
        by=SYSTEM,
        starts_at=starts,
        until_at=starts + timedelta(minutes=40),
        components=[part.code],
        **told,
    )


def state(part: Component) -> str:
    part.refresh_from_db()
    return part.state


def test_it_begins_and_ends_by_itself(part: Component, hands: clock.Hands) -> None:
    work = planned(part)
    hands.forward(hours=1)
    assert advance_work() == 1, "subscribers are reminded an hour before"
    assert advance_work() == 0, "once"
    hands.forward(hours=1)
    assert advance_work() == 1
    assert state(part) == "under_maintenance"
    hands.forward(minutes=40)
    assert advance_work() == 1
    work.refresh_from_db()
    assert (work.status, state(part)) == ("completed", "operational")
    told = Update.objects.filter(notice=work).order_by("id")
    assert list(told.values_list("status", flat=True)) == [
        "scheduled",
        "scheduled",
        "in_progress",
        "completed",
    ]


def test_it_does_only_what_its_flags_say(part: Component, hands: clock.Hands) -> None:
    work = planned(
        part,
        scheduled_remind_prior=False,
        scheduled_auto_completed=False,
        auto_transition_deliver_notifications_at_start=False,
    )
    hands.forward(hours=5)
    assert advance_work() == 1
    assert advance_work() == 0, "it ends by a person alone"
    begun = Update.objects.get(notice=work, status="in_progress")
    assert not begun.is_told
    update_notice(work.code, by=SYSTEM, text="We look.", status="verifying")
    update_notice(work.code, by=SYSTEM, text="Done.", status="completed")
    assert state(part) == "operational"
    with pytest.raises(StatusUnfit):
        update_notice(work.code, by=SYSTEM, text="Again.", status="in_progress")


def test_it_begins_by_a_person_alone(part: Component, hands: clock.Hands) -> None:
    work = planned(part, scheduled_remind_prior=False, scheduled_auto_in_progress=False)
    hands.forward(hours=2, minutes=20)
    assert advance_work() == 0
    update_notice(work.code, by=SYSTEM, text="We begin.", status="in_progress")
    assert state(part) == "under_maintenance"
    hands.forward(minutes=20)
    assert advance_work() == 1, "and ends by itself"
    assert state(part) == "operational"


def test_it_leaves_its_components_as_they_are(
    part: Component, hands: clock.Hands
) -> None:
    work = planned(part, auto_transition_to_maintenance_state=False)
    hands.forward(hours=2)
    advance_work()
    work.refresh_from_db()
    assert (work.status, state(part)) == ("in_progress", "operational")


def test_it_ends_without_a_word(part: Component, hands: clock.Hands) -> None:
    work = planned(part, auto_transition_deliver_notifications_at_end=False)
    hands.forward(hours=2)
    advance_work()
    hands.forward(minutes=40)
    advance_work()
    told = Update.objects.filter(notice=work).order_by("id")
    assert list(told.values_list("status", "is_told")) == [
        ("scheduled", True),
        ("in_progress", True),
        ("completed", False),
    ]


def test_what_it_does_not_bring_back_stays(part: Component, hands: clock.Hands) -> None:
    planned(part, auto_transition_to_operational_state=False)
    hands.forward(hours=2)
    advance_work()
    hands.forward(hours=1)
    advance_work()
    assert state(part) == "under_maintenance"


def test_an_outage_is_seen_through_it(part: Component, hands: clock.Hands) -> None:
    planned(part)
    hands.forward(hours=2)
    advance_work()
    publish_notice(
        "shop",
        by=SYSTEM,
        title="Search is down",
        text="More than planned.",
        components={part.code: "major_outage"},
    )
    assert state(part) == "major_outage"


def test_it_comes_again_by_a_rule_once_each(part: Component) -> None:
    repeat_work(
        "shop",
        by=SYSTEM,
        title="Backup",
        text="",
        begins="2026-03-07T22:00",
        minutes=30,
        zone="Europe/Paris",
        rule="FREQ=WEEKLY;BYDAY=SA",
        components=[part.code],
    )
    starts = [n.starts_at for n in Notice.objects.order_by("starts_at")]
    assert [at.isoformat() for at in starts if at] == [
        "2026-03-07T21:00:00+00:00",
        "2026-03-14T21:00:00+00:00",
        "2026-03-21T21:00:00+00:00",
        "2026-03-28T21:00:00+00:00",
        "2026-04-04T20:00:00+00:00",
    ]
    assert write_series() == 0


@pytest.mark.parametrize("rule", ["", "FREQ=SECONDLY", "FREQ=DAILY;BYMONTH=13", "x"])
def test_a_rule_that_cannot_be_planned_by_is_refused(
    part: Component, rule: str
) -> None:
    told: dict[str, Any] = {"title": "Backup", "text": "", "minutes": 30}
    with pytest.raises(NoticeUnfit):
        repeat_work(
            "shop", by=SYSTEM, begins="2026-03-07T22:00", zone="UTC", rule=rule, **told
        )
    assert clock.now() == MONDAY_9
