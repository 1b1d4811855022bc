"""Who may see which incidents: one rule, for every list, count, search and stream.

Requesters see their own reports. All others see everything unrestricted. A
restricted incident is seen by the people named on it, whatever their roles.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel.text import holdable
from tocsin.register.core.models import Incident, Viewer
from tocsin.register.core.refusals import NoSuchIncident


def visible_to(actor: Actor) -> QuerySet[Incident]:
    """What this actor may see; `register_visible` says the same in SQL."""
    seen = Incident.objects.all()
    if actor.is_system:
        return seen
    named = Exists(Viewer.objects.filter(incident=OuterRef("id"), person_id=actor.id))
    unrestricted = Q(restricted=False)
    seen = seen.filter(unrestricted | Q(named) if actor.is_person else unrestricted)
    return seen.filter(reporter__key=actor.id) if actor.is_requester else seen


def incident_for(actor: Actor, ref: str) -> Incident:
    """The incident, if this actor may see it: a surface's only way to get one."""
    related = visible_to(actor).select_related("service", "category", "team", "owner")
    found = related.select_related("reporter").filter(ref=holdable(ref).upper()).first()
    if found is None:
        raise NoSuchIncident(ref=holdable(ref))
    return found
