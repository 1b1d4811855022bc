"""Timelines for the tests of rules: told in minutes from a Monday at nine."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tocsin.foundation.calendars.rules import (
    WHOLE_DAY,
    Calendar,
    Hours,
    always,
    peaks_at,
)
from tocsin.register.work.spoken import Spoken
from tocsin.response.clocks.rules import Clock, clocks_of
from tocsin.response.clocks.story import Story, story_of
from tocsin.response.clocks.target_rules import Facts, Target

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OFFICE: tuple[Hours, ...] = (((540, 720), (780, 1080)),) * 5 + ((), ())


@dataclass
class SameHours:
    """Every target counts by one calendar."""

    held: Calendar = field(default_factory=always)

    def calendar(self, target: Target, facts: Facts) -> Calendar:
        return self.held

    def peak(self, target: Target, facts: Facts, at: datetime) -> str:
        found = peaks_at(self.held, at)
        return found[0].name if found else ""


def office(zone: str = "UTC", week: tuple[Hours, ...] = OFFICE) -> Calendar:
    return Calendar(key="office", name="Office", zone=ZoneInfo(zone), week=week)


def nights(zone: str) -> Calendar:
    """Open around the hours in which clocks move."""
    week: tuple[Hours, ...] = (((0, 90), (150, 200), (1380, 1440)),) * 7
    return office(zone, week)


def whole(zone: str) -> Calendar:
    return office(zone, (WHOLE_DAY,) * 7)


Told = tuple[float, str, dict[str, Any]]


def told(minute: float, kind: str, **more: Any) -> Told:
    return minute, kind, more


def spoken(
    acts: Iterable[Told], began: datetime = MONDAY, **facts: Any
) -> list[Spoken]:
    """A report and what followed, each recorded as it happened unless `late` says by
    how many minutes it was told later."""
    body = {"priority": 1, "reporter": "p-tom", **facts}
    found = [Spoken(1, "registered", began, began, body)]
    for seq, (minute, kind, more) in enumerate(acts, start=2):
        envelope = {
            name: more[name]
            for name in ("audience", "actor_kind", "actor_id", "corrects")
            if name in more
        }
        at = began + minute * MINUTE
        late = more.get("late", 0) * MINUTE
        named = {*envelope, "late"}
        rest = {name: value for name, value in more.items() if name not in named}
        found.append(Spoken(seq, kind, at, at + late, rest, **envelope))
    return found


def story(*acts: Told, began: datetime = MONDAY, **facts: Any) -> Story:
    found = story_of(spoken(acts, began, **facts))
    assert found is not None
    return found


def seen(
    target: Target,
    held: Story,
    minute: float,
    calendar: Calendar | None = None,
    began: datetime = MONDAY,
) -> list[Clock]:
    """The target's clocks so many minutes after the beginning."""
    hours = SameHours(calendar) if calendar else SameHours()
    now = began + minute * MINUTE
    return clocks_of([target], held.until(now), hours, now)


def promise(measure: str, minutes: int = 60, **more: Any) -> Target:
    return Target(
        key=measure,
        name=measure.title(),
        measure=measure,
        minutes=dict.fromkeys(range(1, 6), minutes),
        **more,
    )
