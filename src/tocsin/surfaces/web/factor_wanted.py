"""Who is to have a second factor and has none is led to set one up."""

from typing import cast

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tocsin.foundation.accounts.actions import begin_grace
from tocsin.foundation.accounts.reads import (
    factor_due,
    has_second_factor,
    wants_second_factor,
)
from tocsin.kernel import clock
from tocsin.surfaces.web.middleware import Answer
from tocsin.surfaces.web.pages import DeskRequest

# What stays open to whoever has yet to set one up: setting it up, and leaving.
_OPEN = ("/signing-in", "/sign-in", "/sign-out", "/static/", "/api/", "/theme", "/live")


class FactorWanted:
    """Each page of somebody without a second factor that is wanted of them says until
    when; after that every page leads to where it is set up.

    Who came from a provider has been asked there.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        desk = cast(DeskRequest, request)
        desk.factor_due = None
        if request.path_info.startswith("/api/") or not desk.user.is_authenticated:
            return self.get_response(request)
        if not _lacks(desk):
            return self.get_response(request)
        begin_grace(desk.user)
        desk.factor_due = factor_due(desk.user)
        late = desk.factor_due is not None and desk.factor_due <= clock.now()
        if late and not request.path_info.startswith(_OPEN):
            return _led(desk)
        return self.get_response(request)


def _lacks(request: DeskRequest) -> bool:
    """Whether a second factor is wanted of the reader and not there."""
    if not wants_second_factor(request.user) or has_second_factor(request.user):
        return False
    told = get_authentication_records(request, request.user)
    return not any(each.get("method") == "socialaccount" for each in told)


def _led(request: DeskRequest) -> HttpResponse:
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("signing-in")})
    return redirect("signing-in")
