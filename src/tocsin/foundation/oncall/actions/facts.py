"""Facts of schedules and layers: looked at one by one, then put in their columns."""

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _

from tocsin.foundation.accounts.models import Person, Team
from tocsin.foundation.accounts.refusals import (
    FactUnusable,
    NotAllowed,
    PersonUnknown,
    TeamUnknown,
)
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.calendars.reads import calendar_named
from tocsin.foundation.oncall.actions.materialising import locked
from tocsin.foundation.oncall.models import Layer, Schedule
from tocsin.foundation.oncall.refusals import ScheduleUnknown
from tocsin.foundation.oncall.rules.parts import wall_of, window, window_told
from tocsin.foundation.oncall.rules.rights import may_arrange
from tocsin.foundation.oncall.rules.turns import UNITS
from tocsin.foundation.oncall.rules.windows import CALENDAR_WHEN, rule_complaint
from tocsin.kernel.text import holdable
from tocsin.kernel.zones import known_zones

_LONGEST = {"hours": 24 * 366, "days": 366, "weeks": 104}
_MOST_PEOPLE, _MOST_WINDOWS = 200, 40
_A_YEAR = 366 * 24 * 60


def unusable(fact: str, value: Any, hint: str) -> FactUnusable:
    return FactUnusable(fact=fact, value=str(value)[:80] or "“”", hint=hint)


def arranged(key: str, by: Actor) -> Schedule:
    """The schedule, locked, for one who may arrange it."""
    found = locked([holdable(key)])
    if not found:
        raise ScheduleUnknown(key=holdable(key))
    if not may_arrange(by, found[0].team_id):
        raise NotAllowed
    return found[0]


def put_schedule(schedule: Schedule, facts: Mapping[str, Any]) -> None:
    for name, told in facts.items():
        if name not in _SCHEDULE:
            raise TypeError(f"{name} is no fact of a schedule")
        column = "team_id" if name == "team" else name
        setattr(schedule, column, _SCHEDULE[name](name, told))


def put_layer(layer: Layer, facts: Mapping[str, Any]) -> None:
    for name, told in facts.items():
        if name not in _LAYER:
            raise TypeError(f"{name} is no fact of a layer")
        setattr(layer, name, _LAYER[name](name, told))
    _need_turns(layer)
    _need_rule(layer)
    if layer.calendar_when and not layer.calendar:
        raise unusable("calendar", "", _("Name the calendar whose hours count."))
    if layer.calendar and not layer.calendar_when:
        hint = _("Say which of its hours or days count.")
        raise unusable("calendar_when", "", hint)
    if layer.ends_on and layer.ends_on <= layer.begins_on:
        raise unusable("ends_on", layer.ends_on, _("It ends after it begins."))


def _need_turns(layer: Layer) -> None:
    longest = _LONGEST.get(layer.unit)
    if longest and not 1 <= layer.length <= longest:
        hint = _("From 1 to {most}.").format(most=longest)
        raise unusable("length", layer.length, hint)


def _need_rule(layer: Layer) -> None:
    if not layer.rule:
        layer.rule_at, layer.rule_minutes = None, 0
        return
    layer.rule_at = layer.rule_at or layer.hand_over
    if not 1 <= layer.rule_minutes <= _A_YEAR:
        hint = _("How many minutes each occurrence lasts, at least 1.")
        raise unusable("rule_minutes", layer.rule_minutes, hint)
    begins = wall_of(layer.begins_on, layer.rule_at)
    if complaint := rule_complaint(layer.rule, begins):
        hints = {
            "unreadable": _("A recurrence rule such as FREQ=WEEKLY;BYDAY=SA,SU."),
            "too_fine": _("It comes about daily, weekly, monthly or yearly."),
            "never": _("It never comes about within ten years."),
        }
        raise unusable("rule", layer.rule, hints[complaint])


def short_text(name: str, told: Any) -> str:
    found = holdable(str(told or "")).strip()
    longest = {"name": 120, "why": 200, "rule": 500}.get(name, 120)
    if len(found) > longest:
        hint = _("At most {n} characters.").format(n=longest)
        raise unusable(name, found, hint)
    if name == "name" and not found:
        raise unusable(name, "", _("Give it a name."))
    return found


def zone_told(name: str, told: Any) -> str:
    found = holdable(str(told or "")).strip()
    if found and found not in known_zones():
        raise unusable(name, found, _("A zone such as Europe/Paris."))
    return found


