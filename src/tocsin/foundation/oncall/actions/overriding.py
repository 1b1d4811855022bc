"""Verbs that change a schedule for a while: overrides, temporary schedules, shadows.

Each is written from now on in the same transaction; what was before stays.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.oncall.actions.facts import (
    arranged,
    audit,
    known_person,
    perhaps_person,
    short_text,
    unusable,
)
from tocsin.foundation.oncall.actions.materialising import write_shifts
from tocsin.foundation.oncall.models import (
    Override,
    Schedule,
    Shadow,
    Temporary,
    TemporarySlot,
)
from tocsin.foundation.oncall.refusals import OverrideUnknown, SpanUnusable
from tocsin.foundation.oncall.rules.final import ADD, OVERRIDES, REMOVE
from tocsin.kernel import clock

_LONGEST = timedelta(days=366)
_MOST_SLOTS = 200


class Place(NamedTuple):
    """Somebody is on call for a span of a temporary schedule."""

    person: str
    starts_at: datetime
    ends_at: datetime


@transaction.atomic
def override_shift(
    schedule: str,
    kind: str,
    starts_at: datetime,
    ends_at: datetime,
    *,
    by: Actor,
    person: str | None = None,
    instead_of: str | None = None,
    why: str = "",
) -> Override:
    """For the span the person is added, or replaces somebody (all, where nobody is
    named); or somebody is removed. What of it lies in the past changes nothing."""
    rota = arranged(schedule, by)
    need_span(starts_at, ends_at)
    if kind not in OVERRIDES:
        hint = _("One of: {known}.").format(known=", ".join(OVERRIDES))
        raise unusable("kind", kind, hint)
    if (kind == REMOVE) == bool(person):
        raise unusable("person", person or "", _("Name who is put on call."))
    if kind == ADD and instead_of:
        raise unusable("instead_of", instead_of, _("Whoever is added replaces nobody."))
    made = write_override(
        rota, kind, starts_at, ends_at, person, instead_of, by=by, why=why
    )
    write_shifts([rota])
    return made


def write_override(
    rota: Schedule,
    kind: str,
    starts_at: datetime,
    ends_at: datetime,
    person: str | None,
    instead_of: str | None,
    *,
    by: Actor,
    why: str = "",
) -> Override:
    """The override stands, of a locked schedule; shifts are not written yet."""
    made = Override.objects.create(
        schedule=rota,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        person_id=perhaps_person(person),
        instead_of_id=instead_of or None,
        why=short_text("why", why),
        made_at=clock.now(),
        made_by_kind=by.kind,
        made_by=by.id,
    )
    audit(rota, "overridden", by, after=_told(made))
    return made


def need_span(starts_at: datetime, ends_at: datetime) -> None:
    hint = ""
    if ends_at <= starts_at:
        hint = _("It ends after it starts.")
    elif ends_at <= clock.now():
        hint = _("What was stays as it was: choose a time to come.")
    elif ends_at - starts_at > _LONGEST:
        hint = _("A year at most; a layer lasts longer.")
    if hint:
        raise SpanUnusable(
            starts=f"{starts_at:%Y-%m-%d %H:%M}",
            ends=f"{ends_at:%Y-%m-%d %H:%M}",
            hint=hint,
        )


def _told(row: Any) -> dict[str, Any]:
    names = ("kind", "person_id", "instead_of_id", "follows_id")
    told = {name: getattr(row, name) for name in names if hasattr(row, name)}
    span = {"from": row.starts_at.isoformat(), "to": row.ends_at.isoformat()}
    return {"id": row.id, **told, **span}


@transaction.atomic
def end_override(schedule: str, number: int, *, by: Actor, why: str = "") -> None:
    """The override counts no more from now on. Asked twice, once."""
    rota = arranged(schedule, by)
    _end(rota, rota.overrides.filter(id=number).first(), "override ended", by, why)


@transaction.atomic
def plan_temporary(
    schedule: str,
    starts_at: datetime,
    ends_at: datetime,
    places: Iterable[Place],
    *,
    by: Actor,
    why: str = "",
) -> Temporary:
    """For the span these people are on call, in place of all layers; overrides still
    count. Where nobody is named it is a gap."""
    rota = arranged(schedule, by)
    need_span(starts_at, ends_at)
    told = list(places)
    if len(told) > _MOST_SLOTS:
        hint = _("At most {n} shifts.").format(n=_MOST_SLOTS)
        raise unusable("shifts", len(told), hint)
    made = Temporary.objects.create(
        schedule=rota,
        starts_at=starts_at,
        ends_at=ends_at,
        why=short_text("why", why),
        made_at=clock.now(),
        made_by_kind=by.kind,
        made_by=by.id,
    )
    for place in told:
        if not starts_at <= place.starts_at < place.ends_at <= ends_at:
            hint = _("Each shift lies within the temporary schedule.")
            raise unusable("shifts", f"{place.starts_at:%Y-%m-%d %H:%M}", hint)
        person = known_person(place.person)
        TemporarySlot.objects.create(
            temporary=made,
            person_id=person,
            starts_at=place.starts_at,
            ends_at=place.ends_at,
        )
    write_shifts([rota])
    shifts = [[place.person, place.starts_at.isoformat()] for place in told]
    audit(rota, "temporary planned", by, after=_told(made) | {"shifts": shifts})
    return made


@transaction.atomic
def end_temporary(schedule: str, number: int, *, by: Actor, why: str = "") -> None:
    """The layers hold again from now on."""
    rota = arranged(schedule, by)
    _end(rota, rota.temporaries.filter(id=number).first(), "temporary ended", by, why)


@transaction.atomic
def shadow(
    schedule: str,
    person: str,
    starts_at: datetime,
    ends_at: datetime,
    *,
    by: Actor,
    follows: str | None = None,
) -> Shadow:
    """The person comes along with whoever is on call then, or with one of them: it
    is shown, stands in their calendar, and never pages them."""
    rota = arranged(schedule, by)
    need_span(starts_at, ends_at)
    if person == follows:
        raise unusable("follows", follows, _("Name another person."))
    made = Shadow.objects.create(
        schedule=rota,
        person_id=known_person(person),
        follows_id=perhaps_person(follows),
        starts_at=starts_at,
        ends_at=ends_at,
    )
    write_shifts([rota])
    audit(rota, "shadow added", by, after=_told(made))
    return made


@transaction.atomic
def end_shadow(schedule: str, number: int, *, by: Actor, why: str = "") -> None:
    """They come along no more."""
    rota = arranged(schedule, by)
    _end(rota, rota.shadows.filter(id=number).first(), "shadow ended", by, why)


def _end(rota: Schedule, row: Any, verb: str, by: Actor, why: str) -> None:
    if row is None:
        raise OverrideUnknown(schedule=rota.key)
    now = clock.now()
    if row.ended_at or row.ends_at <= now:
        return
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    write_shifts([rota])
    audit(rota, verb, by, before=_told(row), why=why)
