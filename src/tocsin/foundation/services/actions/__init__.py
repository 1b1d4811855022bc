"""Verbs about services, items, sites and what they need; every change is audited."""

from tocsin.foundation.services.actions.importing import apply_import, plan_import
from tocsin.foundation.services.actions.items import add_item, change_item
from tocsin.foundation.services.actions.needing import depend, undepend
from tocsin.foundation.services.actions.offering import add_service, change_service
from tocsin.foundation.services.actions.sites import add_site, change_site

__all__ = [
    "add_item",
    "add_service",
    "add_site",
    "apply_import",
    "change_item",
    "change_service",
    "change_site",
    "depend",
    "plan_import",
    "undepend",
]
