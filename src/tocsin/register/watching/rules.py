"""Whom an entry is told to, and why. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tocsin.register.core.entries import STATE_KINDS, Kind

MENTIONED, ASSIGNED, REPORTED = "mentioned", "assigned", "reported"
INFORMED, RETURNED = "informed", "returned"
OWNED, LED, WATCHED = "owned", "led", "watched"
# A person who has several reasons is told the first of these.
REASONS = (
    *(MENTIONED, INFORMED, ASSIGNED, RETURNED),
    *(REPORTED, OWNED, LED, WATCHED),
)

# How one is told without having wished otherwise: in the page, by mail.
USUAL: Mapping[str, tuple[bool, bool]] = {
    MENTIONED: (True, True),
    INFORMED: (True, True),
    ASSIGNED: (True, True),
    RETURNED: (True, True),
    REPORTED: (True, True),
    OWNED: (True, False),
    LED: (True, False),
    WATCHED: (True, False),
}

# What happened, as opposed to what was tidied: fields, flags, tags, links, time.
NEWS = STATE_KINDS - {Kind.REGISTERED, Kind.CLASSIFIED} | {
    Kind.OWNED,
    Kind.RETURNED,
    Kind.INFORMED,
    Kind.NOTED,
    Kind.REPLIED,
    Kind.CONFIRMED,
    Kind.MITIGATED,
    Kind.PRIORITY_OVERRIDDEN,
    Kind.ATTACHED,
    Kind.CLOCK_REACHED,
}
# These name people who are told of them, and why they are.
_NAMING = {Kind.INFORMED: INFORMED, Kind.RETURNED: RETURNED}
_TASKS = frozenset({Kind.TASK_ADDED, Kind.TASK_CHANGED})
# Of these the reporter learns that their report moved.
_MOVED = frozenset(
    {
        Kind.ACCEPTED,
        Kind.RESTORED,
        Kind.RESOLVED,
        Kind.CLOSED,
        Kind.REOPENED,
        Kind.CANCELLED,
        Kind.MERGED,
        Kind.REPLIED,
    }
)
# What this rule says is said to many at once, and waited for: it is mailed as it comes.
AT_ONCE = frozenset({"reports"})
# From this share of its time on, the leads of the team hear of a clock.
_BREACH = 100
HEARS = NEWS | _TASKS | {Kind.TASK_DONE, Kind.REGISTERED, Kind.TASK_REOPENED}
# After these, watchers are carried on.
MERGES = frozenset({Kind.MERGED})
# The fields of an entry that people write sentences in.
WRITTEN = tuple("text note done tried next_step reason description".split())


@dataclass(frozen=True, slots=True)
class About:
    """Who has to do with an incident."""

    owner: str
    reporter: str
    watchers: Collection[str]
    leads: Collection[str] = ()


def is_of_one_event(cause: str | None) -> bool:
    """Whether an entry follows one of another incident, which is its cause; so that
    whoever reported several that follow it is told once."""
    return "/" in (cause or "")


def written_in(body: Mapping[str, Any]) -> str:
    """What an entry's author wrote in sentences."""
    return "\n\n".join(str(body[name]) for name in WRITTEN if body.get(name))


def is_over(body: Mapping[str, Any]) -> bool:
    """Whether a clock that reached something is past due then, or due."""
    return bool(body.get("percent", 0) >= _BREACH or body.get("minutes", 0) > 0)


def reasons(
    kind: str, body: Mapping[str, Any], about: About, mentioned: Iterable[str]
) -> dict[str, str]:
    """By person, why they are told of this entry, whoever wrote it."""
    told: dict[str, str] = {}
    if kind in NEWS:
        told |= dict.fromkeys(about.watchers, WATCHED)
    if kind == Kind.CLOCK_REACHED and is_over(body):
        told |= dict.fromkeys(about.leads, LED)
    if kind in NEWS or kind == Kind.TASK_DONE:
        told[about.owner] = OWNED
    if kind in _MOVED:
        told[about.reporter] = REPORTED
    if kind in _TASKS or kind in STATE_KINDS or kind == Kind.OWNED:
        told[str(body.get("owner") or "")] = ASSIGNED
    if kind in _NAMING:
        told |= dict.fromkeys(body.get("people", ()), _NAMING[Kind(kind)])
    told |= dict.fromkeys(mentioned, MENTIONED)
    return {person: why for person, why in told.items() if person}
