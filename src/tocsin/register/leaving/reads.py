from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.foundation.accounts.models import ApiKey, Membership, Person
from tocsin.foundation.accounts.reads import duty_managers
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.accounts.signed_in import sessions_of
from tocsin.foundation.services.models import Service
from tocsin.foundation.services.reads import services_owned_by
from tocsin.register.core.models import Incident
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.core.rules import OPEN
from tocsin.register.tasks.models import Task

_FEW = 20


@dataclass(frozen=True, slots=True)
class Theirs:
    """What is somebody's at this moment, as far as the reader may see it; of what they
    may not, only how many there are."""

    incidents: Sequence[Incident]
    incident_count: int
    hidden: int
    tasks: int
    services: Sequence[Service]
    memberships: Sequence[Membership]
    keys: Sequence[ApiKey]
    sessions: int
    is_only_duty_manager: bool


def work_of(person: Person, actor: Actor) -> Theirs:
    open_ones = Incident.objects.filter(owner__key=person.key, state__in=sorted(OPEN))
    seen = visible_to(actor).filter(owner__key=person.key, state__in=sorted(OPEN))
    count = seen.count()
    held = Membership.objects.filter(person=person).select_related("team")
    made = ApiKey.objects.filter(created_by=person.key, revoked_at=None)
    return Theirs(
        incidents=list(seen.order_by("priority", "id")[:_FEW]),
        incident_count=count,
        hidden=open_ones.count() - count,
        tasks=Task.objects.filter(owner=person.key, done_at=None).count(),
        services=services_owned_by(person.key),
        memberships=list(held.order_by("-is_lead", "team__name")),
        keys=list(made),
        sessions=len(sessions_of(person)),
        is_only_duty_manager=[each.key for each in duty_managers()] == [person.key],
    )
