"""One schedule: drawn, with what is changed of it and its notes; set up and kept."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.reads import names_of, team_choices
from tocsin.foundation.calendars.reads import calendar_names
from tocsin.foundation.oncall import actions, reads
from tocsin.foundation.oncall.models import Schedule
from tocsin.foundation.oncall.reads import looking
from tocsin.foundation.oncall.rules.rights import is_of, may_arrange
from tocsin.kernel import clock, home
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web.editing import Page, edited
from tocsin.surfaces.web.oncall_forms import NewScheduleForm, ScheduleForm
from tocsin.surfaces.web.oncall_pages import two_weeks
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.refusals import FormIncomplete, NotForYourRole


@staff
def schedule(request: DeskRequest, key: str) -> HttpResponse:
    """GET: one schedule. POST: something of it is ended, written, read, renewed."""
    found = reads.schedule_for(request.actor, key)

    def shown(refusal: Refusal | None = None) -> HttpResponse:
        context = _shown(request, found) | {"refusal": refusal}
        status = refusal.status if refusal else 200
        return render(request, "oncall/show.html", context, status=status)

    if request.method != "POST":
        return shown()
    request.answer_refusal = shown
    verb = _VERBS.get(request.POST.get("verb", ""))
    if verb is None:
        raise FormIncomplete
    if told := verb(request, key):
        messages.success(request, told)
    return redirect("schedule", key)


def _number(request: DeskRequest) -> int:
    told = request.POST.get("number", "")
    if not (told.isascii() and told.isdecimal() and len(told) < 12):
        raise FormIncomplete
    return int(told)


def _end_override(request: DeskRequest, key: str) -> str:
    actions.end_override(key, _number(request), by=request.actor)
    return _("It is taken back.")


def _end_temporary(request: DeskRequest, key: str) -> str:
    actions.end_temporary(key, _number(request), by=request.actor)
    return _("It is taken back.")


def _end_shadow(request: DeskRequest, key: str) -> str:
    actions.end_shadow(key, _number(request), by=request.actor)
    return _("It is taken back.")


def _remove_layer(request: DeskRequest, key: str) -> str:
    actions.remove_layer(key, request.POST.get("layer", ""), by=request.actor)
    return _("The layer is gone; what it made of the past stays.")


def _write(request: DeskRequest, key: str) -> str:
    actions.write_handover(key, request.POST.get("text", ""), by=request.actor)
    return _("Whoever comes next is shown it.")


def _read(request: DeskRequest, key: str) -> str:
    actions.read_handover(key, _number(request), by=request.actor)
    return _("Read.")


def _activate(request: DeskRequest, key: str) -> str:
    is_active = request.POST.get("active") == "yes"
    actions.change_schedule(key, by=request.actor, is_active=is_active)
    return _("Saved.")


def _renew(request: DeskRequest, key: str) -> str:
    found = reads.schedule_for(request.actor, key)
    token = actions.renew_team_link(found.team_id, by=request.actor)
    return address_told(token)


def address_told(token: str) -> str:
    """What is said once of a new secret address."""
    address = home.url() + reverse("oncall-calendar", args=[token])
    told = _("Shown once, for your calendar program: {address}")
    return told.format(address=address)


_VERBS: Mapping[str, Callable[[DeskRequest, str], str]] = {
    "end-override": _end_override,
    "end-temporary": _end_temporary,
    "end-shadow": _end_shadow,
    "remove-layer": _remove_layer,
    "write": _write,
    "read": _read,
    "activate": _activate,
    "renew": _renew,
}


def _shown(request: DeskRequest, found: Schedule) -> dict[str, Any]:
    overrides = looking.overrides_of(found)
    temporaries = looking.temporaries_of(found)
    shadows = looking.shadows_of(found)
    layers, notes = looking.layers_of(found), looking.notes_of(found)
    people = {p for o in overrides for p in (o.person_id, o.instead_of_id)}
    people |= {s.person_id for t in temporaries for s in t.slots.all()}
    people |= {p for s in shadows for p in (s.person_id, s.follows_id)}
    people |= {place.person_id for row in layers for place in row.places.all()}
    people |= {p for note in notes for p in (note.written_by_id, note.read_by_id)}
    people |= {each.made_by for each in overrides}
    people |= {p for s in reads.swaps(request.actor, found.team_id) for p in _of(s)}
    context = two_weeks(request, [found])
    now = clock.now()
    return context | {
        "schedule": found,
        "overrides": overrides,
        "temporaries": temporaries,
        "shadows": shadows,
        "layers": [(row, looking.unmatched(row)) for row in layers],
        "notes": notes,
        "swaps": reads.swaps(request.actor, found.team_id),
        "names": context["names"] | names_of(people),
        "duties": [d for d in reads.on_call(now) if d.schedule == found.key],
        "wanted": calendar_names([found.wanted]).get(found.wanted, ""),
        "arranges": may_arrange(request.actor, found.team_id),
        "of_team": is_of(request.actor, found.team_id),
        "here": "",
    }


def _of(swap: Any) -> tuple[str | None, ...]:
    return swap.asker_id, swap.asked_of_id, swap.taker_id


@staff
def schedule_new(request: DeskRequest) -> HttpResponse:
    """GET, POST /on-call/new: for a team that one leads, or any as administrator."""
    teams = _arranged_teams(request)
    if not teams:
        raise NotForYourRole
    usual = {"rank": 1, "zone": request.user.zone, "team": request.GET.get("team", "")}
    form = NewScheduleForm(request.POST or None, teams=teams, initial=usual)
    back = reverse("oncall")
    page = Page(_("Add a schedule"), _("Add it"), back, _("On-call"))

    def save(told: dict[str, Any]) -> str:
        key, name = told.pop("key"), told.pop("name")
        actions.add_schedule(key, name, by=request.actor, **told)
        return reverse("layer-new", args=[key])

    return edited(request, form, page, save)


def _arranged_teams(request: DeskRequest) -> set[str]:
    return {key for key, _name in team_choices() if may_arrange(request.actor, key)}


@staff
def schedule_change(request: DeskRequest, key: str) -> HttpResponse:
    found = arranged(request, key)
    initial = {name: getattr(found, name) for name in ScheduleForm.base_fields}
    initial["team"] = found.team_id
    teams = _arranged_teams(request)
    form = ScheduleForm(request.POST or None, teams=teams, initial=initial)
    address = reverse("schedule", args=[key])
    page = Page(_("Change {name}").format(name=found), _("Save"), address, found)

    def save(told: dict[str, Any]) -> str:
        actions.change_schedule(key, by=request.actor, **told)
        return address

    return edited(request, form, page, save)


def arranged(request: DeskRequest, key: str) -> Schedule:
    """The schedule, for one who may arrange it."""
    found = reads.schedule_for(request.actor, key)
    if not may_arrange(request.actor, found.team_id):
        raise NotForYourRole
    return found
