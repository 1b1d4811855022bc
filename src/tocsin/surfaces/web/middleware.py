"""Around every page: who reads it, and how a refusal is shown."""

from collections.abc import Callable, Mapping
from typing import Any, cast
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import actor_of, nobody_yet
from tocsin.foundation.accounts.session import see
from tocsin.foundation.config.reads import one_look
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web.pages import DeskRequest
from tocsin.surfaces.web.signed_out import is_worth_keeping, take_up

Answer = Callable[[HttpRequest], HttpResponse]


class Careful:
    """Every answer, whoever gives it, tells browsers not to guess, not to frame it, not
    to tell other sites where they came from; and what was made for one reader is kept
    by nobody else. An answer that says more of this itself is left as it is."""

    SAYS: Mapping[str, str] = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cache-Control": "private, no-cache",
    }

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in self.SAYS.items():
            response.headers.setdefault(name, value)
        return response


class OneLook:
    """An answer is made by the configuration of one moment, which is asked for once."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with one_look():
            return self.get_response(request)


class Reader:
    """Each page knows its reader: as an actor, in their zone and language."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/api/"):
            return self.get_response(request)
        desk = cast(DeskRequest, request)
        if not desk.user.is_authenticated:
            return self.stranger(request)
        actor: Any = SimpleLazyObject(lambda: actor_of(desk.user, via="web"))
        desk.actor = actor
        if "unsent" in request.session:
            take_up(desk)
        see(request)
        with timezone.override(zone_of(desk.user)):
            if desk.user.language:
                translation.activate(desk.user.language)
            return self.get_response(request)

    def stranger(self, request: HttpRequest) -> HttpResponse:
        """Signing in comes after the first administrator was made."""
        if request.path_info == reverse("account_login") and nobody_yet():
            return redirect("first-use")
        if request.headers.get("HX-Request") and not is_worth_keeping(request):
            return _sign_in_again(request)
        return self.get_response(request)


def _sign_in_again(request: HttpRequest) -> HttpResponse:
    """A piece cannot hold the page for signing in: the whole page goes there."""
    here = urlsplit(request.headers.get("HX-Current-URL", "")).path or "/"
    address = f"{reverse('account_login')}?{urlencode({'next': here})}"
    return HttpResponse(status=401, headers={"HX-Redirect": address})


def zone_of(person: Person) -> ZoneInfo:
    try:
        return ZoneInfo(person.zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


class RefusalPages:
    """Turn a refusal into a page or a piece, once, for every view of the desk.

    A view that holds text somebody typed says beforehand, in
    `request.answer_refusal`, how to give it back.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if not isinstance(exception, Refusal) or request.path_info.startswith("/api/"):
            return None
        if again := getattr(request, "answer_refusal", None):
            return cast(HttpResponse, again(exception))
        return refusal_page(cast(DeskRequest, request), exception)


def refusal_page(request: DeskRequest, refusal: Refusal) -> HttpResponse:
    name = "_refusal.html" if request.htmx else "refusal.html"
    return render(request, name, {"refusal": refusal}, status=refusal.status)
