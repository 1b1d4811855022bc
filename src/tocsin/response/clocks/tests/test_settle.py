"""Clocks follow the register; what they reach is told, once; the queue has it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.calendars.actions import publish_calendar
from tocsin.kernel import clock
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.core.reads.visible import incident_for
from tocsin.register.watching.actions import tell_of, watch
from tocsin.register.watching.reads import notices
from tocsin.register.work.actions import (
    acknowledge,
    open_incident,
    override_priority,
    own,
    reopen,
    reply,
    resolve,
    restore,
    resume,
    return_impact,
    wait_for,
)
from tocsin.response.clocks.actions import (
    retire_target,
)
from tocsin.response.clocks.actions import settle as count
from tocsin.response.clocks.models import Clock, Mark, Standing
from tocsin.response.clocks.reads import late
from tocsin.response.clocks.tests.settling import reaches, settle, target, why

MINUTE = timedelta(minutes=1)


def instant(incident: Any, measure: str, percent: int) -> Any:
    with connection.cursor() as cursor:
        asked = [incident.id, measure, percent]
        cursor.execute("select clock_instant(%s, %s, %s)", asked)
        return cursor.fetchone()[0]


def row(company: Company, incident: Any) -> Any:
    return incident_for(company.actor("marc"), incident.ref)


def test_each_threshold_is_told_once_before_and_after_the_breach(
    company: Company, hands: clock.Hands
) -> None:
    target()
    incident = company.open()
    settle()
    assert why(incident) == ["resolve: began"]
    assert row(company, incident).next_due_at == clock.now() + 60 * MINUTE
    assert row(company, incident).next_due_label == "Resolve"

    hands.forward(minutes=29, seconds=59)
    settle()
    assert reaches(incident) == [], "a second is left"
    hands.forward(seconds=1)
    settle()
    assert reaches(incident) == [("resolve", 50)]
    hands.forward(minutes=30)
    settle()
    hands.forward(hours=10)
    settle()
    assert reaches(incident) == [("resolve", 50), ("resolve", 100), ("resolve", 150)]
    assert Clock.objects.get().breached_at == clock.now() - 10 * 60 * MINUTE

    resolve(incident.id, resolution="permanent", by=company.actor("marc"))
    settle()
    assert Clock.objects.get().state == "missed"
    assert row(company, incident).next_due_at is None
    assert Standing.objects.get().next_at is None


def test_minutes_before_and_after_are_told_once_and_leads_hear_of_those_after(
    company: Company, hands: clock.Hands
) -> None:
    target(minutes_before=[10], minutes_after=[5], thresholds=[])
    incident = company.open()
    settle()
    hands.forward(minutes=50)
    settle()
    (told,) = [e for e in entries_of([incident.id]) if e.kind == "clock_reached"]
    assert (told.body.get("percent"), told.body["minutes"]) == (None, -10)
    page = company.client("grace").get(f"/incidents/{incident.ref}").content.decode()
    assert "10 minutes of its time are left" in page
    for _time in range(3):
        hands.forward(minutes=15)
        settle()
    marks = Mark.objects.order_by("due_at").values_list("percent", "minutes")
    assert list(marks) == [(0, -10), (100, 0), (0, 5)]
    last = [e for e in entries_of([incident.id]) if e.kind == "clock_reached"][-1]
    tell_of([(incident.id, last.seq)])
    (heard,) = [n for n in notices(company.actor("ada")).rows if n.seq == last.seq]
    assert heard.reason == "led"


def test_waiting_stops_it_and_what_was_left_is_left_afterwards(
    company: Company, hands: clock.Hands
) -> None:
    target()
    incident = company.open()
    settle()
    hands.forward(minutes=20)
    wait_for(incident.id, cause="supplier", by=company.actor("marc"))
    settle()
    assert row(company, incident).next_due_at is None
    assert instant(incident, "resolve", 100) is None, "it stands still"
    hands.forward(hours=50)
    settle()
    assert reaches(incident) == []
    resume(incident.id, by=company.actor("marc"))
    settle()
    assert instant(incident, "resolve", 100) == clock.now() + 40 * MINUTE
    assert instant(incident, "resolve", 75) == clock.now() + 25 * MINUTE
    assert instant(incident, "restore", 75) is None
    assert why(incident) == ["resolve: began", "resolve: paused", "resolve: resumed"]


def test_another_priority_plans_anew_from_the_beginning_and_pauses_still_count(
    company: Company, hands: clock.Hands
) -> None:
    """User pains 2: GLPI lost the time of pauses when the SLA changed."""
    target(scaled=True)
    incident = company.open(impact=3, urgency=3)
    settle()
    began = clock.now()
    assert Clock.objects.get().minutes == 60 * (incident.priority or 0)
    hands.forward(minutes=10)
    marc = company.actor("marc")
    wait_for(incident.id, cause="supplier", by=marc)
    hands.forward(minutes=30)
    resume(incident.id, by=marc)
    override_priority(incident.id, priority=1, reason="The board asks.", by=marc)
    settle()
    assert Clock.objects.get().due_at == began + 90 * MINUTE
    assert why(incident)[-1] == "resolve: allows"


def test_what_is_told_late_changes_the_clock_and_says_so(
    company: Company, hands: clock.Hands
) -> None:
    target("restore")
    incident = company.open()
    hands.forward(minutes=61)
    settle()
    assert Clock.objects.get().breached_at
    ago = clock.now() - 11 * MINUTE
    restore(incident.id, by=company.actor("marc"), happened_at=ago)
    settle()
    held = Clock.objects.get()
    assert (held.state, held.stopped_at, held.breached_at) == ("met", ago, None)
    assert why(incident)[-1] == "restore: late"
    said = [e for e in entries_of([incident.id]) if e.kind == "clocks_changed"][-1]
    (late,) = said.body["late"]
    assert [e.kind for e in entries_of([incident.id]) if e.seq == late] == ["restored"]


def test_reopened_it_has_another_life_and_nothing_is_told_at_once(
    company: Company, hands: clock.Hands
) -> None:
    """User pains 2: a reopened ticket of Zammad's may escalate at once."""
    target()
    incident = company.open()
    hands.forward(minutes=55)
    settle()
    resolve(incident.id, resolution="permanent", by=company.actor("marc"))
    hands.forward(hours=5)
    reopen(incident.id, by=company.actor("marc"))
    settle()
    lives = Clock.objects.order_by("number")
    assert [(each.number, each.state) for each in lives] == [
        (1, "met"),
        (2, "running"),
    ]
    assert reaches(incident) == [("resolve", 50)]
    hands.forward(minutes=30)
    settle()
    assert reaches(incident) == [("resolve", 50), ("resolve", 50)]
    assert Mark.objects.count() == 2


