"""Pains 1 to 6 of those who use other systems, each with what it was."""

from datetime import UTC, datetime, timedelta

import pytest

from tocsin.foundation.calendars.rules import Calendar, Exceptional, Nth, Peak
from tocsin.response.clocks.counting import reached, thresholds_of
from tocsin.response.clocks.derivation import CLOSED, COUNTED, derivation
from tocsin.response.clocks.rules import MET, MISSED, PAUSED, RUNNING
from tocsin.response.clocks.target_rules import Threshold
from tocsin.response.clocks.tests.telling import (
    MINUTE,
    MONDAY,
    office,
    promise,
    seen,
    story,
    told,
)


@pytest.mark.parametrize("cause", ["reporter", "supplier", "change", "approval"])
def test_1_it_stands_still_for_the_causes_of_its_target_and_no_other(
    cause: str,
) -> None:
    """osTicket 3034: a status that pauses the SLA; faveo 91: waiting for a vendor."""
    waits = (told(10, "waiting_began", cause=cause), told(100, "waiting_ended"))
    pausing = promise("resolve", pauses=frozenset({cause}))
    held = story(told(1, "diagnosis_began"), *waits)
    (clock,) = seen(pausing, held, 50)
    assert (clock.state, clock.pause, clock.elapsed) == (PAUSED, cause, 10 * MINUTE)
    assert clock.due_at is None
    (clock,) = seen(pausing, held, 120)
    assert (clock.state, clock.due_at) == (RUNNING, MONDAY + 150 * MINUTE)
    lines = derivation(clock)
    assert [(line.what, line.length) for line in lines] == [
        (COUNTED, 10 * MINUTE),
        (cause, 90 * MINUTE),
        (COUNTED, 20 * MINUTE),
        (COUNTED, 30 * MINUTE),
    ]
    other = promise("resolve", pauses=frozenset({"other"}))
    assert seen(other, held, 50)[0].state == RUNNING


def test_2_another_agreement_keeps_what_was_waited_for() -> None:
    """GLPI 6902: the time of pauses was lost when the SLA was changed."""
    target = promise("resolve", pauses=frozenset({"supplier"}))
    waits = (
        told(1, "diagnosis_began"),
        told(10, "waiting_began", cause="supplier"),
        told(40, "waiting_ended"),
    )
    changed = told(45, "amended", priority=3)
    shorter = promise("resolve", pauses=frozenset({"supplier"}))
    object.__setattr__(shorter, "minutes", {1: 60, 3: 20})
    (before,) = seen(target, story(*waits), 50)
    (after,) = seen(shorter, story(*waits, changed), 50)
    assert before.elapsed == after.elapsed == 20 * MINUTE
    assert after.due_at == MONDAY + 50 * MINUTE


def test_2_what_is_told_late_counts_as_if_it_had_been_told_in_time() -> None:
    """ServiceNow starts and pauses retroactively; here nothing is replayed at all."""
    target = promise("resolve", pauses=frozenset({"reporter"}))
    in_time = story(
        told(1, "diagnosis_began"),
        told(10, "waiting_began", cause="reporter"),
        told(40, "waiting_ended"),
        told(70, "resolved"),
    )
    late = story(
        told(1, "diagnosis_began"),
        told(70, "resolved"),
        told(40, "waiting_ended", late=100),
        told(10, "waiting_began", cause="reporter", late=120),
    )
    (one,), (other,) = seen(target, in_time, 200), seen(target, late, 200)
    assert one.state == other.state == MET
    assert one.life.pieces == other.life.pieces


def test_2_a_reopened_one_has_its_whole_time() -> None:
    """Zammad: a reopened ticket may escalate at once."""
    held = story(told(50, "resolved"), told(500, "reopened"))
    first, second = seen(promise("resolve"), held, 501)
    assert (first.state, first.elapsed) == (MET, 50 * MINUTE)
    assert (second.number, second.due_at) == (2, MONDAY + 560 * MINUTE)


def test_3_targets_of_one_incident_do_not_fight() -> None:
    """Zammad 5177: update time overruled the first response time; 5624: it stayed after
    a move to where it did not apply."""
    reply = told(30, "replied", audience="reporter", actor_id="p-ada")
    update, response = promise("update", 45), promise("response", 60)
    held = story(reply)
    assert seen(response, held, 40)[0].state == MET
    first, second = seen(update, held, 40)
    assert first.state == MET
    assert second.due_at == MONDAY + 75 * MINUTE
    own = promise("update", 45, applies={"categories": ("network",)})
    moved = story(reply, told(35, "amended", category="office/print"))
    assert seen(own, story(reply, category="network/vpn"), 40)
    assert seen(own, moved, 40) == []


def test_4_lunch_weekends_and_free_days_are_not_counted() -> None:
    """GLPI 15429: only 24/7; Frappe 2212: timers run during lunch."""
    (clock,) = seen(promise("resolve", 240), story(), 0, office())
    assert clock.due_at == MONDAY + 300 * MINUTE, "an hour of lunch lies between"
    friday = MONDAY + timedelta(days=4, hours=7)
    held = story(began=friday)
    (clock,) = seen(promise("resolve", 240), held, 0, office(), friday)
    assert clock.due_at == MONDAY + timedelta(days=7, hours=2)
    assert CLOSED in [line.what for line in derivation(clock)]
    closed = Exceptional(
        (MONDAY + timedelta(days=7)).date(), (MONDAY + timedelta(days=7)).date(), ()
    )
    calendar = office()
    free = Calendar(
        key="c",
        name="c",
        zone=calendar.zone,
        week=calendar.week,
        exceptions=(closed,),
    )
    (clock,) = seen(promise("resolve", 240), held, 0, free, friday)
    assert clock.due_at == MONDAY + timedelta(days=8, hours=2)


