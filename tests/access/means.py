"""What the words of the rights table mean, and what a row of it is."""

from dataclasses import dataclass, field

ANYBODY, SIGNED_IN, STAFF = "anybody", "signed in", "staff"
SEES, STAFF_SEES = "who sees it", "staff who see it"
TELL = "agents, team members, administrators"
LEADS = "leads, administrators"
REVIEWERS = "agents, major incident managers, its team"
AUDIT, ADMIN, NOBODY = "auditors, administrators", "administrators", "–"

PEOPLE = (
    "the reporter",
    "another requester",
    "member of another team",
    "member of its team",
    "lead of its team",
    "agent",
    "major incident manager",
    "auditor",
    "administrator",
    "deactivated",
    "not signed in",
)
_STRANGERS = frozenset({"deactivated", "not signed in"})
_REQUESTERS = frozenset({"the reporter", "another requester"})
_KNOWN = frozenset(PEOPLE) - _STRANGERS
_STAFF = _KNOWN - _REQUESTERS

# Which people a word of the table means, for an incident that Tom reported.
MEANS: dict[str, frozenset[str]] = {
    ANYBODY: frozenset(PEOPLE),
    SIGNED_IN: _KNOWN,
    STAFF: _STAFF,
    SEES: _KNOWN - {"another requester"},
    STAFF_SEES: _STAFF,
    TELL: _STAFF - {"auditor"},
    AUDIT: frozenset({"auditor", "administrator"}),
    ADMIN: frozenset({"administrator"}),
    LEADS: frozenset({"administrator", "lead of its team"}),
    REVIEWERS: frozenset(
        {
            "member of its team",
            "lead of its team",
            "agent",
            "major incident manager",
        }
    ),
    NOBODY: frozenset(),
}


@dataclass(frozen=True)
class Page:
    """A page by its name in the URLconf: who may open it, and who may send it."""

    opens: str
    sends: str = NOBODY
    kwargs: dict[str, str] = field(default_factory=dict)
