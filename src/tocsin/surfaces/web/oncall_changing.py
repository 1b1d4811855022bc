"""What is changed of a schedule: layers, overrides, temporary schedules, swaps; and
one's own on-call."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override as speaking

from tocsin.foundation.accounts.links import digest_of
from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.oncall import actions, reads
from tocsin.foundation.oncall.actions.scheduling import the_layer
from tocsin.foundation.oncall.ics import LOOKED_AT, Busy, calendar_text, uid_of
from tocsin.foundation.oncall.reads import looking
from tocsin.foundation.oncall.rules.rights import may_arrange
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal
from tocsin.response.swarm.reads.rooms import stays_since
from tocsin.surfaces.web.editing import Page, edited
from tocsin.surfaces.web.forms import offer
from tocsin.surfaces.web.oncall_forms import (
    LayerForm,
    OutsideForm,
    OverrideForm,
    SwapForm,
    TemporaryForm,
    next_hours,
    people_written,
    windows_written,
)
from tocsin.surfaces.web.oncall_schedule import address_told, arranged
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.refusals import FormIncomplete

_TITLE = "{title}: {name}"
# Calendars tell of the last month too.
_BEHIND = timedelta(days=31)


@staff
def layer_new(request: DeskRequest, key: str) -> HttpResponse:
    """GET, POST /on-call/<key>/layers/new."""
    found = arranged(request, key)
    place = len(looking.layers_of(found)) + 1
    usual = {"length": 1, "unit": "weeks", "position": place, "hand_over": "09:00"}
    form = LayerForm(request.POST or None, initial=usual)
    page = _page(_("Add a layer"), _("Add it"), found)

    def save(told: dict[str, Any]) -> str:
        people = told.pop("people")
        name = f"layer-{place}"
        held = {row.key for row in looking.layers_of(found)}
        while name in held:
            name += "-"
            name += str(place)
        actions.add_layer(key, name, by=request.actor, people=people, **told)
        return reverse("schedule", args=[key])

    return edited(request, form, page, save)


def _page(title: str, button: str, found: Any) -> Page:
    back = reverse("schedule", args=[found.key])
    return Page(_TITLE.format(title=title, name=found), button, back, found)


@staff
def layer_change(request: DeskRequest, key: str, layer: str) -> HttpResponse:
    found = arranged(request, key)
    row = the_layer(found, layer)
    initial = {
        name: getattr(row, name) for name in LayerForm.base_fields if name != "people"
    }
    initial["people"] = people_written([p.person_id for p in row.places.all()])
    initial["windows"] = windows_written(row.windows)
    form = LayerForm(request.POST or None, initial=initial)

    def save(told: dict[str, Any]) -> str:
        actions.change_layer(key, layer, by=request.actor, **told)
        return reverse("schedule", args=[key])

    return edited(request, form, _page(_("Change a layer"), _("Save"), found), save)


@staff
def layer_outside(request: DeskRequest, key: str, layer: str) -> HttpResponse:
    """GET, POST: somebody else's calendar as this layer, by address or as a file."""
    found = arranged(request, key)
    the_layer(found, layer)
    form = OutsideForm(request.POST or None, request.FILES or None)
    page = _page(_("Bring in a calendar"), _("Bring it in"), found)

    def save(told: dict[str, Any]) -> str:
        if told["file"]:
            held = told["file"].read(1_000_001)
            actions.bring_in_calendar(key, layer, held, by=request.actor)
        else:
            actions.follow_calendar(key, layer, told["url"], by=request.actor)
        return reverse("schedule", args=[key])

    return edited(request, form, page, save, {"sends_files": True})


@staff
def schedule_override(request: DeskRequest, key: str) -> HttpResponse:
    """GET, POST /on-call/<key>/override: for a while it is another way."""
    found = arranged(request, key)
    initial = next_hours(clock.now(), 8) | {"kind": request.GET.get("kind", "replace")}
    form = OverrideForm(request.POST or None, initial=initial)
    page = _page(_("Override a shift"), _("Override it"), found)

    def save(told: dict[str, Any]) -> str:
        span = told["starts_at"], told["ends_at"]
        if told["kind"] == "shadow":
            actions.shadow(
                key,
                told["person"] or "",
                *span,
                by=request.actor,
                follows=told["instead_of"],
            )
        else:
            actions.override_shift(
                key,
                told["kind"],
                *span,
                by=request.actor,
                person=told["person"],
                instead_of=told["instead_of"],
                why=told["why"],
            )
        return reverse("schedule", args=[key])

    return edited(request, form, page, save)


@staff
def schedule_temporary(request: DeskRequest, key: str) -> HttpResponse:
    """GET, POST /on-call/<key>/temporary: shifts of its own in place of all layers."""
    found = arranged(request, key)
    initial = next_hours(clock.now(), 48)
    form = TemporaryForm(request.POST or None, initial=initial)
    page = _page(_("Plan a temporary schedule"), _("Plan it"), found)

    def save(told: dict[str, Any]) -> str:
        actions.plan_temporary(
            key,
            told["starts_at"],
            told["ends_at"],
            told["shifts"],
            by=request.actor,
            why=told["why"],
        )
        return reverse("schedule", args=[key])

    return edited(request, form, page, save)


