"""What a review and its actions may be, and how they go on. Pure."""

from collections.abc import Mapping

DRAFT, HANDED_IN, APPROVED = "draft", "handed_in", "approved"
STATES = (DRAFT, HANDED_IN, APPROVED)
MAY_FOLLOW: Mapping[str, frozenset[str]] = {
    DRAFT: frozenset({HANDED_IN}),
    HANDED_IN: frozenset({APPROVED, DRAFT}),
    APPROVED: frozenset({DRAFT}),
}

# Why an incident is reviewed (Incident management 2.4.4), or that somebody wants it.
MAJOR, LATE, NEW_TYPE, ASKED = "major", "late", "new_type", "asked"
REASONS = (MAJOR, LATE, NEW_TYPE, ASKED)

# Parts that people write, with what was counted beside it; the other parts are lists.
SUMMARY, IMPACT, DETECTION, DELAYS = "summary", "impact", "detection", "delays"
SWARM, CLOCKS, COMMUNICATIONS = "swarm", "clocks", "communications"
WENT_WELL, WENT_BADLY = "went_well", "went_badly"
TIMELINE, FACTORS, ACTIONS = "timeline", "factors", "actions"
PARTS = (
    SUMMARY,
    IMPACT,
    TIMELINE,
    DETECTION,
    DELAYS,
    SWARM,
    CLOCKS,
    COMMUNICATIONS,
    FACTORS,
    WENT_WELL,
    WENT_BADLY,
    ACTIONS,
)
LISTS = frozenset({TIMELINE, FACTORS, ACTIONS})
# What they count is counted elsewhere already.
GATHERED = frozenset({WENT_WELL, WENT_BADLY})
WRITTEN = tuple(part for part in PARTS if part not in LISTS)

INTERNAL, EXECUTIVES, CUSTOMERS = "internal", "executives", "customers"
AUDIENCES = (INTERNAL, EXECUTIVES, CUSTOMERS)
# What an audience is never shown, whatever was chosen.
NEVER: Mapping[str, frozenset[str]] = {
    INTERNAL: frozenset(),
    EXECUTIVES: frozenset(),
    CUSTOMERS: frozenset({SWARM, CLOCKS}),
}
# What an audience is not shown unless somebody chooses otherwise.
AT_FIRST: Mapping[str, frozenset[str]] = {
    INTERNAL: frozenset(),
    EXECUTIVES: frozenset({SWARM}),
    CUSTOMERS: frozenset({DELAYS, FACTORS, WENT_BADLY, ACTIONS}),
}

# What contributed to an incident: where a change would have an effect.
FACTOR_KINDS = (
    "change",
    "capacity",
    "code",
    "configuration",
    "dependency",
    "supplier",
    "monitoring",
    "knowledge",
    "process",
    "communication",
    "people",
    "other",
)

ACTION, TECHNICAL_DEBT, PROBLEM = "action", "technical_debt", "problem"
# Something that should have worked and did not, such as a monitor that saw nothing.
AUDIT_FINDING = "audit_finding"
ACTION_KINDS = (ACTION, TECHNICAL_DEBT, PROBLEM, AUDIT_FINDING)
OPEN, DONE, DROPPED = "open", "done", "dropped"
ACTION_STATES = (OPEN, DONE, DROPPED)
SEEN, NOT_SEEN = "seen", "not_seen"
VERDICTS = (SEEN, NOT_SEEN)

LONGEST_TEXT, LONGEST_LINE = 8000, 400


def may_follow(before: str, after: str) -> bool:
    return after in MAY_FOLLOW[before]


def is_public(audience: str) -> bool:
    """Whether its readers are told roles and not names."""
    return audience != INTERNAL
