"""Views are saved, changed, copied, deleted, and one of them opens first."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction

from tocsin.foundation.workspace.models import Opening, SavedView
from tocsin.foundation.workspace.reads import view_for
from tocsin.foundation.workspace.refusals import (
    SharedTooWidely,
    ViewNotYours,
    ViewUnfit,
)
from tocsin.foundation.workspace.rules import ORDERS, Reader, may_change, may_share
from tocsin.kernel import clock
from tocsin.kernel.text import holdable


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a view is to be: its name, with whom it is shared, what it asks and shows.

    `base` is the built-in view of the queue that it narrows."""

    name: str
    place: str = "queue"
    shared: str = "nobody"
    team: str = ""
    base: str = "all"
    filters: Mapping[str, str] = field(default_factory=dict)
    columns: Sequence[str] = ()
    order: str = ""


@transaction.atomic
def save_view(wanted: Wanted, *, by: Reader) -> SavedView:
    """A new view of this person's."""
    made = SavedView(key=f"v-{secrets.token_hex(5)}", owner=by.id)
    return _set(made, wanted, by)


@transaction.atomic
def change_view(key: str, wanted: Wanted, *, by: Reader) -> SavedView:
    """The view is this from now on; it stays in its place, and its owner's."""
    return _set(_changeable(key, by), wanted, by)


@transaction.atomic
def copy_view(key: str, name: str, *, by: Reader) -> SavedView:
    """A private copy, whoever owns the first."""
    held = view_for(by, key)
    parts = "place base filters columns order".split()
    told: dict[str, Any] = {part: getattr(held, part) for part in parts}
    return save_view(Wanted(name=name, **told), by=by)


@transaction.atomic
def delete_view(key: str, *, by: Reader) -> None:
    """Nobody finds it any more; whose queue opened with it sees everything again."""
    held = _changeable(key, by)
    Opening.objects.filter(view=held.key).delete()
    held.delete()


@transaction.atomic
def open_first(view: str, *, by: Reader) -> None:
    """The person's queue opens with this view; with nothing, as it does for all."""
    if view.startswith("v-"):
        view_for(by, view)
    if not view:
        Opening.objects.filter(person=by.id).delete()
        return
    told = {"view": holdable(view)[:24]}
    Opening.objects.update_or_create(told, person=by.id)


def _changeable(key: str, by: Reader) -> SavedView:
    held = view_for(by, key)
    if not may_change(by, held):
        raise ViewNotYours(name=held.name)
    return SavedView.objects.select_for_update().get(id=held.id)


def _set(view: SavedView, wanted: Wanted, by: Reader) -> SavedView:
    name = holdable(wanted.name).strip()
    fits = 0 < len(name) <= 80 and wanted.place in SavedView.Place.values
    if not fits or wanted.order not in ("", *ORDERS[wanted.place]):
        raise ViewUnfit
    if not may_share(by, wanted.shared, wanted.team):
        raise SharedTooWidely
    for part, value in asdict(wanted).items():
        setattr(view, part, value)
    view.name = name
    view.team = wanted.team if wanted.shared == "team" else ""
    view.columns = list(wanted.columns)
    view.filters = {n: holdable(str(v)) for n, v in wanted.filters.items()}
    view.changed_at = clock.now()
    view.save()
    return view