@staff
def swap_new(request: DeskRequest, key: str) -> HttpResponse:
    """GET, POST /on-call/<key>/swap: somebody is asked to take a span."""
    found = reads.schedule_for(request.actor, key)
    mine = [
        shift
        for shift in reads.shifts_of(request.actor.id, clock.now())
        if shift.schedule_id == found.pk and not shift.is_shadow
    ]
    initial: dict[str, Any] = {}
    if mine:
        begins = max(mine[0].starts_at, clock.now()).replace(microsecond=0)
        initial = {"starts_at": begins, "ends_at": mine[0].ends_at}
    form = SwapForm(request.POST or None, initial=initial)
    others = reads.schedules(request.actor, found.team_id)
    offer(form, "back_schedule", [(each.key, each.name) for each in others])
    page = _page(_("Ask for a swap"), _("Ask"), found)

    def save(told: dict[str, Any]) -> str:
        back = None
        if told["back_starts_at"] and told["back_ends_at"]:
            span = told["back_starts_at"], told["back_ends_at"]
            back = actions.Back(told["back_schedule"] or key, *span)
        actions.ask_swap(
            key,
            told["starts_at"],
            told["ends_at"],
            by=request.actor,
            asker=told["asker"] or "",
            asked_of=told["asked_of"],
            back=back,
            why=told["why"],
        )
        return reverse("oncall-mine")

    return edited(request, form, page, save)


@staff
def swap(request: DeskRequest, number: int) -> HttpResponse:
    """POST /on-call/swaps/<number>: accepted, agreed to, declined or taken back."""
    found = reads.swap_for(request.actor, number)

    def shown(refusal: Refusal | None = None) -> HttpResponse:
        context = _mine(request) | {"refusal": refusal}
        status = refusal.status if refusal else 200
        return render(request, "oncall/mine.html", context, status=status)

    if request.method != "POST":
        return redirect("schedule", found.schedule.key)
    request.answer_refusal = shown
    verb = request.POST.get("verb", "")
    if verb == "accept":
        actions.accept_swap(number, by=request.actor)
    elif verb == "agree":
        actions.agree_to_swap(number, by=request.actor)
    elif verb == "decline":
        actions.decline_swap(number, by=request.actor)
    else:
        raise FormIncomplete
    messages.success(request, _("Saved."))
    return redirect("oncall-mine")


@staff
def oncall_mine(request: DeskRequest) -> HttpResponse:
    """GET /on-call/mine: one's shifts, swaps, notes to read. POST: the address of
    one's calendar is renewed or ended."""

    def shown(refusal: Refusal | None = None) -> HttpResponse:
        context = _mine(request) | {"refusal": refusal}
        status = refusal.status if refusal else 200
        return render(request, "oncall/mine.html", context, status=status)

    if request.method != "POST":
        return shown()
    request.answer_refusal = shown
    verb = request.POST.get("verb", "")
    if verb == "renew":
        messages.success(
            request, address_told(actions.renew_own_link(by=request.actor))
        )
    elif verb == "end":
        actions.end_own_link(by=request.actor)
        messages.success(request, _("The address opens nothing any more."))
    else:
        raise FormIncomplete
    return redirect("oncall-mine")


def _mine(request: DeskRequest) -> dict[str, Any]:
    waiting = reads.swaps(request.actor)
    people = {p for s in waiting for p in (s.asker_id, s.asked_of_id, s.taker_id)}
    notes = looking.notes_for(request.actor)
    people |= {note.written_by_id for note in notes}
    return {
        "shifts": reads.shifts_of(request.actor.id, clock.now()),
        "swaps": [(each, _may(request, each)) for each in waiting],
        "notes": notes,
        "names": names_of(people),
        "link": looking.link_of(request.actor),
        "now": clock.now(),
        "here": "mine",
    }


def _may(request: DeskRequest, each: Any) -> frozenset[str]:
    """What the reader may do about a swap."""
    actor = request.actor
    leads = may_arrange(actor, each.schedule.team_id)
    is_askers = each.asker_id == actor.id
    is_asked = each.asked_of_id == actor.id
    may = set()
    is_open_to = not each.asked_of_id and each.schedule.team_id in actor.teams
    if each.state == "asked" and not is_askers and (is_asked or is_open_to):
        may.add("accept")
    if each.state == "accepted" and leads:
        may.add("agree")
    if is_askers or is_asked or leads:
        may.add("decline")
    return frozenset(may)


def oncall_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """GET /on-call/calendar/<secret>.ics: the shifts of a person or a team, for a
    calendar program that has the address; a person's swarms too, while they last."""
    link = looking.link_opened(digest_of(token))
    now = clock.now()
    since = now.replace(microsecond=0) - _BEHIND
    busy: list[Busy] = []
    if link.person:
        shifts = reads.shifts_of(link.person.key, since)
        name, language = _("On-call: {name}"), link.person.language
        told = name.format(name=link.person)
        busy = _busy(link.person.key, since, now)
    else:
        shifts = looking.shifts_of_team(link.team_id or "", since)
        language, told = "en", _("On-call: {name}").format(name=link.team)
    with speaking(language), transaction.atomic():
        names = _titles(shifts, names_of(shift.person_id for shift in shifts))
    body = calendar_text(told, shifts, names, now, busy)
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _busy(person: str, since: datetime, now: datetime) -> list[Busy]:
    """Swarms that the person was in; one that they are in lasts until the calendar is
    looked at again. Released, they are free from that moment on."""
    found = []
    for stay in stays_since(person, since):
        ends_at = stay.left_at or now + LOOKED_AT
        uid = f"swarm-stay-{stay.pk}@tocsin"
        called = f"{stay.swarm.ref} ({stay.swarm.incident_ref})"
        found.append(Busy(uid, stay.joined_at, ends_at, called))
    return found


def _titles(shifts: Any, people: dict[str, str]) -> dict[str, str]:
    return {
        uid_of(shift): (
            _("{name} along with {schedule}")
            if shift.is_shadow
            else "{schedule}: {name}"
        ).format(
            name=people.get(shift.person_id, shift.person_id),
            schedule=shift.schedule.name,
        )
        for shift in shifts
    }
