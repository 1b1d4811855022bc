"""Who decides about major incidents, and who works on one."""

from tocsin.foundation.accounts.rules import MAJOR_INCIDENT_MANAGER, Actor
from tocsin.kernel import clock
from tocsin.register.work.answering import Answerable
from tocsin.response.major.filling import Roster
from tocsin.response.major.models import Post
from tocsin.response.major.published import book
from tocsin.response.major.rules import MANAGER

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
