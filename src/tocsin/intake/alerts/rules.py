"""The life of an alert, event by event. Pure: values in, verdict out."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

import orjson
from msgspec import Struct, field
from msgspec.structs import replace

from tocsin.intake.events.event import Act, Event

OPEN, NO_DATA, RESOLVED = "open", "no_data", "resolved"
KEY, TITLE, TEXT, URL, GROUP, SERVICE = 500, 500, 20_000, 2000, 500, 200

_TOLD = (
    "title",
    "severity",
    "description",
    "service",
    "url",
    "group_key",
    "labels",
)

# So far a sender's clock may be ahead of ours.
SKEW = timedelta(minutes=1)

# A sender that cannot see a thing tells of it, also when it never saw it fail.
_BEGINS = (Act.OPEN, Act.NO_DATA)

# What keeps an alert from an incident that was over when it was first heard of.
OVER = "over"

# How an alert ended: its sender said so, withdrew it, or fell silent; or a person did.
TOLD, WITHDRAWN, LAPSED, CLOSED = "told", "withdrawn", "lapsed", "closed"


class Standing(Struct, gc=False):
    """What is held of the last alert of a key, as far as the next step needs it."""

    id: int
    state: str
    content: int
    episode_at: datetime | None
    starts_at: datetime
    ended_why: str
    acknowledged_at: datetime | None
    incident_id: int | None = None


class Life(Struct, gc=False):
    """One alert in this turn: what it was, what it has become and what happened.

    `told` is what was told that differs from what was held; where it `adds`, its
    labels and annotations go to those held, and an empty one takes away. `repeats` is
    how often it was told to fire. `happened` are lines of its history.
    """

    standing: Standing | None
    state: str = ""
    is_new: bool = False
    told: Event | None = None
    adds: bool = False
    repeats: int = 0
    content: int = 0
    episode_at: datetime | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    ended_why: str = ""
    expires_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    first_seen_at: datetime | None = None
    last_seen_at: datetime | None = None
    happened: list[tuple[str, datetime, int, dict[str, Any]]] = field(
        default_factory=list
    )
    notes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_standing(self) -> bool:
        return self.state in (OPEN, NO_DATA)

    @property
    def is_over(self) -> bool:
        """Whether it was over when it was first heard of: nobody told that it fires."""
        return self.is_new and not self.repeats

    @property
    def is_changed(self) -> bool:
        """Whether more is to be written than that it was said again: also when it is
        another episode, so that a late end of the one before does not end it."""
        held = self.standing.episode_at if self.standing else None
        return bool(self.told or self.happened) or self.episode_at != held


def begin(standing: Standing | None) -> Life:
    life = Life(standing)
    if standing is not None:
        life.state = standing.state
        life.content = standing.content
        life.episode_at, life.starts_at = standing.episode_at, standing.starts_at
        life.ended_why = standing.ended_why
        life.acknowledged_at = standing.acknowledged_at
    return life


def live(
    standing: Standing | None, told: Sequence[tuple[Event, datetime, int]]
) -> list[Life]:
    """The lives of one key through events in the order told, each with the instant it
    was received and its request's number: usually one life; more when it ended and
    began again. What changes nothing is passed over."""
    if standing is None and len(told) == 1:
        ((event, at, _request),) = told
        if event.act in _BEGINS:
            return [begun(event, at)]
    lives = [begin(standing)]
    for event, at, request in told:
        if lives[-1].is_standing:
            step(lives[-1], event, at, request)
        elif event.act in _BEGINS and not is_late(lives[-1], event):
            _follow(lives, begun(event, at))
        elif ends_unheard(lives[-1], event, at):
            _follow(lives, ended(event, at, request))
    return [life for life in lives if life.is_new or life.last_seen_at]


def _follow(lives: list[Life], fresh: Life) -> None:
    if lives[-1].standing is None and not lives[-1].is_new:
        lives[-1] = fresh
    else:
        lives.append(fresh)


def ends_unheard(life: Life, event: Event, at: datetime) -> bool:
    """Whether it ends an episode of which nobody told that it fires, after the one that
    is known. Only where a sender numbers its episodes can that be told from an end
    that is said again, or of what was never wrong."""
    episode = episode_of(event, at) if event.act is Act.RESOLVE else None
    if episode is None:
        return False
    if life.standing is None and not life.is_new:
        return True
    return life.episode_at is not None and episode > life.episode_at


def is_late(life: Life, event: Event) -> bool:
    """Whether it says that an episode fires which its sender has ended since: told
    late, or by another of several senders."""
    known = life.standing is not None or life.is_new
    if not known or not event.has_episodes or event.starts_at is None:
        return False
    if life.ended_why not in (TOLD, WITHDRAWN) or life.episode_at is None:
        return False
    return event.starts_at <= life.episode_at


def episode_of(event: Event, at: datetime) -> datetime | None:
    """The beginning that tells this episode from others. One that is still to come
    tells nothing: Alertmanager takes the end for it where nobody told the beginning."""
    starts = event.starts_at if event.has_episodes else None
    return None if starts is None or starts > at + SKEW else starts


def begun(event: Event, at: datetime) -> Life:
    state = NO_DATA if event.act is Act.NO_DATA else OPEN
    life = Life(None, state=state, is_new=True, told=event, repeats=1)
    life.content = content_of(event)
    life.episode_at = episode_of(event, at)
    life.starts_at = min(event.starts_at or at, at)
    life.expires_at = event.expires_at
    life.first_seen_at = life.last_seen_at = at
    return life


def ended(event: Event, at: datetime, request: int) -> Life:
    """An alert that is over when it is first heard of."""
    life = begun(event, at)
    life.repeats = 0
    _end(life, event, at, request)
    return life


def step(life: Life, event: Event, at: datetime, request: int) -> None:
    """What an event does to an alert that stands."""
    match event.act:
        case Act.OPEN:
            _fire(life, event, at, request)
        case Act.UPDATE:
            _update(life, event, at, request)
        case Act.RESOLVE | Act.DELETE:
            _end(life, event, at, request)
        case Act.NO_DATA if life.state == OPEN:
            life.state = NO_DATA
            _tell(life, "no_data", at, request)
        case Act.ACKNOWLEDGE if life.acknowledged_at is None:
            life.acknowledged_at, life.acknowledged_by = at, event.by[:120]
            _tell(life, "acknowledged", at, request, by=event.by)
        case Act.UNACKNOWLEDGE if life.acknowledged_at is not None:
            life.acknowledged_at, life.acknowledged_by = None, ""
            _tell(life, "unacknowledged", at, request, by=event.by)
        case Act.NOTE:
            life.notes.append((event.description, event.by))
            _tell(life, "noted", at, request, text=event.description, by=event.by)
        case _:
            return
    life.last_seen_at = max(life.last_seen_at or at, at)


def _fire(life: Life, event: Event, at: datetime, request: int) -> None:
    life.repeats += 1
    life.expires_at = event.expires_at
    if (episode := episode_of(event, at)) is not None:
        life.episode_at = max(life.episode_at or episode, episode)
    if life.state == NO_DATA:
        life.state = OPEN
        _tell(life, "returned", at, request)
    content = content_of(event)
    if content == life.content:
        return
    life.content = content
    if event.labels:
        life.adds = False
    life.told = event if life.told is None else over(life.told, event)
    if not life.is_new:
        _tell(life, "changed", at, request, **_said(event))


def _update(life: Life, event: Event, at: datetime, request: int) -> None:
    """What is told by an update stays, though the sender repeats what it told first."""
    life.adds = life.adds or life.told is None
    held = life.told or Event(key=event.key)
    labels = {**held.labels, **event.labels}
    annotations = {**held.annotations, **event.annotations}
    if life.is_new:
        labels = {name: text for name, text in labels.items() if text}
        annotations = {name: text for name, text in annotations.items() if text}
    told = over(held, event)
    life.told = replace(told, labels=labels, annotations=annotations)
    if not life.is_new:
        _tell(life, "changed", at, request, **_said(event))


def _end(life: Life, event: Event, at: datetime, request: int) -> None:
    told = event.starts_at if event.has_episodes else None
    if told is not None and life.episode_at is not None and told < life.episode_at:
        return
    life.state = RESOLVED
    assert life.starts_at is not None
    life.ends_at = max(min(event.ends_at or at, at), life.starts_at)
    life.ended_why = WITHDRAWN if event.act is Act.DELETE else TOLD
    life.expires_at = None
    _tell(life, "resolved", at, request, by=event.by)


def _tell(life: Life, kind: str, at: datetime, request: int, **body: str) -> None:
    life.happened.append((kind, at, request, {n: v for n, v in body.items() if v}))


def _said(event: Event) -> dict[str, str]:
    return {
        "title": event.title[:TITLE],
        "severity": event.severity,
        "service": event.service[:SERVICE],
    }


def said_by(event: Event) -> tuple[Any, ...]:
    """What an event says, but for instants and what it is about."""
    return (
        event.title,
        event.severity,
        event.description,
        event.service,
        event.url,
        event.group_key,
        event.labels,
        event.annotations,
    )


def content_of(event: Event) -> int:
    """A digest of what an event says, the same in every process: 63 bits."""
    digest = blake2b(orjson.dumps(said_by(event)), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def fitting_key(key: str) -> str:
    """The key, short enough to be stored; keys that are too long stay different."""
    if len(key) <= KEY:
        return key
    digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return key[: KEY - 33] + "~" + digest


def title_of(event: Event) -> str:
    return (event.title or event.labels.get("alertname", "") or event.key)[:TITLE]


def over(held: Event, told: Event) -> Event:
    """Both as one: what the later tells holds, and what it does not tell stays."""
    later = {name: text for name in _TOLD if (text := getattr(told, name))}
    annotations = merged(held.annotations, told.annotations)
    return replace(held, **later, annotations=annotations)


def merged(held: Mapping[str, str], told: Mapping[str, str]) -> dict[str, str]:
    """Annotations told again: empty ones never overwrite what is held."""
    return {**held, **{name: text for name, text in told.items() if text}}


def told_again(event: Event, at: datetime, last: datetime | None) -> Event | None:
    """What an event of a replay says, told first at `at`, when the last word of its
    key was told at `last`. Its own word again mends text and counts nothing; what has
    newer words after it says nothing any more."""
    if last is None or last < at:
        return event
    if last > at or event.act is Act.NOTE:
        return None
    return replace(event, act=Act.UPDATE) if event.act is Act.OPEN else event
