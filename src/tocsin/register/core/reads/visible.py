"""Who may see which incidents: one rule, for every list, count, search and stream.

`sight_of` says in a word how far an actor sees; what the word means stands here, and
once more in SQL as `register_visible`.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel.text import holdable
from tocsin.register.core.models import Entry, Incident, Viewer
from tocsin.register.core.refusals import NoSuchIncident
from tocsin.register.core.rules import Sight, sight_of

_UNRESTRICTED = Q(restricted=False)


def visible_to(actor: Actor) -> QuerySet[Incident]:
    """What this actor may see; `register_visible` says the same in SQL."""
    match sight_of(actor):
        case Sight.EVERYTHING:
            return Incident.objects.all()
        case Sight.NAMED:
            return Incident.objects.filter(_unrestricted_or_named(actor))
        case Sight.OWN:
            reported = Q(reporter__key=actor.id)
            return Incident.objects.filter(reported, _unrestricted_or_named(actor))
        case Sight.UNRESTRICTED:
            return Incident.objects.filter(_UNRESTRICTED)
        case Sight.HANDED_IN:
            return Incident.objects.filter(_UNRESTRICTED, _handed_in_by(actor))
        case Sight.NOTHING:
            return Incident.objects.none()


def _unrestricted_or_named(actor: Actor) -> Q:
    named = Viewer.objects.filter(incident=OuterRef("id"), person_id=actor.id)
    return _UNRESTRICTED | Q(Exists(named))


def _handed_in_by(actor: Actor) -> Q:
    first = Entry.objects.filter(incident=OuterRef("id"), seq=1)
    return Q(Exists(first.filter(actor_kind=actor.kind, actor_id=actor.id)))


def incident_for(actor: Actor, ref: str) -> Incident:
    """The incident, if this actor may see it: a surface's only way to get one."""
    related = visible_to(actor).select_related("service", "category", "team", "owner")
    try:
        return related.select_related("reporter").get(ref=holdable(ref).upper())
    except Incident.DoesNotExist:
        raise NoSuchIncident(ref=holdable(ref)) from None
