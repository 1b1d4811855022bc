"""Verbs about how schedules are set up. Shifts follow in the same transaction."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import DIRECTORY_KEY, Actor
from tocsin.foundation.oncall.actions.facts import (
    LAYER_FACTS,
    SCHEDULE_FACTS,
    arranged,
    audit,
    known_people,
    put_layer,
    put_schedule,
    unusable,
)
from tocsin.foundation.oncall.actions.materialising import write_shifts
from tocsin.foundation.oncall.models import Layer, LayerPerson, Schedule
from tocsin.foundation.oncall.reads.plans import rotation_of, zone_called
from tocsin.foundation.oncall.refusals import LayerUnknown, ScheduleTaken
from tocsin.foundation.oncall.rules.rights import may_arrange
from tocsin.foundation.oncall.rules.turns import Rotation, kept_ahead
from tocsin.kernel import clock
from tocsin.kernel.text import holdable

# Addresses of pages beside those of schedules.
TAKEN = frozenset({"new", "mine", "fairness", "then", "swaps", "swap", "calendar"})


@transaction.atomic
def add_schedule(
    key: str, name: str, *, team: str, by: Actor, **facts: Any
) -> Schedule:
    """The team has this schedule; nobody is on call until it has a layer.

    `facts` are zone, rank and wanted (a calendar's key).
    """
    if not may_arrange(by, team):
        raise NotAllowed
    if not DIRECTORY_KEY.fullmatch(key) or key in TAKEN:
        raise unusable("key", key, _("Small letters, figures and hyphens."))
    schedule = Schedule(key=key)
    put_schedule(schedule, {"name": name, "team": team, **facts})
    _save(schedule)
    audit(schedule, "added", by, after=told_of(schedule))
    return schedule


@transaction.atomic
def change_schedule(key: str, *, by: Actor, why: str = "", **facts: Any) -> Schedule:
    """The schedule is as told from now on. One that is not active has nobody on
    call; given to another team, the leads of both are asked for."""
    schedule = arranged(key, by)
    before = told_of(schedule)
    put_schedule(schedule, facts)
    if not may_arrange(by, schedule.team_id):
        raise NotAllowed
    if (after := told_of(schedule)) != before:
        _save(schedule)
        write_shifts([schedule])
        audit(schedule, "changed", by, before=before, after=after, why=why)
    return schedule


def _save(schedule: Schedule) -> None:
    try:
        with transaction.atomic():
            schedule.save()
    except IntegrityError as found:
        raise ScheduleTaken(key=schedule.key) from found


def told_of(schedule: Schedule) -> dict[str, Any]:
    told = {name: getattr(schedule, name) for name in SCHEDULE_FACTS if name != "team"}
    return told | {"team": schedule.team_id}


@transaction.atomic
def add_layer(
    schedule: str,
    key: str,
    *,
    by: Actor,
    people: Iterable[str] = (),
    **facts: Any,
) -> Layer:
    """The schedule has this layer, below those that it has unless `position` says
    otherwise; shifts are written from now on.

    `facts` are name, position, zone, unit and length (of a turn), begins_on and
    hand_over (wall times of the zone), ends_on, windows, rule with rule_at and
    rule_minutes, calendar and calendar_when.
    """
    rota = arranged(schedule, by)
    if not DIRECTORY_KEY.fullmatch(key):
        raise unusable("key", key, _("Small letters, figures and hyphens."))
    if rota.layers.filter(key=key).exists():
        raise ScheduleTaken(key=f"{rota.key}/{key}")
    layer = Layer(schedule=rota, key=key, position=_below(rota))
    put_layer(layer, {"name": key, **facts})
    layer.save()
    _place(layer, people)
    write_shifts([rota])
    audit(rota, "layer added", by, after=_told(layer))
    return layer


def _below(schedule: Schedule) -> int:
    last = schedule.layers.order_by("-position").first()
    return min(last.position + 1, 99) if last else 1


@transaction.atomic
def change_layer(
    schedule: str,
    key: str,
    *,
    by: Actor,
    people: Iterable[str] | None = None,
    why: str = "",
    **facts: Any,
) -> Layer:
    """The layer is as told from now on. Whoever has the turn keeps it when the list
    changes around them."""
    rota = arranged(schedule, by)
    layer = the_layer(rota, key)
    before, turned = _told(layer), rotation_of(layer)
    put_layer(layer, facts)
    if people is not None:
        _place(layer, people)
    _keep_turn(layer, turned)
    layer.save()
    after = _told(layer)
    if after != before:
        write_shifts([rota])
        audit(rota, "layer changed", by, before=before, after=after, why=why)
    return layer


@transaction.atomic
def remove_layer(schedule: str, key: str, *, by: Actor, why: str = "") -> None:
    """The layer is gone from now on; what it made of the past stays."""
    rota = arranged(schedule, by)
    layer = the_layer(rota, key)
    before = _told(layer)
    layer.places.all().delete()
    layer.outside.all().delete()
    layer.delete()
    write_shifts([rota])
    audit(rota, "layer removed", by, before=before, why=why)


def the_layer(schedule: Schedule, key: str) -> Layer:
    found = schedule.layers.filter(key=holdable(key)).first()
    if found is None:
        raise LayerUnknown(schedule=schedule.key, key=holdable(key))
    return found


def _place(layer: Layer, keys: Iterable[str]) -> None:
    wanted = known_people(keys)
    if layer.unit and not wanted:
        raise unusable("people", "", _("Name who takes turns."))
    if [place.person_id for place in layer.places.all()] == wanted:
        return
    layer.places.all().delete()
    LayerPerson.objects.bulk_create(
        LayerPerson(layer=layer, position=position, person_id=key)
        for position, key in enumerate(wanted)
    )


def _keep_turn(layer: Layer, before: Rotation | None) -> None:
    fresh = rotation_of(layer)
    if not (before and fresh) or fresh == before:
        return
    zone = zone_called(layer.zone or layer.schedule.zone)
    layer.ahead = kept_ahead(before, fresh, zone, clock.now()).ahead


def _told(layer: Layer) -> Mapping[str, Any]:
    """The layer as it is audited: people by key."""
    told = {name: getattr(layer, name) for name in LAYER_FACTS}
    told = {name: _plain(value) for name, value in told.items()}
    rows = LayerPerson.objects.filter(layer=layer)
    return {"key": layer.key, **told, "people": [row.person_id for row in rows]}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
