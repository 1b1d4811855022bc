from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from tocsin.foundation.audit.models import Change
from tocsin.kernel.text import holdable


def changes(subject: str | None = None, limit: int = 100) -> list[Change]:
    """The newest changes first, of one subject or of all."""
    found = Change.objects.order_by("-at", "-id")
    if subject is not None:
        found = found.filter(subject=subject)
    return list(found[:limit])


def changes_since(moment: datetime, subjects: tuple[str, ...]) -> list[Change]:
    """What changed after an instant about subjects that begin so, the first first."""
    about = Q()
    for each in subjects:
        about |= Q(subject__startswith=each)
    return list(Change.objects.filter(about, at__gt=moment).order_by("at", "id"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the audit is narrowed to; empty means everything.

    `actor` is whoever did it, by key or prefix; `text` stands in subject, verb or why.
    """

    text: str = ""
    subject: str = ""
    verb: str = ""
    actor: str = ""
    since: datetime | None = None
    until: datetime | None = None


def find_changes(
    wanted: Wanted, *, before: int | None = None, limit: int = 50
) -> list[Change]:
    """The newest changes first, from the one with the id `before` downwards."""
    found = _narrowed(wanted).order_by("-id")
    if before is not None:
        found = found.filter(id__lt=before)
    return list(found[:limit])


def _narrowed(wanted: Wanted) -> QuerySet[Change]:
    text = holdable(wanted.text)
    found = Change.objects.filter(
        Q(subject__icontains=text) | Q(verb__icontains=text) | Q(why__icontains=text)
    )
    exact = {"verb": wanted.verb, "actor_id": wanted.actor}
    exact |= {"subject": wanted.subject}
    found = found.filter(**{n: holdable(v) for n, v in exact.items() if v})
    if wanted.since:
        found = found.filter(at__gte=wanted.since)
    return found.filter(at__lt=wanted.until) if wanted.until else found
