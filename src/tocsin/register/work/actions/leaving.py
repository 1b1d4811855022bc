"""Open incidents of somebody who leaves: each has another owner, and says so."""

from collections.abc import Iterable

from tocsin.foundation.accounts.reads import leads_of
from tocsin.foundation.accounts.rules import Actor
from tocsin.register.core.actions.writer import Draft, append
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Incident
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.core.rules import OPEN
from tocsin.register.work.actions.frame import draft, naming
from tocsin.register.work.actions.life import DUTY_MANAGER

TEAM = "team"


def hand_over_incidents(person: str, *, by: Actor, to: str = DUTY_MANAGER) -> int:
    """No open incident has this person (a key) as owner any more; says how many did.

    `to` is a successor's key, `team` (its lead, failing one the duty manager) or
    `duty_manager`. A restricted incident that `by` does not see goes to the duty
    manager: nobody is named on it by somebody who may not know it. Part of a verb of
    `by` whose right was checked.
    """
    rows = Incident.objects.filter(owner__key=person, state__in=sorted(OPEN)).order_by(
        "id"
    )
    held = list(rows.select_for_update(no_key=True, of=("self",)))
    theirs = visible_to(by).filter(owner__key=person)
    seen = set(theirs.values_list("id", flat=True))
    leads = leads_of({row.team_id for row in held if row.team_id}, without=person)
    drafts: list[Draft] = []
    for row in held:
        owner = _owner(row, to, leads) if row.id in seen else None
        drafts += _told(row, owner)
    append(drafts, by=by)
    return len(held)


def _owner(row: Incident, to: str, leads: dict[str, str]) -> str | None:
    if to == TEAM:
        return leads.get(row.team_id or "")
    return None if to == DUTY_MANAGER else to


def _told(row: Incident, owner: str | None) -> Iterable[Draft]:
    body = {"owner": owner} if owner else {"owner_role": DUTY_MANAGER}
    yield from naming(row, [owner])
    yield draft(row, Kind.OWNED, body)
