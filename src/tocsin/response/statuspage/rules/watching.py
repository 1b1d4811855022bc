"""What monitors make of a component, and when that counts. Pure."""

import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tocsin.response.statuspage.rules.words import (
    DEGRADED,
    MAJOR,
    OPERATIONAL,
    PARTIAL,
    RANK,
    worst,
)

STATE_OF_SEVERITY: Mapping[str, str] = {
    "critical": MAJOR,
    "error": PARTIAL,
    "warning": DEGRADED,
    "info": OPERATIONAL,
}
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}", re.ASCII)
MOST_TIES, MOST_MINUTES = 20, 240
_MOST_LABELS, _LONGEST = 10, 300


class TieUnclear(ValueError):
    """This names no monitor."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A source, and labels that its alerts have; none: all of its alerts."""

    source: str
    labels: Mapping[str, str]


def tie_of(told: str) -> Tie:
    """`prometheus alertname=CheckoutDown`: the source's address, then labels; one with
    blanks stands in quotes."""
    try:
        source, *labels = shlex.split(told[:_LONGEST])
    except ValueError:
        raise TieUnclear(told) from None
    pairs = [label.partition("=") for label in labels]
    clear = all(name and sign for name, sign, _value in pairs)
    if not _SLUG.fullmatch(source) or not clear or len(pairs) > _MOST_LABELS:
        raise TieUnclear(told)
    return Tie(source, {name: value for name, _sign, value in pairs})


def state_of_severities(severities: Iterable[str]) -> str:
    """The worst that any alert means; one that tells no severity counts as a fault."""
    return worst([STATE_OF_SEVERITY.get(each, PARTIAL) for each in severities])


@dataclass(frozen=True, slots=True)
class Watched:
    """What monitors say, since when they say it is otherwise than what counts, and what
    counts: what they said for so long that it was upheld."""

    told: str = OPERATIONAL
    since: datetime | None = None
    upheld: str = OPERATIONAL

    @property
    def direction(self) -> int:
        """1: they say worse than what counts; -1: better; 0: the same."""
        more = RANK[self.told] - RANK[self.upheld]
        return (more > 0) - (more < 0)


def watched_after(
    before: Watched, told: str, now: datetime, hold: timedelta, *, by_person: bool
) -> Watched:
    """As monitors say now. Worse and better each count once they held without a break;
    where a person confirms, worse waits for that instead."""
    after = replace(before, told=told)
    if not after.direction:
        return replace(after, since=None)
    if before.since is None or after.direction != before.direction:
        after = replace(after, since=now)
    if by_person and after.direction > 0:
        return after
    since = after.since or now
    return replace(after, upheld=told, since=None) if now - since >= hold else after