def test_restored_too_soon_the_same_life_goes_on(
    company: Company, hands: clock.Hands
) -> None:
    target("restore")
    incident = company.open()
    hands.forward(minutes=20)
    restore(incident.id, by=company.actor("marc"))
    settle()
    hands.forward(hours=1)
    return_impact(incident.id, by=company.actor("marc"))
    settle()
    assert Clock.objects.get().due_at == clock.now() + 40 * MINUTE
    assert why(incident)[-1] == "restore: goes_on"


def test_updates_begin_it_again_and_other_clocks_do_not_mind(
    company: Company, hands: clock.Hands
) -> None:
    """User pains 3: Zammad's update time overruled the first response time."""
    target("update", 30)
    target("response", 60)
    incident = company.open(reporter="p-tom")
    hands.forward(minutes=25)
    reply(incident.id, text="Still no orders.", by=company.actor("tom"))
    settle()
    due = {each.measure: each.due_at for each in Clock.objects.all()}
    assert due["update"] == clock.now() + 5 * MINUTE, "the reporter's is no update"
    assert due["response"] == clock.now() + 35 * MINUTE
    reply(incident.id, text="We are on it.", by=company.actor("marc"))
    settle()
    due = {each.measure: each.due_at for each in Clock.objects.order_by("number")}
    assert due["update"] == clock.now() + 30 * MINUTE
    assert Clock.objects.get(measure="response").state == "met"


def test_publishing_plans_open_incidents_anew_and_tells_nothing_that_nobody_missed(
    company: Company, hands: clock.Hands
) -> None:
    target()
    incidents = [company.open(title=f"Number {n}") for n in range(3)]
    settle()
    hands.forward(minutes=20)
    settle()
    target(minutes=10)
    settle()
    for incident in incidents:
        assert reaches(incident) == [], "a new promise is not broken in the past"
        assert why(incident) == ["resolve: began", "resolve: allows"]
    assert {each.target_version for each in Clock.objects.all()} == {2}
    retire_target("resolve", by=SYSTEM, why="No more.")
    settle()
    assert {each.state for each in Clock.objects.all()} == {"withdrawn"}
    assert why(incidents[0])[-1] == "resolve: withdrawn"
    assert row(company, incidents[0]).next_due_at is None


