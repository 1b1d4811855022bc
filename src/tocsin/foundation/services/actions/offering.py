"""Verbs about services."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor, may_lead
from tocsin.foundation.services.actions.facts import (
    audit,
    lock_directory,
    need_facts,
    put,
    told_of,
    unusable,
)
from tocsin.foundation.services.models import Offered, Service, Site
from tocsin.foundation.services.refusals import (
    KeyTaken,
    ServiceNameTaken,
    ServiceUnknown,
    SiteUnknown,
)
from tocsin.foundation.services.rules import CURRENCY, SERVICE_KEY
from tocsin.kernel.text import holdable

FACTS = (
    "name",
    "nature",
    "purpose",
    "team",
    "owner",
    "calendar",
    "criticality",
    "users",
    "outage_cost",
    "currency",
    "is_active",
)
_MOST_MONEY = 10**15
# Addresses of pages beside those of services.
_TAKEN = ("map", "new")


@transaction.atomic
def add_service(key: str, name: str, *, team: str, by: Actor, **facts: Any) -> Service:
    """The service is known, and its team answers for what it is.

    `facts` are nature, purpose, owner (a person's key), criticality, users, what an
    hour's outage costs (outage_cost in the smallest unit of currency) and sites.
    """
    if not by.has(ADMINISTRATOR):
        raise NotAllowed
    lock_directory()
    if not SERVICE_KEY.fullmatch(key) or key in _TAKEN:
        raise unusable("key", key, _("Small letters, figures and hyphens."))
    if Service.objects.filter(key=key).exists():
        raise KeyTaken(key=key)
    sites = facts.pop("sites", None)
    service = Service(key=key)
    _put(service, {"name": name, "team": team, **facts})
    after = told_of(service, FACTS)
    if sites:
        after["sites"] = _offer_at(service, sites)
    audit(service, "added", by, after=after)
    return service


@transaction.atomic
def change_service(key: str, *, by: Actor, why: str = "", **facts: Any) -> Service:
    """The service's facts are as told; its team's lead may do this too."""
    lock_directory()
    service = locked_service(key, by)
    sites = facts.pop("sites", None)
    before = told_of(service, FACTS)
    if not may_lead(by, facts.get("team", service.team_id) or ""):
        raise NotAllowed
    if facts:
        _put(service, facts)
    after = told_of(service, FACTS)
    if sites is not None:
        before["sites"], after["sites"] = _sites_of(service), _offer_at(service, sites)
    if before != after:
        audit(service, "changed", by, before=before, after=after, why=why)
    return service


def locked_service(key: str, by: Actor) -> Service:
    """The service, for one who may change it."""
    rows = Service.objects.select_for_update(no_key=True)
    service = rows.filter(key=holdable(key)).first()
    if service is None:
        raise ServiceUnknown(key=holdable(key))
    if not may_lead(by, service.team_id):
        raise NotAllowed
    return service


def _put(service: Service, facts: dict[str, Any]) -> None:
    need_facts(facts, FACTS)
    put(service, facts)
    _need_money(service)
    if not service.team_id:
        raise unusable("team", "", _("A service needs a team that answers for it."))
    try:
        with transaction.atomic():
            service.save()
    except IntegrityError as found:
        raise ServiceNameTaken(name=service.name) from found


def _need_money(service: Service) -> None:
    cost, currency = service.outage_cost, service.currency
    if currency and not CURRENCY.fullmatch(currency):
        raise unusable("currency", currency, _("Three capitals, as in EUR."))
    if cost is not None and not 0 <= cost <= _MOST_MONEY:
        raise unusable("outage_cost", cost, _("A whole number that is not below 0."))
    if cost is not None and not currency:
        raise unusable("currency", "", _("Name the currency, as in EUR."))
    if service.users is not None and not 0 <= service.users < 2**31:
        raise unusable("users", service.users, _("A whole number that is not below 0."))


def _sites_of(service: Service) -> list[str]:
    told = Offered.objects.filter(service=service).order_by("site_id")
    return list(told.values_list("site__key", flat=True))


def _offer_at(service: Service, sites: Iterable[str]) -> list[str]:
    """The service is used at exactly these sites."""
    wanted = {holdable(site) for site in sites}
    known = set(Site.objects.filter(key__in=wanted).values_list("key", flat=True))
    if strange := sorted(wanted - known):
        raise SiteUnknown(key=strange[0])
    Offered.objects.filter(service=service).exclude(site__key__in=wanted).delete()
    here = set(_sites_of(service))
    Offered.objects.bulk_create(
        Offered(service=service, site_id=site) for site in sorted(wanted - here)
    )
    return sorted(wanted)
