"""Which of our services a sender means by a name."""

from collections.abc import Collection, Mapping

from django.db.models import Q
from django.db.models.functions import Lower

from tocsin.foundation.services.models import Service


def services_told(names: Collection[str]) -> Mapping[str, str]:
    """The keys of our services, by what senders call them in small letters: a
    service's key or its name."""
    wanted = sorted({name.casefold() for name in names} - {""})
    if not wanted:
        return {}
    rows = Service.objects.annotate(small=Lower("name"), small_key=Lower("key"))
    rows = rows.filter(Q(small__in=wanted) | Q(small_key__in=wanted), is_active=True)
    found: dict[str, str] = {}
    for small, small_key, key in rows.values_list("small", "small_key", "key"):
        found.setdefault(small, key)
        found[small_key] = key
    return found
