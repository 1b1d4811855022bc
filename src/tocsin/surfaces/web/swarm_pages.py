"""Rooms: the list, a room and its pieces, and what is done in it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tocsin.kernel import home
from tocsin.kernel.refusal import Refusal
from tocsin.response.swarm import actions
from tocsin.response.swarm.models import Swarm
from tocsin.response.swarm.reads.rooms import Room, swarm_for, swarms
from tocsin.response.swarm.rules import OPEN
from tocsin.surfaces.web import swarm_forms as asked
from tocsin.surfaces.web import words_of_swarms as words
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.refusals import FormIncomplete
from tocsin.surfaces.web.swarm_room import money_sign, room_shown


@staff
def swarm_list(request: DeskRequest) -> HttpResponse:
    """GET /swarms: those that are open; ?over=yes those that were."""
    over = request.GET.get("over") == "yes"
    before = request.GET.get("before", "")
    rows = swarms(
        request.actor, over=over, before=int(before) if before.isdecimal() else 0
    )
    context = {"rows": [_row(row) for row in rows[:50]], "over": over}
    context["before"] = rows[49].pk if len(rows) > 50 else ""
    return render(request, "swarms/list.html", context)


def _row(swarm: Swarm) -> dict[str, Any]:
    figures = Room(swarm).figures()
    return {
        "swarm": swarm,
        "state": words.SWARM_STATES[swarm.state],
        "figures": figures,
        "sign": money_sign(figures.currency),
    }


@staff
def swarm(request: DeskRequest, ref: str) -> HttpResponse:
    """GET /swarms/<ref>: the room."""
    found = swarm_for(request.actor, ref)
    return render(request, "swarms/room.html", room_shown(request, found))


@staff
def swarm_pieces(request: DeskRequest, ref: str) -> HttpResponse:
    """GET …/pieces: what the page swaps in place when more than words changed."""
    found = swarm_for(request.actor, ref)
    return render(request, "swarms/_pieces.html", room_shown(request, found))


Deed = Callable[[DeskRequest, str, Any], Any]


def _say(request: DeskRequest, ref: str, form: Any) -> None:
    told = form.cleaned_data
    actions.act(ref, text=told["text"], shared=told["shared"], by=request.actor)


def _pose(request: DeskRequest, ref: str, form: Any) -> None:
    told = dict(form.cleaned_data)
    actions.pose(ref, by=request.actor, **told | {"owner": told["owner"] or ""})


def _move(request: DeskRequest, ref: str, form: Any) -> None:
    actions.move(ref, by=request.actor, **form.cleaned_data)


def _call(request: DeskRequest, ref: str, form: Any) -> None:
    actions.invite(ref, form.called(), by=request.actor)


def _answer(request: DeskRequest, ref: str, form: Any) -> None:
    told = form.cleaned_data
    delegate = told["delegate"] or ""
    actions.answer_invite(ref, told["answer"], by=request.actor, delegate=delegate)


def _doing(request: DeskRequest, ref: str, form: Any) -> None:
    actions.tell_doing(ref, by=request.actor, **form.cleaned_data)


def _name(request: DeskRequest, ref: str, form: Any) -> None:
    team, told = form.team_named(), form.cleaned_data
    facts = {"why": told["why"], "supplier": told["supplier"]}
    actions.name_primary_team(ref, team, by=request.actor, **facts)


def _close(request: DeskRequest, ref: str, form: Any) -> None:
    actions.close_swarm(ref, by=request.actor, **form.cleaned_data)


def _revoke(request: DeskRequest, ref: str, form: Any) -> None:
    actions.revoke_guest(ref, form.cleaned_data["number"], by=request.actor)


def _mirror(request: DeskRequest, ref: str, form: Any) -> None:
    """In a room that a team has, or in a new one of a chat."""
    kind, _colon, channel = form.cleaned_data["place"].partition(":")
    if channel:
        actions.ask_for_room(ref, channel, by=request.actor)
    else:
        actions.connect_team_room(ref, int(kind), by=request.actor)


def _cut_off(request: DeskRequest, ref: str, form: Any) -> None:
    actions.cut_off(ref, form.cleaned_data["number"], by=request.actor)


def _of_person(verb: Callable[..., Any]) -> Deed:
    def deed(request: DeskRequest, ref: str, form: Any) -> Any:
        return verb(ref, form.cleaned_data["person"], by=request.actor)

    return deed


def _of_me(verb: Callable[..., Any]) -> Deed:
    return lambda request, ref, form: verb(ref, by=request.actor)


# By its word in the address: what it asks, and what it does.
DEEDS: Mapping[str, tuple[type[forms.Form], Deed]] = {
    "say": (asked.SayToRoomForm, _say),
    "pose": (asked.PoseForm, _pose),
    "move": (asked.MoveForm, _move),
    "call": (asked.CallForm, _call),
    "answer": (asked.AnswerForm, _answer),
    "join": (forms.Form, _of_me(actions.join)),
    "leave": (forms.Form, _of_me(actions.leave)),
    "doing": (asked.DoingForm, _doing),
    "release": (asked.PersonChosenForm, _of_person(actions.release)),
    "recall": (asked.PersonChosenForm, _of_person(actions.recall)),
    "name": (asked.NameForm, _name),
    "close": (asked.CloseForm, _close),
    "revoke": (asked.GuestChosenForm, _revoke),
    "mirror": (asked.MirrorForm, _mirror),
    "cut-off": (asked.GuestChosenForm, _cut_off),
}


@require_POST
@staff
def swarm_do(request: DeskRequest, ref: str, deed: str) -> HttpResponse:
    """POST /swarms/<ref>/<deed>: it is done; the room again, with what was typed, where
    it is refused."""
    found = swarm_for(request.actor, ref)
    if deed == "guest":
        return _let_in(request, found)
    if deed not in DEEDS:
        raise Http404
    kind, do = DEEDS[deed]
    more: dict[str, Any] = {}
    if deed == "close":
        more["is_open"] = found.state == OPEN
    form = kind(request.POST, auto_id=f"{deed}_%s", **more)
    request.answer_refusal = partial(_again, request, found, {deed: form})
    if not form.is_valid():
        raise FormIncomplete
    do(request, found.ref, form)
    if deed == "say" and request.htmx:
        return HttpResponse(status=204)
    return _shown(request, found)


def _shown(request: DeskRequest, found: Swarm) -> HttpResponse:
    if not request.htmx:
        return redirect("swarm", found.ref)
    fresh = swarm_for(request.actor, found.ref)
    return render(request, "swarms/_room.html", room_shown(request, fresh))


def _again(
    request: DeskRequest, found: Swarm, bound: Mapping[str, Any], refusal: Refusal
) -> HttpResponse:
    """The room with what was typed and why it was not done."""
    fresh = swarm_for(request.actor, found.ref)
    context = room_shown(request, fresh, bound) | {"refusal": refusal, "bound": bound}
    name = "swarms/_room.html" if request.htmx else "swarms/room.html"
    answer = render(request, name, context, status=refusal.status)
    if request.htmx:
        answer["HX-Retarget"], answer["HX-Reswap"] = "#room", "outerHTML"
    return answer


def _let_in(request: DeskRequest, found: Swarm) -> HttpResponse:
    """The guest's link is shown this once, and kept nowhere."""
    form = asked.GuestForm(request.POST, auto_id="guest_%s")
    request.answer_refusal = partial(_again, request, found, {"guest": form})
    if not form.is_valid():
        raise FormIncomplete
    guest, token = actions.add_guest(found.ref, by=request.actor, **form.cleaned_data)
    link = f"{home.url()}/g/{token}"
    messages.success(request, _("{name} has a link.").format(name=guest))
    context = room_shown(request, found) | {"guest": guest, "guest_link": link}
    name = "swarms/_room.html" if request.htmx else "swarms/room.html"
    return render(request, name, context)