def _own_zone(name: str, told: Any) -> str:
    return zone_told(name, told) or "UTC"


def team_told(_name: str, told: Any) -> str:
    key = holdable(str(told or ""))
    if not Team.objects.filter(key=key, is_active=True).exists():
        raise TeamUnknown(key=key)
    return key


def calendar_told(_name: str, told: Any) -> str:
    key = holdable(str(told or ""))
    if key:
        calendar_named(key)
    return key


def _number(least: int, most: int) -> Any:
    def read(name: str, told: Any) -> int:
        is_whole = isinstance(told, int) and not isinstance(told, bool)
        if not is_whole or not least <= told <= most:
            hint = _("A whole number from {least} to {most}.")
            raise unusable(name, told, hint.format(least=least, most=most))
        return int(told)

    return read


def _yes(_name: str, told: Any) -> bool:
    return bool(told)


def _word(known: Iterable[str]) -> Any:
    words = ("", *known)

    def read(name: str, told: Any) -> str:
        if (told or "") not in words:
            hint = _("One of: {known}.").format(known=", ".join(words[1:]))
            raise unusable(name, told, hint)
        return str(told or "")

    return read


def _day(name: str, told: Any) -> date | None:
    if told is not None and not isinstance(told, date):
        raise unusable(name, told, _("A day, as in 2026-03-02."))
    if told and not 1970 <= told.year <= 2199:
        raise unusable(name, told, _("A day between 1970 and 2199."))
    return told


def _begins(name: str, told: Any) -> date:
    found = _day(name, told)
    if found is None:
        raise unusable(name, "", _("Say on which day the first turn begins."))
    return found


def _clock(name: str, told: Any) -> time | None:
    if told is not None and not isinstance(told, time):
        raise unusable(name, told, _("A time of the day, as in 09:00."))
    return told.replace(second=0, microsecond=0, tzinfo=None) if told else None


def _hand_over(name: str, told: Any) -> time:
    found = _clock(name, told)
    if found is None:
        raise unusable(name, "", _("Say at what time shifts are handed over."))
    return found


def _windows(name: str, told: Any) -> list[dict[str, Any]]:
    if not isinstance(told, list) or len(told) > _MOST_WINDOWS:
        hint = _("A list of at most {n} windows.").format(n=_MOST_WINDOWS)
        raise unusable(name, told, hint)
    found = [window(each) for each in told]
    for each, held in zip(told, found, strict=True):
        if held is None:
            hint = _("Days such as mon and times such as 18:00.")
            raise unusable(name, each, hint)
    return [window_told(held) for held in found if held]


_SCHEDULE: Mapping[str, Any] = {
    "name": short_text,
    "team": team_told,
    "zone": _own_zone,
    "rank": _number(1, 9),
    "wanted": calendar_told,
    "is_active": _yes,
}
_LAYER: Mapping[str, Any] = {
    "name": short_text,
    "position": _number(1, 99),
    "zone": zone_told,
    "unit": _word(UNITS),
    "length": _number(1, 24 * 366),
    "begins_on": _begins,
    "hand_over": _hand_over,
    "ends_on": _day,
    "windows": _windows,
    "rule": short_text,
    "rule_at": _clock,
    "rule_minutes": _number(0, _A_YEAR),
    "calendar": calendar_told,
    "calendar_when": _word(CALENDAR_WHEN),
}
SCHEDULE_FACTS, LAYER_FACTS = tuple(_SCHEDULE), tuple(_LAYER)


def known_people(keys: Iterable[str]) -> list[str]:
    """These people, each of whom is here and active; somebody may come twice."""
    wanted = [holdable(str(key)) for key in keys]
    if len(wanted) > _MOST_PEOPLE:
        hint = _("At most {n} places.").format(n=_MOST_PEOPLE)
        raise unusable("people", len(wanted), hint)
    rows = Person.objects.filter(key__in=wanted, is_active=True)
    known = set(rows.values_list("key", flat=True))
    for key in wanted:
        if key not in known:
            raise PersonUnknown(key=key)
    return wanted


def known_person(key: str) -> str:
    return known_people([key])[0]


def perhaps_person(key: str | None) -> str | None:
    return known_person(key) if key else None


def audit(schedule: Schedule, verb: str, by: Actor, **facts: Any) -> None:
    record_change(f"schedule:{schedule.key}", verb, by=(by.kind, by.id), **facts)
