"""Whether an emergency change may be done: asked, decided once, told if too late."""

from collections.abc import Mapping

from django.db import transaction

from tocsin.foundation.accounts.rules import Actor, person_behind
from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.changes.models import Approval, ServiceChange
from tocsin.foundation.changes.refusals import (
    ApprovalReasonWanted,
    ChangeDecided,
    ChangeNotApproved,
    NoApprovalAsked,
)
from tocsin.foundation.changes.rules import (
    APPROVED,
    ASKED,
    CANCELLED,
    PLANNED,
    REFUSED,
)
from tocsin.kernel import clock
from tocsin.kernel.text import holdable

_LONGEST = 4000


@transaction.atomic
def ask_approval(
    change: ServiceChange,
    *,
    ref: str,
    people: Mapping[str, str],
    by: Actor,
    back_out: str = "",
    backdated: bool = False,
) -> Approval:
    """Whether the change may be done waits for one of these people, each asked as what
    is told beside them; `ref` is the incident that it is to mend. `backdated`: it was
    begun before anybody was asked."""
    approval = Approval.objects.create(
        change=change,
        ref=holdable(ref)[:40],
        back_out=holdable(back_out).strip()[:_LONGEST],
        is_backdated=backdated,
        asked=[{"person": key, "post": post} for key, post in people.items()],
        asked_at=clock.now(),
        asked_kind=by.kind,
        asked_by=by.id[:80],
        asked_person=person_behind(by),
    )
    _audit(approval, "approval_asked", by)
    return approval


def lock_approval(key: str) -> Approval:
    """What waits for a decision about this change, its lock held until this
    transaction ends."""
    told = holdable(key)
    change = ServiceChange.objects.select_for_update(no_key=True).filter(key=told)
    approvals = Approval.objects.select_for_update(no_key=True, of=("self",))
    found = approvals.filter(change=change.first()).select_related("change").first()
    if found is None:
        raise NoApprovalAsked(key=told)
    return found


@transaction.atomic
def decide_approval(
    approval: Approval, *, approved: bool, by: Actor, reason: str = ""
) -> bool:
    """It is decided, for good; what is refused and was not begun is called off. Says
    whether this is news: deciding the same again is no mistake."""
    state, told = APPROVED if approved else REFUSED, holdable(reason).strip()
    if approval.state == state:
        return False
    if approval.state != ASKED:
        raise ChangeDecided(key=approval.change.key, state=approval.state)
    if not approved and not told:
        raise ApprovalReasonWanted(key=approval.change.key)
    approval.state, approval.reason = state, told[:_LONGEST]
    approval.decided_at, approval.via = clock.now(), by.via[:16]
    approval.decided_kind, approval.decided_by = by.kind, by.id[:80]
    approval.decided_person = person_behind(by)
    approval.save()
    change = approval.change
    if not approved and change.state == PLANNED:
        change.state = CANCELLED
        change.save()
    _audit(approval, state, by, why=told)
    return True


def need_approved(change: ServiceChange, *, backdated: bool, why: str) -> None:
    """Nothing is done that waits for approval, unless somebody tells, and says why,
    that it is done before; that is kept."""
    rows = Approval.objects.select_for_update(no_key=True)
    approval = rows.filter(change=change).first()
    if approval is None or approval.state == APPROVED:
        return
    if approval.state == REFUSED or not backdated:
        raise ChangeNotApproved(key=change.key)
    if not why.strip():
        raise ApprovalReasonWanted(key=change.key)
    approval.is_backdated = True
    approval.save()


def forget_approvals_of(person: str) -> int:
    """What this person wrote when they asked or decided is kept no more; that they did
    so stays, by their key."""
    asked = Approval.objects.filter(asked_person=person).exclude(back_out="")
    decided = Approval.objects.filter(decided_person=person).exclude(reason="")
    return asked.update(back_out="") + decided.update(reason="")


def _audit(approval: Approval, verb: str, by: Actor, why: str = "") -> None:
    after = {"ref": approval.ref, "backdated": approval.is_backdated}
    key = approval.change.key
    record_change(f"change:{key}", verb, by=(by.kind, by.id), after=after, why=why)
