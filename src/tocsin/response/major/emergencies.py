"""What surfaces ask of emergency changes: who asked, who decided, who may."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tocsin.foundation.accounts.reads import key_names, names_of
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.changes.models import Approval, ServiceChange
from tocsin.foundation.changes.reads import approval_of, approvals_for
from tocsin.foundation.changes.rules import ASKED
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.work.answering import answerable
from tocsin.response.major.rights import is_own_change, may_approve


@dataclass(frozen=True, slots=True)
class Emergency:
    """An emergency change as its reader may know it. Of an incident that they do not
    see, no words: `sees` says so."""

    approval: Approval
    asked: Sequence[tuple[str, str]]
    asked_by: str
    decided_by: str
    sees: bool
    may_decide: bool
    is_own: bool

    @property
    def change(self) -> ServiceChange:
        return self.approval.change

    @property
    def is_open(self) -> bool:
        return bool(self.approval.state == ASKED)


def emergencies_of(actor: Actor, incident: Any) -> list[Emergency]:
    """Those that are to mend an incident that the actor sees, the latest first."""
    if actor.is_requester:
        return []
    return _told(actor, approvals_for(incident.ref), incident)


def emergency_of(actor: Actor, change: ServiceChange) -> Emergency | None:
    """Whether this change is one, and how it stands."""
    approval = approval_of(change.key)
    if approval is None:
        return None
    incident = visible_to(actor).filter(ref=approval.ref).first()
    return _told(actor, [approval], incident)[0]


def _told(actor: Actor, rows: Sequence[Approval], incident: Any) -> list[Emergency]:
    if not rows:
        return []
    names = _Names(rows)
    row = answerable([incident.id])[incident.id] if incident else None
    return [
        Emergency(
            approval=each,
            asked=[(names.of_person(a["person"]), a["post"]) for a in each.asked],
            asked_by=names.of(each.asked_kind, each.asked_by, each.asked_person),
            decided_by=names.of(
                each.decided_kind, each.decided_by, each.decided_person
            ),
            sees=row is not None,
            may_decide=row is not None
            and each.state == ASKED
            and may_approve(actor, each, row),
            is_own=is_own_change(actor, each),
        )
        for each in rows
    ]


class _Names:
    """What whoever asked and decided is called, asked once for all."""

    def __init__(self, rows: Sequence[Approval]) -> None:
        people = {each.asked_person for each in rows}
        people |= {each.decided_person for each in rows}
        people |= {key for each in rows for key in each.people}
        self._people = names_of(people - {""})
        acted = [(each.asked_kind, each.asked_by) for each in rows]
        acted += [(each.decided_kind, each.decided_by) for each in rows]
        self._keys = key_names(id for kind, id in acted if kind == "key")

    def of_person(self, key: str) -> str:
        return self._people.get(key, key)

    def of(self, kind: str, id: str, person: str) -> str:
        if person:
            return self.of_person(person)
        if kind == "key":
            return self._keys.get(id, id)
        return "Tocsin" if kind == "system" else id
