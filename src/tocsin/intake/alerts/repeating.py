"""What only says again what was written last is counted from memory.

Most of what monitors send are repeats. Of each alert that fires this process remembers
what was said of it last and its row's number, so that a repeat needs neither a look at
what is held nor a digest. What is remembered is checked where it is counted: a row that
is another by now, whoever changed it, is not counted but looked at.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from msgspec import Struct

from tocsin.intake.alerts import queries
from tocsin.intake.alerts.changes import Received
from tocsin.intake.alerts.queries import Repeat
from tocsin.intake.alerts.rules import OPEN, Life, episode_of, said_by
from tocsin.intake.events.event import Act, Event
from tocsin.kernel.memory import Memory

Key = tuple[int, str]
Gathered = Mapping[Key, Sequence[Received]]


class Remembered(Struct, gc=False):
    """An alert that fires: its row's number, what was said of it last, the digest of
    that, and its episode."""

    id: int
    last: Event
    said: tuple[Any, ...]
    content: int
    episode_at: datetime | None

    def is_repeated_by(self, told: Sequence[Received]) -> bool:
        """Whether these change nothing about it but when and how often it was told."""
        for one in told:
            event = one.event
            if event.act is not Act.OPEN or not self._says(event):
                return False
            if event.has_episodes and event.starts_at != self.episode_at:
                episode = episode_of(event, one.request.received_at)
                if episode is not None and (
                    self.episode_at is None or episode > self.episode_at
                ):
                    return False
        return True

    def _says(self, event: Event) -> bool:
        last = self.last
        if last.origin is None or event.origin is not last.origin:
            return said_by(event) == self.said
        return event.service == last.service and event.group_key == last.group_key


# In letters of what was said: some tens of megabytes when full.
remembered: Memory[Remembered] = Memory(20_000_000)


class _Changed(Exception):
    """A row is not what was remembered of it."""


def count_repeats(gathered: Gathered) -> Gathered:
    """What is left when those are counted that only say again what is remembered."""
    repeats: list[Repeat] = []
    rest: dict[Key, Sequence[Received]] = {}
    for key, told in gathered.items():
        held = remembered.get(key)
        if held is not None and held.is_repeated_by(told):
            repeats.append(_repeat(key, held, told))
        else:
            rest[key] = told
    if not repeats or _are_counted(repeats):
        return rest
    remembered.clear()
    return gathered


def remember(key: Key, number: int, life: Life, last: Event) -> None:
    """What was said last of an alert, if it fires by it. One that has only just begun
    is remembered when it is said again: most of a storm is not, while it lasts."""
    if life.is_new and life.repeats == 1:
        return
    if life.state != OPEN or last.act is not Act.OPEN:
        remembered.drop(key)
        return
    said = said_by(last)
    held = Remembered(number, last, said, life.content, life.episode_at)
    letters = (*last.labels.values(), *last.annotations.values(), last.description)
    remembered.put(key, held, 300 + sum(map(len, letters)))


def _repeat(key: Key, held: Remembered, told: Sequence[Received]) -> Repeat:
    return Repeat(
        held.id,
        *key,
        held.content,
        held.episode_at,
        len(told),
        max([one.request.received_at for one in told]),
        told[-1].event.expires_at,
    )


def _are_counted(repeats: Sequence[Repeat]) -> bool:
    """All of them, or none."""
    try:
        with transaction.atomic():
            if queries.count_repeats(repeats) != len(repeats):
                raise _Changed
    except _Changed:
        return False
    return True
