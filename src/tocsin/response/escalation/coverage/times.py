"""When rows hold and clocks count, as sets of stretches. Pure."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from tocsin.foundation.calendars.rules import Calendar, Day, always, intervals
from tocsin.response.escalation.coverage.ground import Ground, Promise
from tocsin.response.escalation.coverage.rules import Share
from tocsin.response.escalation.coverage.spans import (
    MINUTE,
    Spans,
    Working,
    common,
    instant,
    ticks,
    without,
    working,
)
from tocsin.response.escalation.coverage.turns import Named
from tocsin.response.escalation.matrix import ANY, OPEN_HOURS, YES, Row, When

ALWAYS = "always"
# A clock that counts in working time may end so long after the last registration.
_BEYOND = timedelta(days=60)


class Times:
    """The hours and peaks of calendars between two instants, each counted once."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._held: dict[tuple[str, str], Spans] = {}
        self._working: dict[str, Working] = {}

    @property
    def whole(self) -> Spans:
        return ((self._ground.begun, self._ground.ended),)

    def calendar_of(self, named: str, team: str) -> str:
        """The calendar that a row means; the owning team's, where it names none."""
        held = self._ground.teams.get(team)
        return named or (held.calendar if held else "") or ALWAYS

    def knows(self, key: str) -> bool:
        return key == ALWAYS or key in self._ground.calendars

    def open(self, key: str) -> Spans:
        return self._spans("open", key)

    def fitting(self, when: When, team: str) -> Spans:
        """When a row's hours and peaks hold."""
        key = self.calendar_of(when.calendar, team)
        found = self.whole
        for word, kind, wanted in (
            (when.hours, "open", OPEN_HOURS),
            (when.peak, "peak", YES),
        ):
            if word != ANY:
                spans = self._spans(kind, key)
                keep = common if word == wanted else without
                found = keep(found, spans)
        return found

    def _spans(self, kind: str, key: str) -> Spans:
        if (kind, key) not in self._held:
            calendar = self._calendar(key)
            if kind == "peak":
                calendar = Peaks(calendar)
            first, last = instant(self._ground.begun), instant(self._ground.ended)
            self._held[kind, key] = _ticks(intervals(calendar, first, last))
        return self._held[kind, key]

    def working(self, key: str) -> Working:
        """The working time that clocks count, on beyond the last registration."""
        if key not in self._working:
            first = instant(self._ground.begun)
            last = instant(self._ground.ended) + _BEYOND
            spans = _ticks(intervals(self._calendar(key), first, last))
            self._working[key] = working(spans)
        return self._working[key]

    def _calendar(self, key: str) -> Calendar:
        """One that is not there any more is always open."""
        return self._ground.calendars.get(key) or always()

    def shares(
        self, row: Row, category: str, priority: int, team: str
    ) -> dict[Named, Share]:
        """When the clocks come that levels of the row wait for, as far as a target
        gives them; of several the one that promises least time."""
        wanted = {
            (level.measure, level.percent)
            for level in row.levels
            if level.percent is not None
        }
        found: dict[Named, Share] = {}
        for measure, percent in sorted(wanted):
            held = [
                promise
                for promise in self._ground.promises
                if promise.measure == measure
                and applies(promise, category, priority, team=team)
            ]
            if held:
                told = min(held, key=lambda one: one.minutes[priority])
                key = told.calendar
                key = self.calendar_of("", team) if key.startswith("@") else key
                wait = told.minutes[priority] * MINUTE * percent // 100
                found[measure, percent] = Share(self.working(key), wait)
        return found


def applies(
    promise: Promise, category: str, priority: int, *, team: str, service: str = ""
) -> bool:
    """Whether an incident of no special model has this clock."""
    below = promise.categories
    return (
        priority in promise.minutes
        and (not promise.services or service in promise.services)
        and not promise.models
        and (not promise.teams or team in promise.teams)
        and (
            not below
            or any(category == k or category.startswith(f"{k}/") for k in below)
        )
    )


class Peaks(Calendar):
    """A calendar that is open in the peak periods of another."""

    def __init__(self, of: Calendar) -> None:
        super().__init__(
            key=of.key, name=of.name, zone=of.zone, week=((),) * 7, peaks=of.peaks
        )

    def day(self, on: date) -> Day:
        hours = sorted(peak.hours for peak in self.peaks if peak.on(on))
        return Day(tuple(hours), "peak")


def _ticks(stretches: Sequence[tuple[datetime, datetime]]) -> Spans:
    return tuple((ticks(a), ticks(b)) for a, b in stretches)
