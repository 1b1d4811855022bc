"""What the register says of an incident now, to whoever is about to be told of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from tocsin.foundation.accounts.reads import team_names
from tocsin.foundation.changes.reads import is_undecided
from tocsin.foundation.notify.pages import ACKNOWLEDGED, NEVER, RESTORED
from tocsin.foundation.notify.queries import Claim
from tocsin.foundation.notify.rules import POST
from tocsin.foundation.notify.wording import About
from tocsin.foundation.services.reads import service_names
from tocsin.register.core.models import Incident
from tocsin.register.core.rules import OPEN
from tocsin.register.core.rules import RESTORED as IS_RESTORED

_OVER = ("withdrawn", "answered")
_FIRST_PRIORITY = 1


@dataclass(frozen=True, slots=True)
class Facts:
    """One incident: what may be told of it, and where it stands."""

    about: About
    is_open: bool
    is_restored: bool
    acknowledged_at: datetime | None
    is_urgent: bool


def facts_of(ids: Collection[int]) -> dict[int, Facts]:
    """These incidents as they are now, by id."""
    rows = list(Incident.objects.filter(id__in=ids)) if ids else []
    services = service_names({row.service_id for row in rows})
    teams = team_names({row.team_id for row in rows})
    return {row.id: _facts(row, services, teams) for row in rows}


def _facts(
    row: Incident, services: Mapping[str, str], teams: Mapping[str, str]
) -> Facts:
    about = About(row.ref, restricted=True)
    if not row.restricted:
        about = About(
            ref=row.ref,
            title=row.title,
            priority=row.priority,
            service=services.get(row.service_id or "", ""),
            team=teams.get(row.team_id or "", ""),
            since=row.registered_at,
        )
    return Facts(
        about=about,
        is_open=row.state in OPEN,
        is_restored=row.state == IS_RESTORED,
        acknowledged_at=row.acknowledged_at,
        is_urgent=row.major or row.priority == _FIRST_PRIORITY,
    )


def no_longer_wanted(claim: Claim, facts: Mapping[int, Facts]) -> str:
    """Why nobody needs to hear of it any more; empty while somebody does. What was so
    before the page was made was known to whoever made it."""
    if claim.page_state in _OVER:
        return claim.page_state
    if change := claim.why.get("change"):
        # Also of an incident that is over, what was done before is decided afterwards.
        return "" if is_undecided(str(change)) else "decided"
    row = facts.get(claim.incident_id or 0)
    if row is None:
        return ""
    if claim.kind == POST:
        # It is told also when all is over, and never of what is restricted.
        return "restricted" if row.about.restricted else ""
    return _over(claim, row)


def _over(claim: Claim, row: Facts) -> str:
    """What happened meanwhile that makes it worthless."""
    if not row.is_open:
        return "resolved"
    if claim.unless == NEVER:
        return ""
    if row.is_restored and claim.unless in (ACKNOWLEDGED, RESTORED):
        return "restored"
    at = row.acknowledged_at
    if claim.unless == ACKNOWLEDGED and at is not None and at >= claim.made_at:
        return "acknowledged"
    return ""