def test_4_in_a_peak_less_is_allowed() -> None:
    week = Nth(4, 3, 11, before=3, after=4)
    calendar = office()
    busy = Calendar(
        key="c",
        name="c",
        zone=calendar.zone,
        week=calendar.week,
        peaks=(Peak("Black Friday week", week),),
    )
    target = promise("restore", 60, peak_minutes={1: 20})
    (usual,) = seen(target, story(), 0, busy)
    assert (usual.minutes, usual.peak) == (60, "")
    friday = datetime(2026, 11, 27, 14, tzinfo=UTC)
    (peak,) = seen(target, story(began=friday), 0, busy, friday)
    assert (peak.minutes, peak.peak) == (20, "Black Friday week")


def test_5_every_threshold_is_told_and_none_twice() -> None:
    """GLPI 5319: only the first level of escalation ever fired."""
    target = promise("resolve", 100, thresholds=(10, 50, 80, 120, 200))
    told = [Threshold(percent) for percent in (10, 50, 80, 100, 120, 200)]
    assert [*thresholds_of(target, 100)] == told
    fired: dict[Threshold, int] = {}
    for minute in range(0, 260, 7):
        (clock,) = seen(target, story(), minute)
        for each, at in reached(clock, fired):
            fired[each] = minute
            assert at == MONDAY + each.percent * MINUTE
    assert list(fired) == told
    assert all(0 <= minute - each.percent < 7 for each, minute in fired.items())


def test_5_minutes_before_and_after_are_of_its_own_time() -> None:
    """The time that is left, as people say it; more than all of it is none."""
    target = promise(
        "resolve",
        240,
        thresholds=(50,),
        minutes_before=(10, 60, 500),
        minutes_after=(30,),
    )
    (clock,) = seen(target, story(), 600, office())
    told = [(it.percent, it.minutes, at) for it, at in reached(clock, ())]
    # An hour of lunch lies between the third hour and the fourth.
    assert told == [
        (50, 0, MONDAY + 120 * MINUTE),
        (0, -60, MONDAY + 180 * MINUTE),
        (0, -10, MONDAY + 290 * MINUTE),
        (100, 0, MONDAY + 300 * MINUTE),
        (0, 30, MONDAY + 330 * MINUTE),
    ]


def test_6_it_is_told_before_the_breach_and_the_breach_is_one() -> None:
    """Frappe 948: no warning before the breach. Owner, watchers and leads: see
    `test_settle.py`."""
    target = promise("resolve", 60, thresholds=(80,))
    (clock,) = seen(target, story(), 48)
    assert [each.percent for each, _at in reached(clock, ())] == [80]
    assert clock.breached_at is None
    (clock,) = seen(target, story(told(61, "resolved")), 70)
    assert (clock.state, clock.breached_at) == (MISSED, MONDAY + 60 * MINUTE)


def test_an_ola_is_each_team_s_own_and_a_supplier_s_each_waiting() -> None:
    target = promise("response", 30, kind="ola", applies={"teams": ("db", "net")})
    held = story(
        told(0, "assigned", team="db"),
        told(20, "assigned", team="net"),
        told(45, "accepted", team="net"),
        told(60, "assigned", team="desk"),
    )
    first, second = seen(target, held, 90)
    assert (first.life.stopped_by, first.state) == ("handed_on", MET)
    assert (second.life.facts.team, second.elapsed) == ("net", 25 * MINUTE)
    supplier = promise("restore", 30, kind="supplier")
    waits = story(
        told(1, "diagnosis_began"),
        told(10, "waiting_began", cause="supplier"),
        told(50, "waiting_ended"),
        told(60, "waiting_began", cause="reporter"),
        told(70, "waiting_began", cause="supplier"),
    )
    first, second = seen(supplier, waits, 80)
    assert (first.state, first.elapsed) == (MISSED, 40 * MINUTE)
    assert (second.state, second.elapsed) == (RUNNING, 10 * MINUTE)


def test_cancelled_it_counts_for_nothing_and_undone_it_goes_on() -> None:
    held = story(told(10, "cancelled", cause="false_alarm"))
    (clock,) = seen(promise("resolve"), held, 500)
    assert clock.state == "cancelled"
    undone = story(
        told(10, "cancelled", cause="false_alarm"), told(30, "cancellation_undone")
    )
    (clock,) = seen(promise("resolve"), undone, 40)
    assert (clock.state, clock.elapsed) == (RUNNING, 20 * MINUTE)
    supplier = promise("restore", kind="supplier")
    waits = story(
        told(1, "diagnosis_began"),
        told(10, "waiting_began", cause="supplier"),
        told(20, "cancelled", cause="request"),
    )
    assert seen(supplier, waits, 30)[0].state == "cancelled"
