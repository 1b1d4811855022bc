"""Who decides about major incidents, and who works on one."""

from django.db.models import QuerySet

from tocsin.foundation.accounts.rules import (
    MAJOR_INCIDENT_MANAGER,
    Actor,
    person_behind,
)
from tocsin.foundation.changes.models import Approval
from tocsin.foundation.changes.options import APPROVERS, EITHER
from tocsin.foundation.config.reads import value
from tocsin.kernel import clock
from tocsin.register.work.answering import Answerable
from tocsin.response.major.filling import Roster
from tocsin.response.major.models import Post
from tocsin.response.major.published import book
from tocsin.response.major.rules import DECLARED, MANAGER, OPERATIONS

_KEYS = frozenset({"work", "admin"})


def may_decide(actor: Actor, incident: Answerable) -> bool:
    """Managers of major incidents, whoever is on duty as one for this service and
    priority, whoever has the role in it already, and keys that work."""
    if actor.is_system or actor.has(MAJOR_INCIDENT_MANAGER):
        return True
    if actor.kind == "key":
        return bool(actor.scopes & _KEYS)
    if not actor.is_person:
        return False
    posts = Post.objects.filter(major_id=incident.id, left_at=None, role=MANAGER)
    if posts.filter(person__key=actor.id).exists():
        return True
    duty = Roster(book(), clock.now()).offered(MANAGER, incident)
    return actor.id in {found.person for found in duty}


def may_work(actor: Actor, incident: Answerable) -> bool:
    """Whoever decides, and whoever has a role in it now."""
    if may_decide(actor, incident):
        return True
    posts = Post.objects.filter(major_id=incident.id, left_at=None)
    return actor.is_person and posts.filter(person__key=actor.id).exists()


def posts_that_approve(incident_id: int) -> QuerySet[Post]:
    """Who has a role by which emergency changes are approved, while it is major."""
    chosen = value(APPROVERS)
    roles = (MANAGER, OPERATIONS) if chosen == EITHER else (chosen,)
    rows = Post.objects.filter(major_id=incident_id, left_at=None, role__in=roles)
    return rows.filter(major__state=DECLARED)


def may_approve(actor: Actor, approval: Approval, incident: Answerable) -> bool:
    """Whoever was asked, whoever has the role by now, and who decides about major
    incidents where that is theirs, or nobody has the role; never who asked for it."""
    if is_own_change(actor, approval):
        return False
    person, posts = person_behind(actor), posts_that_approve(incident.id)
    if person in approval.people:
        return True
    if person and posts.filter(person__key=person).exists():
        return True
    theirs = value(APPROVERS) in (EITHER, MANAGER) or not posts.exists()
    return theirs and may_decide(actor, incident)


def is_own_change(actor: Actor, approval: Approval) -> bool:
    """Whether the actor asked for it, themselves or by another's hand."""
    if approval.asked_person:
        return person_behind(actor) == approval.asked_person
    asked = (approval.asked_kind, approval.asked_by)
    return not person_behind(actor) and (actor.kind, actor.id) == asked
