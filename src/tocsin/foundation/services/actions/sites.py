"""Verbs about sites."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.services.actions.facts import (
    audit,
    lock_directory,
    need_facts,
    put,
    told_of,
    unusable,
)
from tocsin.foundation.services.models import Site
from tocsin.foundation.services.refusals import (
    KeyTaken,
    SiteCircle,
    SiteNameTaken,
    SiteUnknown,
)
from tocsin.foundation.services.rules import SERVICE_KEY
from tocsin.kernel.text import holdable

FACTS = ("name", "zone", "address", "parent", "is_active")


@transaction.atomic
def add_site(key: str, name: str, *, by: Actor, **facts: Any) -> Site:
    """The site is known. `facts` are zone, address and parent, the site it lies in."""
    if not by.has(ADMINISTRATOR):
        raise NotAllowed
    lock_directory()
    if not SERVICE_KEY.fullmatch(key):
        raise unusable("key", key, _("Small letters, figures and hyphens."))
    if Site.objects.filter(key=key).exists():
        raise KeyTaken(key=key)
    site = Site(key=key)
    _put(site, {"name": name, **facts})
    audit(site, "added", by, after=told_of(site, FACTS))
    return site


@transaction.atomic
def change_site(key: str, *, by: Actor, why: str = "", **facts: Any) -> Site:
    """The site's facts are as told; out of use, it is offered no more."""
    if not by.has(ADMINISTRATOR):
        raise NotAllowed
    lock_directory()
    site = Site.objects.filter(key=holdable(key)).first()
    if site is None:
        raise SiteUnknown(key=holdable(key))
    before = told_of(site, FACTS)
    _put(site, facts)
    after = told_of(site, FACTS)
    if before != after:
        audit(site, "changed", by, before=before, after=after, why=why)
    return site


def _put(site: Site, facts: dict[str, Any]) -> None:
    need_facts(facts, FACTS)
    put(site, facts)
    if Site.objects.filter(name=site.name).exclude(key=site.key).exists():
        raise SiteNameTaken(name=site.name)
    above: dict[str, Any] = dict(Site.objects.values_list("key", "parent_id"))
    step: Any = site.parent_id
    while step:
        if step == site.key:
            raise SiteCircle(parent=site.parent_id, site=site.name)
        step = above.get(step)
    site.save()
