"""Why a row stands where it stands, in a sentence."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tocsin.foundation.calendars.reads import calendar_named
from tocsin.foundation.calendars.refusals import CalendarUnknown
from tocsin.foundation.calendars.rules import peaks_at
from tocsin.kernel import clock
from tocsin.register.work.standing import Reason, reasons
from tocsin.surfaces.web import words
from tocsin.surfaces.web.durations import precise, span


def explained(incident: Any, now: datetime | None = None) -> str:
    """Such as “P1, due in 18 min, Checkout is in its peak period Christmas”."""
    at = now or clock.now()
    told = [
        _told(reason, incident) for reason in reasons(incident, at, peak(incident, at))
    ]
    sentence = ", ".join(told)
    return sentence[:1].upper() + sentence[1:]


def peak(incident: Any, at: datetime) -> str:
    """The peak period in which the incident's service is, by its calendar."""
    service = incident.service
    if service is None or not service.calendar_id:
        return ""
    try:
        found = peaks_at(calendar_named(service.calendar_id), at)
    except CalendarUnknown:
        return ""
    return max(found, key=lambda each: each.weight).name if found else ""


def _told(reason: Reason, incident: Any) -> str:
    return _WORDS[reason.code](reason.value, incident)


_WORDS: Mapping[str, Callable[[Any, Any], str]] = {
    "major": lambda _value, _row: _("major"),
    "priority": lambda value, _row: f"P{value}",
    "unrated": lambda _value, _row: _("without a priority"),
    "due": lambda left, row: (
        _("{clock} due in {time}")
        .format(clock=row.next_due_label, time=precise(left))
        .strip()
    ),
    "over": lambda over, row: (
        _("{clock} {time} over")
        .format(clock=row.next_due_label, time=precise(over))
        .strip()
    ),
    "peak": lambda name, row: _("{service} is in its peak period {peak}").format(
        service=row.service, peak=name
    ),
    "waiting": lambda cause, _row: words.say(words.WAITING_CAUSES, cause).lower(),
    "no_team": lambda _value, _row: _("no team has it"),
    "untaken": lambda _value, _row: _("nobody has accepted it"),
    "old": lambda age, _row: _("open for {time}").format(time=span(age)),
}