def test_what_has_ended_keeps_what_it_was_judged_by(
    company: Company, hands: clock.Hands
) -> None:
    target("response", 60)
    target("resolve", 600)
    incident = company.open()
    hands.forward(minutes=50)
    settle()
    reply(incident.id, text="We are on it.", by=company.actor("marc"))
    settle()
    target("response", 10)
    settle()
    acknowledge(incident.id, by=company.actor("marc"))
    settle()
    held = Clock.objects.get(measure="response")
    assert (held.state, held.target_version, held.minutes) == ("met", 1, 60)


def test_another_calendar_plans_anew(company: Company, hands: clock.Hands) -> None:
    week = {"mon": ["09:00-12:00", "13:00-17:00"], "tue": ["09:00-17:00"]}
    office = {"name": "Office", "zone": "UTC", "week": week}
    publish_calendar("office", office, by=SYSTEM, why="Hours.")
    target(minutes=240, calendar="office")
    incident = company.open()
    settle()
    assert row(company, incident).next_due_at == clock.now() + 5 * 60 * MINUTE
    office = {**office, "week": {**week, "mon": ["09:00-17:00"]}}
    publish_calendar("office", office, by=SYSTEM, why="No lunch.")
    settle()
    assert row(company, incident).next_due_at == clock.now() + 4 * 60 * MINUTE
    assert why(incident)[-1] == "resolve: plan"


@pytest.mark.parametrize("minutes", [0, 1])
def test_what_is_done_at_the_very_last_instant_is_in_time(
    company: Company, hands: clock.Hands, minutes: int
) -> None:
    target()
    incident = company.open()
    settle()
    hands.forward(minutes=60 + minutes)
    resolve(incident.id, resolution="permanent", by=company.actor("marc"))
    settle()
    assert Clock.objects.get().state == ("missed" if minutes else "met")
    assert ("resolve", 100) in reaches(incident) or not minutes


def test_without_targets_nothing_is_kept(company: Company) -> None:
    assert company.open()
    settle()
    assert not Standing.objects.exists()


def test_what_is_due_and_not_told_is_an_alarm(
    company: Company, hands: clock.Hands
) -> None:
    target()
    incident = company.open()
    settle()
    hands.forward(minutes=30, seconds=5)
    assert (late().incidents, late().complaint) == (0, "")
    hands.forward(seconds=2)
    assert late().for_ == timedelta(seconds=7)
    probe = Client().get("/healthz").json()
    assert "clocks are told late" in probe["complaints"]
    assert probe["clocks"] == {"late": 1, "late_seconds": 7.0}
    told = Client().get("/metrics").content.decode()
    assert "tocsin_clocks_late 1.0" in told
    settle()
    assert reaches(incident) == [("resolve", 50)]
    assert late().incidents == 0


def test_owner_and_watchers_hear_of_thresholds_and_leads_of_the_breach(
    company: Company, hands: clock.Hands
) -> None:
    """User pains 5 and 6: only the first level was told, and no manager of a breach."""
    target()
    incident = company.open()
    own(incident.id, owner="p-ben", by=company.actor("marc"))
    watch(incident.id, by=company.actor("marc"))
    assert row(company, incident).team_id == "infrastructure"

    def told() -> dict[str, str]:
        newest = [e for e in entries_of([incident.id]) if e.kind == "clock_reached"][-1]
        tell_of([(incident.id, newest.seq)])
        return {
            name: each.reason
            for name in ("ada", "ben", "marc", "grace")
            for each in notices(company.actor(name)).rows
            if each.seq == newest.seq
        }

    settle()
    hands.forward(minutes=30)
    settle()
    assert told() == {"ben": "owned", "marc": "watched"}
    hands.forward(minutes=30)
    settle()
    assert told() == {"ada": "led", "ben": "owned", "marc": "watched"}


def test_drills_and_history_have_clocks_that_do_not_count(
    company: Company, hands: clock.Hands
) -> None:
    target()
    real = company.open()
    count([real.id])
    assert Clock.objects.get(incident_id=real.id).counts
    made = open_incident(
        {"title": "An exercise", "impact": 1, "urgency": 1},
        by=company.actor("marc"),
        is_drill=True,
    )
    count([made.id])
    assert not Clock.objects.get(incident_id=made.id).counts
