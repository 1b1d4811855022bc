"""Alerts that were held back by something that is over.

What holds alerts back is asked mark by mark, however many alerts it holds: whatever
ended, and why, and whether anybody was there to see it end, what it held is found.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.alerts import queries
from tocsin.intake.alerts.beneath import PREFIX as BENEATH
from tocsin.intake.alerts.changes import AlertFacts, Moved
from tocsin.intake.alerts.inhibiting import PREFIX as INHIBITED
from tocsin.intake.alerts.inhibiting import inhibiting, read_anew, rules
from tocsin.intake.alerts.models import Alert, Silence
from tocsin.intake.alerts.planned import Occurrence, Window
from tocsin.intake.alerts.rules import CLOSED
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.core.rules import ENDED

WINDOW, SILENCE = "window:", "silence:"
_BATCH = 1000
_OVER = {*ENDED, "restored"}


def over(now: datetime) -> Moved:
    """Alerts whose hold is over are free, or closed where their window or silence says
    so; says which. In the caller's transaction, which holds the lock of folding."""
    read_anew(rules())
    marks = queries.marks_standing()
    ends = _windows_over(marks, now) | _silences_over(marks, now)
    closed = [mark for mark, closes in ends.items() if closes]
    freed = [mark for mark, closes in ends.items() if not closes]
    freed += _inhibitions_over(marks)
    moved = Moved()
    moved.resolved = _close(closed, now)
    moved.opened = _free(freed, _causes_over(marks))
    return moved


def _windows_over(marks: Iterable[str], now: datetime) -> dict[str, bool]:
    """Those of these marks whose windows are not open, and whether they close."""
    told = _numbers(marks, WINDOW)
    going_on = Occurrence.objects.filter(starts_at__lte=now, ends_at__gt=now)
    held = going_on.filter(window__in=told, window__keeps_recording=False)
    ended = told - {*held.values_list("window_id", flat=True)}
    rows = Window.objects.filter(id__in=ended).values_list("id", "at_end")
    closes = {number: at_end == Window.AtEnd.CLOSE for number, at_end in rows}
    return {f"{WINDOW}{number}": closes.get(number, False) for number in ended}


def _silences_over(marks: Iterable[str], now: datetime) -> dict[str, bool]:
    told = _numbers(marks, SILENCE)
    held = Silence.objects.filter(starts_at__lte=now, ends_at__gt=now)
    held = held.filter(id__in=told, keeps_recording=False)
    ended = told - {*held.values_list("id", flat=True)}
    rows = Silence.objects.filter(id__in=ended).values_list("id", "at_end")
    closes = {number: at_end == Silence.AtEnd.CLOSE for number, at_end in rows}
    return {f"{SILENCE}{number}": closes.get(number, False) for number in ended}


def _inhibitions_over(marks: Iterable[str]) -> list[str]:
    """Those of these marks whose alert holds back nothing any more."""
    told = _numbers(marks, INHIBITED)
    return [f"{INHIBITED}{number}" for number in told - inhibiting(told)]


def _causes_over(marks: Iterable[str]) -> list[int]:
    """The incidents that alerts lie beneath and that have ended, or are restored."""
    beneath = [mark for mark in marks if mark.startswith(BENEATH)]
    if not beneath:
        return []
    rows = _standing(beneath).order_by().values_list("incident_id", flat=True)
    told = {number for number in rows.distinct() if number}
    ended = visible_to(SYSTEM).filter(id__in=told, state__in=sorted(_OVER))
    return list(ended.values_list("id", flat=True))


def _numbers(marks: Iterable[str], prefix: str) -> set[int]:
    return {int(m.removeprefix(prefix)) for m in marks if m.startswith(prefix)}


def _standing(marks: Sequence[str]) -> QuerySet[Alert]:
    rows = Alert.objects.filter(suppressed__in=marks)
    return rows.exclude(state=Alert.State.RESOLVED)


def _free(marks: Sequence[str], causes: Sequence[int]) -> list[AlertFacts]:
    """Alerts with these marks, or beneath these incidents, are held back no more."""
    asked = Q(suppressed__in=marks)
    if causes:
        asked |= Q(incident_id__in=causes, suppressed__startswith=BENEATH)
    if not marks and not causes:
        return []
    rows = Alert.objects.filter(asked).exclude(state=Alert.State.RESOLVED)
    ids = list(rows.order_by("id").values_list("id", flat=True)[:_BATCH])
    queries.join_incidents([(number, None, "") for number in ids])
    return queries.facts_of_alerts(ids) if ids else []


def _close(marks: Sequence[str], now: datetime) -> list[AlertFacts]:
    """Alerts with these marks have ended; what their sender says again is new."""
    if not marks:
        return []
    rows = _standing(marks).order_by("id").values_list("id", flat=True)
    ids = list(rows[:_BATCH])
    if not ids:
        return []
    Alert.objects.filter(id__in=ids).update(
        state=Alert.State.RESOLVED, ends_at=now, ended_why=CLOSED, expires_at=None
    )
    queries.tell_endings(ids, "resolved", now, CLOSED)
    return queries.facts_of_alerts(ids)
