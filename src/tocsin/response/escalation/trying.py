"""The matrix tried: who would be told, when and by what, if this were registered then.

The very rules and targets that runs go by are asked, step by step; nothing is written
and nobody is told anything.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from tocsin.foundation.accounts.models import Team
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import Actor, may_look
from tocsin.foundation.calendars.reads import ALWAYS, calendar_named
from tocsin.foundation.calendars.refusals import CalendarUnknown, NeverReached
from tocsin.foundation.calendars.rules import Calendar, add
from tocsin.foundation.classification.reads import Answering, team_for_category
from tocsin.foundation.config.reads import document
from tocsin.kernel import clock
from tocsin.register.work.answering import Answerable
from tocsin.response.escalation.choosing import Circumstances
from tocsin.response.escalation.coverage.ground import Promise
from tocsin.response.escalation.coverage.playing import END, LEVEL, Event, Play
from tocsin.response.escalation.coverage.reading import read_promises, read_ways
from tocsin.response.escalation.coverage.refusals import InstantTooFar
from tocsin.response.escalation.coverage.rules import Ways
from tocsin.response.escalation.coverage.times import applies
from tocsin.response.escalation.kinds import complaints, sentence
from tocsin.response.escalation.matrix import MATRIX, Level, Matrix, Row, Target
from tocsin.response.escalation.parsing import matrix_of
from tocsin.response.escalation.published import matrix_in_force
from tocsin.response.escalation.refusals import MatrixUnfit
from tocsin.response.escalation.rules import Choice
from tocsin.response.escalation.targets import People

_MICROSECOND = timedelta(microseconds=1)
_FARTHEST = timedelta(days=3650)
Instants = Mapping[tuple[str, int], datetime | None]


@dataclass(frozen=True, slots=True)
class Hypothetical:
    """What is registered, and when."""

    category: str
    priority: int
    at: datetime
    service: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """When what is sent to a person would reach them, and by which channel."""

    at: datetime
    channel: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A person who is told, by which schedule, and by what."""

    person: str
    schedule: str
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """One step: a level told, told again, or the end of the row; and why then."""

    at: datetime
    does: str
    level: int
    because: str
    target: Target | None = None
    loud: bool = True
    heard: tuple[Heard, ...] = ()

    @property
    def is_end(self) -> bool:
        return self.does == END

    @property
    def is_again(self) -> bool:
        return not self.is_end and self.does != LEVEL


@dataclass(frozen=True, slots=True)
class Tried:
    """What would happen while nobody answers."""

    asked: Hypothetical
    matrix: Matrix
    team: Answering
    choice: Choice
    moments: tuple[Moment, ...] = ()
    waits: tuple[Level, ...] = ()
    """Levels that wait for a clock which no target gives."""


def matrix_numbered(number: int | None) -> Matrix:
    """A version of the matrix, published or drafted; None is the one in force."""
    if number is None:
        return matrix_in_force()
    body = document(MATRIX, "default", number).body
    if found := complaints(body):
        raise MatrixUnfit(complaints="; ".join(sentence(each) for each in found[:20]))
    return matrix_of(number, body)


@transaction.atomic
def try_matrix(
    actor: Actor, asked: Hypothetical, *, number: int | None = None
) -> Tried:
    """Whom a version of the matrix would tell, minute by minute."""
    if not may_look(actor):
        raise NotAllowed
    if abs(asked.at - clock.now()) > _FARTHEST:
        raise InstantTooFar(at=asked.at)
    matrix = matrix_numbered(number)
    team = team_for_category(asked.category, asked.at)
    incident = _incident(asked, team.team)
    choice = Circumstances(asked.at).choose(matrix, incident)
    if choice.row is None:
        return Tried(asked, matrix, team, choice)
    instants = instants_from(choice.row, incident, asked.at)
    looking = Looking(lambda _at: incident)
    play = Play(choice.row, asked.at, looking.find, instants=instants)
    moments = tuple(looking.moments(choice.row, play.events()))
    waits = [
        level
        for level in choice.row.levels
        if level.percent and instants.get((level.measure, level.percent)) is None
    ]
    return Tried(asked, matrix, team, choice, moments, tuple(waits))


