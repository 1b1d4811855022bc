"""The words of status pages, as Statuspage's interface has them, which others read."""

from collections.abc import Mapping

from tocsin.foundation.accounts.rules import (
    ADMINISTRATOR,
    AGENT,
    MAJOR_INCIDENT_MANAGER,
    Actor,
)

OPERATIONAL, DEGRADED, PARTIAL, MAJOR, MAINTENANCE = STATES = (
    "operational",
    "degraded_performance",
    "partial_outage",
    "major_outage",
    "under_maintenance",
)
# The worse, the greater; planned work is worse than none and better than any fault.
RANK: Mapping[str, int] = {
    OPERATIONAL: 0,
    MAINTENANCE: 1,
    DEGRADED: 2,
    PARTIAL: 3,
    MAJOR: 4,
}
FAULTS = frozenset({DEGRADED, PARTIAL, MAJOR})

INVESTIGATING, IDENTIFIED, MONITORING, RESOLVED, POSTMORTEM = NOTICE_STATUSES = (
    "investigating",
    "identified",
    "monitoring",
    "resolved",
    "postmortem",
)
SCHEDULED, IN_PROGRESS, VERIFYING, COMPLETED = WORK_STATUSES = (
    "scheduled",
    "in_progress",
    "verifying",
    "completed",
)
ENDED = frozenset({RESOLVED, POSTMORTEM, COMPLETED})
STATUSES = (*NOTICE_STATUSES, *WORK_STATUSES)

FAULT, WORK = KINDS = ("incident", "maintenance")

NONE, MINOR, MAJOR_IMPACT, CRITICAL = IMPACTS = ("none", "minor", "major", "critical")
# Impact that planned work has, in Statuspage's interface.
WORK_IMPACT = "maintenance"
_IMPACT_OF: Mapping[str, str] = {
    OPERATIONAL: NONE,
    MAINTENANCE: NONE,
    DEGRADED: MINOR,
    PARTIAL: MAJOR_IMPACT,
    MAJOR: CRITICAL,
}

PUBLIC, PASSWORD, PEOPLE, ADDRESSES = ACCESSES = (
    "public",
    "password",
    "people",
    "addresses",
)
MAIL, WEBHOOK, SLACK, TEAMS = CHANNELS = ("mail", "webhook", "slack", "teams")

# What an incident's impact (1 to 3) makes of a component; untold counts as 2.
STATE_OF_IMPACT: Mapping[int, str] = {1: MAJOR, 2: PARTIAL, 3: DEGRADED}


def may_publish(actor: Actor) -> bool:
    """Who works here, and keys that work on incidents."""
    if actor.is_system or actor.has(ADMINISTRATOR):
        return True
    if actor.is_person:
        return bool(actor.teams or {AGENT, MAJOR_INCIDENT_MANAGER} & actor.roles)
    return actor.kind == "key" and "work" in actor.scopes


def worst(states: "list[str]") -> str:
    """The worst of these states; operational of none."""
    return max(states, key=RANK.__getitem__, default=OPERATIONAL)


def impact_of(states: "list[str]") -> str:
    """How great a notice's impact is, by the components it names."""
    return _IMPACT_OF[worst(states)]


def indicator_of(states: "list[str]") -> str:
    """How the whole page is, in Statuspage's word."""
    found = worst(states)
    return WORK_IMPACT if found == MAINTENANCE else _IMPACT_OF[found]
