"""Verbs of swaps: asked, accepted, agreed to. A swap moves both spans or neither."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.config.reads import value
from tocsin.foundation.oncall.actions.facts import (
    audit,
    known_person,
    perhaps_person,
    short_text,
    unusable,
)
from tocsin.foundation.oncall.actions.materialising import locked, write_shifts
from tocsin.foundation.oncall.actions.overriding import need_span, write_override
from tocsin.foundation.oncall.models import Schedule, Shift, Swap
from tocsin.foundation.oncall.options import APPROVAL
from tocsin.foundation.oncall.refusals import (
    NotOnCallThen,
    ScheduleUnknown,
    SwapOver,
    SwapUnknown,
)
from tocsin.foundation.oncall.rules.final import REPLACE
from tocsin.foundation.oncall.rules.rights import is_of, may_arrange
from tocsin.foundation.oncall.rules.slots import Span, joined
from tocsin.kernel import clock
from tocsin.kernel.text import holdable


@dataclass(frozen=True, slots=True)
class Back:
    """What the taker gives in return: a span of theirs on a schedule."""

    schedule: str
    starts_at: datetime
    ends_at: datetime


@transaction.atomic
def ask_swap(
    schedule: str,
    starts_at: datetime,
    ends_at: datetime,
    *,
    by: Actor,
    asker: str = "",
    asked_of: str | None = None,
    back: Back | None = None,
    why: str = "",
) -> Swap:
    """Somebody is asked to take this span of the asker's, one person or whoever of
    the team will; a lead may ask on behalf of a member of the team. Nothing moves yet.
    """
    rotas = _locked({schedule, back.schedule if back else schedule})
    rota = rotas[holdable(schedule)]
    person = asker or by.id
    _need_right(rota, person, by)
    need_span(starts_at, ends_at)
    _need_on_call(rota, person, Span(starts_at, ends_at))
    if back and not asked_of:
        raise unusable("asked_of", "", _("Name whose shift you take in return."))
    if asked_of == person:
        raise unusable("asked_of", asked_of, _("Name another person."))
    made = Swap(
        schedule=rota,
        asker_id=known_person(person),
        starts_at=starts_at,
        ends_at=ends_at,
        asked_of_id=perhaps_person(asked_of),
        why=short_text("why", why),
        asked_at=clock.now(),
    )
    if back:
        need_span(back.starts_at, back.ends_at)
        other = rotas[holdable(back.schedule)]
        if other.team_id != rota.team_id:
            raise unusable("back_schedule", other.key, _("Name one of the same team."))
        _need_on_call(other, asked_of or "", Span(back.starts_at, back.ends_at))
        made.back_schedule = other
        made.back_starts_at, made.back_ends_at = back.starts_at, back.ends_at
    made.save()
    audit(rota, "swap asked", by, after={"swap": made.id, "asker": person})
    return made


@transaction.atomic
def accept_swap(number: int, *, by: Actor, taker: str = "") -> Swap:
    """The taker takes it, and what they give in return is the asker's: at once, or
    when a lead has agreed where that is wanted. A lead may accept on behalf of
    somebody, which is agreeing as well."""
    swap, rotas = _open(number)
    leads = all(may_arrange(by, rota.team_id) for rota in rotas)
    person = taker or by.id
    if not leads and not (by.is_person and by.id == person):
        raise NotAllowed
    if not leads and not _may_take(swap, by):
        raise NotAllowed
    if swap.asked_of_id and person != swap.asked_of_id:
        raise unusable("taker", person, _("Somebody else was asked."))
    if person == swap.asker_id:
        raise unusable("taker", person, _("Name another person."))
    if swap.state == Swap.State.ACCEPTED and swap.taker_id != person:
        raise SwapOver(state=_("accepted"))
    swap.taker_id, swap.state = known_person(person), Swap.State.ACCEPTED
    if value(APPROVAL) and not leads:
        swap.save()
        audit(swap.schedule, "swap accepted", by, after={"swap": swap.id})
        return swap
    return _move_spans(swap, rotas, by)


@transaction.atomic
def agree_to_swap(number: int, *, by: Actor) -> Swap:
    """A lead agrees to what was accepted, and both spans move."""
    swap, rotas = _open(number)
    if not all(may_arrange(by, rota.team_id) for rota in rotas):
        raise NotAllowed
    if not swap.taker_id:
        raise unusable("taker", "", _("Nobody has accepted it yet."))
    return _move_spans(swap, rotas, by)


@transaction.atomic
def decline_swap(number: int, *, by: Actor) -> Swap:
    """Whoever was asked, or a lead, says no; the asker takes it back. Nothing moves."""
    swap, rotas = _open(number)
    is_askers = by.is_person and by.id == swap.asker_id
    is_asked = by.is_person and by.id in {swap.asked_of_id, swap.taker_id}
    if not (is_askers or is_asked or may_arrange(by, rotas[0].team_id)):
        raise NotAllowed
    state = Swap.State.WITHDRAWN if is_askers else Swap.State.DECLINED
    return _ended(swap, state, by)


def _move_spans(swap: Swap, rotas: list[Schedule], by: Actor) -> Swap:
    """Both spans move, or neither: each is still whose it was, or all is refused."""
    taker = swap.taker_id or ""
    moves = [(swap.schedule, swap.starts_at, swap.ends_at, swap.asker_id, taker)]
    if swap.back_schedule and swap.back_starts_at and swap.back_ends_at:
        span = swap.back_starts_at, swap.back_ends_at
        moves.append((swap.back_schedule, *span, taker, swap.asker_id))
    for rota, starts_at, ends_at, giver, _other in moves:
        _need_on_call(rota, giver, Span(max(starts_at, clock.now()), ends_at))
    for rota, starts_at, ends_at, giver, other in moves:
        span_of = (starts_at, ends_at)
        write_override(
            rota, REPLACE, *span_of, other, giver, by=by, why=f"swap {swap.id}"
        )
    write_shifts(rotas)
    return _ended(swap, Swap.State.DONE, by)


def _ended(swap: Swap, state: str, by: Actor) -> Swap:
    swap.state, swap.ended_at = state, clock.now()
    swap.ended_by_kind, swap.ended_by = by.kind, by.id
    swap.save()
    audit(swap.schedule, f"swap {state}", by, after={"swap": swap.id})
    return swap


def _locked(keys: set[str]) -> dict[str, Schedule]:
    wanted = {holdable(key) for key in keys}
    found = {rota.key: rota for rota in locked(wanted)}
    for key in sorted(wanted):
        if key not in found:
            raise ScheduleUnknown(key=key)
    return found


def _open(number: int) -> tuple[Swap, list[Schedule]]:
    """The swap and its schedules, locked: schedules first, as everywhere."""
    seen = Swap.objects.filter(id=number).values_list(
        "schedule__key", "back_schedule__key"
    )
    keys = {key for row in seen for key in row if key}
    if not keys:
        raise SwapUnknown(number=number)
    rotas = _locked(keys)
    swap = Swap.objects.select_for_update(no_key=True).get(id=number)
    swap.schedule = rotas[swap.schedule.key]
    if swap.back_schedule:
        swap.back_schedule = rotas[swap.back_schedule.key]
    if not swap.is_open:
        raise SwapOver(state=swap.state)
    return swap, list(rotas.values())


def _may_take(swap: Swap, by: Actor) -> bool:
    return by.id == swap.asked_of_id or (
        not swap.asked_of_id and is_of(by, swap.schedule.team_id)
    )


def _need_right(rota: Schedule, person: str, by: Actor) -> None:
    is_own = by.is_person and by.id == person
    if not is_own and not may_arrange(by, rota.team_id):
        raise NotAllowed


def _need_on_call(rota: Schedule, person: str, span: Span) -> None:
    """The person has the whole of the span, as it is written now."""
    rows = Shift.objects.filter(
        schedule=rota,
        person_id=person,
        is_shadow=False,
        starts_at__lt=span.ends_at,
        ends_at__gt=span.starts_at,
    )
    held = joined(Span(row.starts_at, row.ends_at) for row in rows)
    begins = max(span.starts_at, clock.now())
    if not any(s.starts_at <= begins and span.ends_at <= s.ends_at for s in held):
        name = names_of([person]).get(person, person)
        raise NotOnCallThen(person=name, schedule=rota.name)
