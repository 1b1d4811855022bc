"""When a session ended while somebody typed: what they sent waits for them."""

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tocsin.foundation.workspace.actions import keep_draft
from tocsin.foundation.workspace.rules import kept_fields

_SESSION, _MOST = "unsent", 5
_VERB = re.compile(r"[a-z]+(?:-[a-z]+)*")


def address_of(place: str, form: str) -> str:
    """The page on which the form is shown again."""
    if form == "record" or not place:
        return reverse("record")
    if form != "say" and _VERB.fullmatch(form):
        return reverse("incident-verb", args=[place, form])
    return reverse("incident", args=[place])


def keep_for_return(request: HttpRequest) -> HttpResponse:
    """The session ended while somebody typed: what they sent waits in their browser's
    session, and is theirs alone once they have signed in again."""
    told = request.POST
    entry: dict[str, Any] = {
        "holder": told["draft-holder"],
        "place": told.get("draft-place", ""),
        "form": told.get("draft-form", ""),
        "fields": kept_fields({name: told.getlist(name) for name in told}),
    }
    waiting = request.session.get(_SESSION, [])
    others = [e for e in waiting if _same(e) != _same(entry)]
    request.session[_SESSION] = [*others, entry][-_MOST:]
    if request.path == reverse("unsent-keep"):
        return HttpResponse(status=401)
    back = redirect_to_login(address_of(entry["place"], entry["form"]))
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": back.url})
    return back


def is_worth_keeping(request: HttpRequest) -> bool:
    return request.method == "POST" and "draft-holder" in request.POST


def _same(entry: dict[str, Any]) -> tuple[str, ...]:
    return entry["holder"], entry["place"], entry["form"]


def take_up(request: Any) -> None:
    """What waited for this person becomes a draft of theirs; nobody else gets it."""
    waiting = request.session.pop(_SESSION, None)
    ours = [each for each in waiting or () if each["holder"] == request.user.key]
    for each in ours:
        keep_draft(each["holder"], each["place"], each["form"], each["fields"])
    if ours:
        messages.info(request, _("What you typed before you were signed out is here."))
