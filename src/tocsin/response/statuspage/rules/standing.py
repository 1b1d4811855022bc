"""How a component is, and which status a notice may have next. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from tocsin.response.statuspage.rules.words import (
    COMPLETED,
    ENDED,
    FAULT,
    MAINTENANCE,
    NOTICE_STATUSES,
    OPERATIONAL,
    POSTMORTEM,
    RANK,
    RESOLVED,
    STATE_OF_IMPACT,
    WORK_STATUSES,
    worst,
)

_UNTOLD = 2


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of one component: what incidents make of it, how much of that is
    confirmed, what open notices say, whether planned work goes on, what somebody set
    by hand (empty: nothing), and what its monitors said for long enough."""

    derived: str = OPERATIONAL
    confirmed: str = OPERATIONAL
    noticed: tuple[str, ...] = ()
    is_worked_on: bool = False
    by_hand: str = ""
    upheld: str = OPERATIONAL


def state_of_impact(impact: int | None) -> str:
    return STATE_OF_IMPACT.get(impact or _UNTOLD, OPERATIONAL)


def confirmed_after(derived: str, confirmed: str, *, needs_confirmation: bool) -> str:
    """What counts of what incidents say: worse waits for a person where one is needed,
    better follows by itself."""
    if not needs_confirmation or RANK[derived] <= RANK[confirmed]:
        return derived
    return confirmed


def state_of(told: Told) -> str:
    """How the component is. By hand wins; else the worst fault that is told; planned
    work is shown only where there is none, so it never masks an outage."""
    if told.by_hand:
        return told.by_hand
    found = worst([told.confirmed, told.upheld, *told.noticed])
    if found == OPERATIONAL and told.is_worked_on:
        return MAINTENANCE
    return found


def may_follow(kind: str, before: str, after: str) -> bool:
    """Whether a notice of this status may have that one next. A fault may come back
    (monitoring, then identified again); what has ended stays so, but for its
    postmortem and for being opened again."""
    words = NOTICE_STATUSES if kind == FAULT else WORK_STATUSES
    if after not in words or before == COMPLETED:
        return False
    if kind != FAULT:
        return words.index(after) >= words.index(before)
    if after == POSTMORTEM:
        return before in {RESOLVED, POSTMORTEM}
    return before != POSTMORTEM


def is_ended(status: str) -> bool:
    return status in ENDED


def changes_of(
    before: Mapping[str, str], after: Mapping[str, str]
) -> dict[str, list[str]]:
    """By component: which state it had by the notice, and which it has now."""
    return {
        code: [before.get(code, OPERATIONAL), after.get(code, OPERATIONAL)]
        for code in [*before, *(c for c in after if c not in before)]
        if before.get(code, OPERATIONAL) != after.get(code, OPERATIONAL)
    }
