"""Verbs about configuration items."""

from typing import Any

from django.db import transaction
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
from tocsin.foundation.services.models import Item
from tocsin.foundation.services.refusals import (
    ItemUnknown,
    KeyTaken,
    SourceNumberTaken,
)
from tocsin.foundation.services.rules import KEY
from tocsin.kernel.text import holdable

FACTS = (
    "name",
    "kind",
    "site",
    "team",
    "attributes",
    "status",
    "source",
    "source_id",
)
_LONGEST = 20_000


@transaction.atomic
def add_item(key: str, name: str = "", *, by: Actor, **facts: Any) -> Item:
    """The item is known, and services and items may be told to need it.

    `facts` are kind, site, team, attributes, status, source and source_id.
    """
    if not by.has(ADMINISTRATOR):
        raise NotAllowed
    lock_directory()
    if not KEY.fullmatch(key):
        raise unusable("key", key, _("Letters, figures, dots, hyphens; at most 100."))
    if Item.objects.filter(key=key).exists():
        raise KeyTaken(key=key)
    item = Item(key=key)
    _put(item, {"name": name or key, **facts})
    audit(item, "added", by, after=told_of(item, FACTS))
    return item


@transaction.atomic
def change_item(key: str, *, by: Actor, why: str = "", **facts: Any) -> Item:
    """The item's facts are as told. Retired, it stays, and pulls nothing down."""
    lock_directory()
    item = locked_item(key, by)
    if not may_lead(by, facts.get("team", item.team_id) or ""):
        raise NotAllowed
    before = told_of(item, FACTS)
    _put(item, facts)
    after = told_of(item, FACTS)
    if before != after:
        audit(item, "changed", by, before=before, after=after, why=why)
    return item


def locked_item(key: str, by: Actor) -> Item:
    """The item, for one who may change it."""
    rows = Item.objects.select_for_update(no_key=True)
    item = rows.filter(key=holdable(key)).first()
    if item is None:
        raise ItemUnknown(key=holdable(key))
    if not may_lead(by, item.team_id or ""):
        raise NotAllowed
    return item


def _put(item: Item, facts: dict[str, Any]) -> None:
    need_facts(facts, FACTS)
    put(item, facts)
    item.attributes = cleaned(item.attributes)
    if not isinstance(item.attributes, dict) or len(str(item.attributes)) > _LONGEST:
        raise unusable("attributes", item.attributes, _("A table of names and values."))
    if item.source_id:
        same = Item.objects.filter(source=item.source, source_id=item.source_id)
        if same.exclude(key=item.key).exists():
            raise SourceNumberTaken(number=item.source_id, source=item.source)
    item.save()


def cleaned(value: Any) -> Any:
    """The value with every text in it as the database can hold it."""
    if isinstance(value, str):
        return holdable(value)
    if isinstance(value, list):
        return [cleaned(each) for each in value]
    if isinstance(value, dict):
        return {holdable(str(name)): cleaned(each) for name, each in value.items()}
    return value