def _incident(asked: Hypothetical, team: str) -> Answerable:
    return Answerable(
        id=0,
        ref="",
        state="registered",
        origin="lived",
        is_drill=False,
        restricted=False,
        registered_at=asked.at,
        acknowledged_at=None,
        accepted_at=None,
        restored_at=None,
        merged_into="",
        priority=asked.priority,
        category_id=asked.category,
        service_id=asked.service or None,
        team_id=team,
        owner_id=None,
        reporter_id=None,
        is_quiet=False,
    )


def instants_from(row: Row, incident: Answerable, began: datetime) -> Instants:
    """When the clocks come that a row waits for, counted from when it began, as far as
    a target gives them and nothing pauses them."""
    promises = read_promises() if row.waits_for_clocks else []
    calendar = _calendar_of(incident.team_id or "")
    found: dict[tuple[str, int], datetime | None] = {}
    for level in row.levels:
        if level.percent is not None:
            held = [
                _due(promise, incident, began, level.percent, calendar)
                for promise in promises
                if promise.measure == level.measure and _applies(promise, incident)
            ]
            dues = [due for due in held if due is not None]
            found[level.measure, level.percent] = min(dues, default=None)
    return found


def _applies(promise: Promise, incident: Answerable) -> bool:
    return applies(
        promise,
        incident.category_id or "",
        incident.priority or 0,
        team=incident.team_id or "",
        service=incident.service_id or "",
    )


def _due(
    promise: Promise,
    incident: Answerable,
    began: datetime,
    percent: int,
    team_calendar: str,
) -> datetime | None:
    key = team_calendar if promise.calendar.startswith("@") else promise.calendar
    minutes = promise.minutes[incident.priority or 0]
    try:
        return add(_calendar(key), began, timedelta(minutes=minutes) * percent / 100)
    except NeverReached:
        return None


def _calendar(key: str) -> Calendar:
    try:
        return calendar_named(key)
    except CalendarUnknown:
        return calendar_named(ALWAYS)


def _calendar_of(team: str) -> str:
    held = Team.objects.filter(key=team).values_list("calendar", flat=True).first()
    return held or ALWAYS


@dataclass
class Looking:
    """Looks for people as a run would, at the instant of each step."""

    incident_at: Callable[[datetime], Answerable]
    named: frozenset[str] | None = None
    past: bool = False
    _ways: Ways | None = None
    _people: dict[datetime, People] = field(default_factory=dict)
    _schedules: dict[tuple[datetime, str], str] = field(default_factory=dict)

    def find(self, level: Level, at: datetime) -> list[str]:
        if at not in self._people:
            self._people[at] = People(at, past=self.past)
        told = self._people[at].told(level.target, self.incident_at(at), self.named)
        self._schedules |= {(at, person): schedule for person, schedule in told}
        return [person for person, _schedule in told]

    def moments(self, row: Row, events: Iterator[Event]) -> Iterator[Moment]:
        """The steps, each with whom it tells and by what."""
        for event in events:
            level = row.level(event.level) if event.level else None
            loud = level.loud if level else True
            yield Moment(
                event.at,
                event.does,
                event.level,
                event.because,
                level.target if level else None,
                loud,
                tuple(self._heard(key, event.at, loud=loud) for key in event.people),
            )

    def _heard(self, person: str, at: datetime, *, loud: bool) -> Heard:
        if self._ways is None:
            self._ways = read_ways()
        ways = [way for way in self._ways.get(person, ()) if way.loud == loud]
        sent = [Message(at + way.delay * _MICROSECOND, way.channel) for way in ways]
        sent.sort(key=lambda message: (message.at, message.channel))
        return Heard(person, self._schedules.get((at, person), ""), tuple(sent))


def people_in(moments: Sequence[Moment]) -> set[str]:
    return {heard.person for moment in moments for heard in moment.heard}
