"""What every page needs: who asks, what they may open, page or piece."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django_htmx.middleware import HtmxDetails

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web.refusals import NotForYourRole
from tocsin.surfaces.web.signed_out import is_worth_keeping, keep_for_return

P = ParamSpec("P")


class DeskRequest(HttpRequest):
    """A request by somebody who signed in."""

    user: Person
    actor: Actor
    htmx: HtmxDetails
    factor_due: datetime | None
    answer_refusal: Callable[[Refusal], HttpResponse]


View = Callable[Concatenate[DeskRequest, P], HttpResponseBase]


def signed_in(view: Callable[..., HttpResponseBase]) -> Any:
    """For whoever has signed in. What somebody sends whose session has ended is kept
    until they have signed in again."""
    guarded = login_required(view)

    @wraps(view)
    def seen(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated and is_worth_keeping(request):
            return keep_for_return(request)
        answer: HttpResponseBase = guarded(request, *args, **kwargs)
        return answer

    return seen


def staff(view: View[P]) -> Any:
    """For everybody with a role or a team; a requester is shown their own reports, and
    at the front door where to find help."""

    @wraps(view)
    def seen(
        request: DeskRequest, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        if request.actor.is_requester:
            return redirect("help" if request.path == "/" else "mine")
        return view(request, *args, **kwargs)

    return signed_in(seen)


def only(*roles: str) -> Callable[[View[P]], Any]:
    """For those who hold one of the roles; others are told whom to ask."""

    def gate(view: View[P]) -> Any:
        @wraps(view)
        def seen(
            request: DeskRequest, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            if not any(request.actor.has(role) for role in roles):
                raise NotForYourRole
            return view(request, *args, **kwargs)

        return signed_in(seen)

    return gate


def page_or_piece(
    request: DeskRequest,
    page: str,
    piece: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """htmx gets the piece, everybody else the page around it."""
    name = piece if request.htmx else page
    return render(request, name, dict(context), status=status)
