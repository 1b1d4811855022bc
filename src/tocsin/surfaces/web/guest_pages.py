"""/g/<token>: a guest's way into one swarm. What is shared with guests is there, and
nothing else; nothing leads from here to anywhere."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tocsin.kernel.holding import one_more, tries
from tocsin.kernel.refusal import Refusal
from tocsin.register.work.timeline import lines_in_swarm
from tocsin.response.swarm.actions import enter_as_guest, guest_of, guest_says
from tocsin.response.swarm.models import Guest
from tocsin.response.swarm.refusals import GuestLinkOver, GuestsTooFast
from tocsin.surfaces.web.reset_pages import unseen
from tocsin.surfaces.web.telling import by_minute, shown

# Within a minute: links that open nothing, by address; and words, by link.
_MOST_TRIED, _MOST_SAID, _WINDOW = 20, 20, 60


def guest_room(request: HttpRequest, token: str) -> HttpResponse:
    """GET: the question and what is shared. POST joins, and says something."""
    try:
        guest = _opened(request, token)
        if request.method == "POST":
            return _posted(request, token, guest)
    except Refusal as refusal:
        return _page(request, None, "", refusal)
    return _page(request, guest, token)


def _posted(request: HttpRequest, token: str, guest: Guest) -> HttpResponse:
    text = request.POST.get("text", "")
    try:
        _hold_up(f"guest-says:{guest.pk}", _MOST_SAID)
        if text.strip():
            guest_says(token, text)
        else:
            enter_as_guest(token)
    except GuestLinkOver:
        raise
    except Refusal as refusal:
        return _page(request, guest, token, refusal, text)
    return redirect("guest", token)


def _opened(request: HttpRequest, token: str) -> Guest:
    """Whoever tries links that open nothing is held up, by their address."""
    name = f"guest-tries:{request.META.get('REMOTE_ADDR', '')}"
    if tries(name) >= _MOST_TRIED:
        raise GuestsTooFast
    try:
        return guest_of(token)
    except GuestLinkOver:
        _hold_up(name, _MOST_TRIED)
        raise


def _hold_up(name: str, most: int) -> None:
    if one_more(name, _WINDOW) > most:
        raise GuestsTooFast


def _page(
    request: HttpRequest,
    guest: Guest | None,
    token: str,
    refusal: Refusal | None = None,
    text: str = "",
) -> HttpResponse:
    context: dict[str, Any] = {
        "guest": guest,
        "refusal": refusal,
        "token": token,
        "text": text,
    }
    if guest is not None:
        swarm = guest.swarm
        lines = lines_in_swarm(swarm.incident_id, swarm.ref, audience="shared")
        context |= {"swarm": swarm, "minutes": by_minute(shown(lines))}
        context["seq"] = lines[-1].seq if lines else 0
        context["is_in"] = guest.stays.filter(left_at=None).exists()
    status = refusal.status if refusal else 200
    return unseen(render(request, "swarms/guest.html", context, status=status))
