"""Chat rooms of a team: added, verified, tried, changed, taken away."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.models import Team
from tocsin.foundation.accounts.reads import team_for
from tocsin.foundation.accounts.rules import may_lead
from tocsin.foundation.mail.reads import holds_mail
from tocsin.foundation.notify.actions import rooms as verbs
from tocsin.foundation.notify.reads.log import Narrowed, pages
from tocsin.foundation.notify.reads.rooms import room_channels, rooms_of
from tocsin.foundation.notify.rooms import ALL
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web.forms import choices, line
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.refusals import FormIncomplete, NotForYourRole
from tocsin.surfaces.web.widgets import Select
from tocsin.surfaces.web.words_of_paging import ROOM_URGENCIES

_LATEST = 10


class RoomForm(forms.Form):
    channel = forms.ChoiceField(
        label=gettext_lazy("By"), widget=Select(attrs={"class": "input"})
    )
    address = line(
        gettext_lazy("The room"),
        required=True,
        hint=gettext_lazy("Its ID, name, number or address, as the channel has it."),
    )
    label = line(gettext_lazy("What you call it"), hint=gettext_lazy("#database"))
    urgency = forms.ChoiceField(
        label=gettext_lazy("It is told of"),
        choices=choices(ROOM_URGENCIES),
        initial=ALL,
        widget=Select(attrs={"class": "input"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["channel"]
        offered.choices = [(name, it.title) for name, it in room_channels().items()]


@staff
def team_rooms(request: DeskRequest, key: str) -> HttpResponse:
    """GET /teams/<key>/chat: its rooms, and how to add one, for its leads. POST does
    what `verb` says."""
    team, verb = team_for(request.actor, key), request.POST.get("verb", "")
    if not may_lead(request.actor, key):
        raise NotForYourRole
    form = RoomForm(request.POST if verb == "add" else None)

    def page(refusal: Refusal | None = None) -> HttpResponse:
        context = _shown(team) | {"form": form, "refusal": refusal}
        status = refusal.status if refusal else 200
        return render(request, "paging/rooms.html", context, status=status)

    if request.method != "POST":
        return page()
    request.answer_refusal = page
    if verb not in _VERBS or (verb == "add" and not form.is_valid()):
        raise FormIncomplete
    messages.success(request, _VERBS[verb](request, team, form))
    return redirect("team-rooms", key)


def _shown(team: Team) -> dict[str, Any]:
    rooms = rooms_of(team.key)
    latest = [p for it in rooms for p in pages(Narrowed(person=it.room.key), limit=5)]
    latest.sort(key=lambda page: page.pk, reverse=True)
    return {
        "team": team,
        "rooms": rooms,
        "urgencies": ROOM_URGENCIES,
        "latest": latest[:_LATEST],
        "labels": {it.room.key: str(it.room) for it in rooms},
        "holds": holds_mail(),
    }


def _number(request: DeskRequest) -> int:
    told = request.POST.get("number", "")
    return int(told) if told.isdecimal() and len(told) < 19 else 0


def _add(request: DeskRequest, team: Team, form: RoomForm) -> str:
    told = dict(form.cleaned_data)
    place = {"language": get_language() or "en", "zone": team.zone}
    channel, address = told.pop("channel"), told.pop("address")
    verbs.add_room(team.key, channel, address, by=request.actor, **told, **place)
    return _("A code is on its way into the room. Type it here to use it.")


def _verify(request: DeskRequest, team: Team, _form: RoomForm) -> str:
    code = request.POST.get("code", "")
    verbs.verify_room(team.key, _number(request), code, by=request.actor)
    return _("Verified: the room is told from now on.")


def _code(request: DeskRequest, team: Team, _form: RoomForm) -> str:
    verbs.send_room_code(team.key, _number(request), by=request.actor)
    return _("Another code is on its way there.")


def _change(request: DeskRequest, team: Team, _form: RoomForm) -> str:
    urgency = request.POST.get("urgency", "")
    verbs.change_room(team.key, _number(request), urgency, by=request.actor)
    return _("Saved.")


def _test(request: DeskRequest, team: Team, _form: RoomForm) -> str:
    verbs.try_room(team.key, _number(request), by=request.actor)
    return _("A test is on its way. What became of it is listed below.")


def _remove(request: DeskRequest, team: Team, _form: RoomForm) -> str:
    verbs.remove_room(team.key, _number(request), by=request.actor)
    return _("Removed: the room is told nothing any more.")


_VERBS: Mapping[str, Callable[[DeskRequest, Team, RoomForm], str]] = {
    "add": _add,
    "verify": _verify,
    "code": _code,
    "change": _change,
    "test": _test,
    "remove": _remove,
}
