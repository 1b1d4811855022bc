"""What an audience is shown of a review: parts and passages chosen away. Pure."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from tocsin.improvement.reviews.rules.life import (
    AT_FIRST,
    CUSTOMERS,
    EXECUTIVES,
    INTERNAL,
    NEVER,
    PARTS,
)
from tocsin.register.core.entries import Kind

# A place in a part: all of it, its figures; above, a passage or a row by its number.
WHOLE, FIGURES = 0, -1


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that an audience is shown (or not, `hides`), against what is usual. A
    passage is one of a version: rewritten, it is looked at anew."""

    part: str
    place: int
    version: int = 0
    hides: bool = True


# Entries of these kinds are the timeline of a review.
_TURNS = frozenset(
    {
        Kind.REGISTERED,
        Kind.RESTORED,
        Kind.IMPACT_RETURNED,
        Kind.RESOLVED,
        Kind.REOPENED,
        Kind.CLOSED,
        Kind.NOTICE_PUBLISHED,
        Kind.NOTICE_UPDATED,
        Kind.NOTICE_ENDED,
    }
)
_STEPS = _TURNS | {
    Kind.ACKNOWLEDGED,
    Kind.ACCEPTED,
    Kind.MAJOR_DECLARED,
    Kind.MAJOR_ENDED,
    Kind.TEAM_CALLED_OUT,
    Kind.TEAM_MOBILISED,
    Kind.SWARM_OPENED,
    Kind.PRIMARY_TEAM_NAMED,
    Kind.SWARM_CLOSED,
    Kind.EXECUTIVES_TOLD,
    Kind.UPDATE_OVERDUE,
    Kind.NOTICE_OVERDUE,
}
_EVERYTHING = _STEPS | {
    Kind.ASSIGNED,
    Kind.ROUTED,
    Kind.RETURNED,
    Kind.LEVEL_REACHED,
    Kind.PAGE_FAILED,
    Kind.ACKNOWLEDGEMENT_LAPSED,
    Kind.WAITING_BEGAN,
    Kind.WAITING_ENDED,
    Kind.ALERTS_JOINED,
    Kind.ALERTS_WORSENED,
    Kind.CLOCK_REACHED,
    Kind.MAJOR_PROPOSED,
    Kind.ROLE_TAKEN,
    Kind.UPDATE_PROMISED,
    Kind.CALL_REPLACED,
    Kind.HYPOTHESIS_POSED,
    Kind.HYPOTHESIS_MOVED,
    Kind.LINKED,
    Kind.NOTED,
    Kind.REPLIED,
    Kind.SWARM_ACT,
}
KINDS_FOR = {INTERNAL: _EVERYTHING, EXECUTIVES: _STEPS, CUSTOMERS: _TURNS}


def passages(text: str) -> list[str]:
    """The paragraphs of a text: what can be chosen away by itself."""
    return [told.strip() for told in re.split(r"\n\s*\n", text) if told.strip()]


def is_hidden(
    audience: str, choices: Iterable[Choice], part: str, place: int = WHOLE
) -> bool:
    """Whether this is not shown: because it never is, because its part is not, or
    because it was chosen away. Parts that are hidden at first can be chosen."""
    if part in NEVER[audience]:
        return True
    made = {(each.part, each.place): each.hides for each in choices}
    if made.get((part, WHOLE), part in AT_FIRST[audience]):
        return True
    return place != WHOLE and made.get((part, place), False)


def shown_of(
    audience: str, choices: Collection[Choice], part: str, told: Sequence[str]
) -> list[str]:
    """The passages of a part that an audience is shown."""
    if is_hidden(audience, choices, part):
        return []
    return [
        passage
        for number, passage in enumerate(told, 1)
        if not is_hidden(audience, choices, part, number)
    ]


def stale(choices: Iterable[Choice], versions: dict[str, int]) -> list[str]:
    """Parts of which passages were chosen away in a version that is no longer the one:
    nobody knows whether those passages still stand where they stood."""
    old = {
        each.part
        for each in choices
        if each.place > WHOLE and each.version and each.version != versions[each.part]
    }
    return [part for part in PARTS if part in old]
