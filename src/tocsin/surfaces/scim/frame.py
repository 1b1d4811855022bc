"""Around every operation: whose key it is, what is answered when it is refused."""

import json
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from pydantic import ValidationError
from scim2_models import Error, SCIMException

from tocsin.foundation.accounts.actions import touch_key
from tocsin.foundation.accounts.reads import actor_of_key
from tocsin.foundation.accounts.rules import ADMINISTRATOR, DIRECTORY, Actor
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.text import holdable
from tocsin.surfaces.api.attempts import count_failure
from tocsin.surfaces.api.problems import LARGEST_BODY
from tocsin.surfaces.api.refusals import KeyWanted, ScopeMissing, TooLarge
from tocsin.surfaces.api.renderer import held
from tocsin.surfaces.scim.resources import PROVIDER

log = logging.getLogger(__name__)
MEDIA = "application/scim+json"


class ScimRequest(HttpRequest):
    """A request of a key that may keep the directory."""

    actor: Actor
    told: Any


View = Callable[..., HttpResponse]


def operation(**views: View) -> View:
    """One address of SCIM: a view for each method; every refusal in SCIM's shape."""

    @csrf_exempt
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        view = views.get(request.method or "")
        try:
            if view is None:
                answer = failure(405, "This address is not for this method.")
                answer["Allow"] = ", ".join(views)
                return answer
            with PROVIDER:
                return view(_admitted(request), *args, **kwargs)
        except Exception as found:
            return _refused(request, found)

    return wraps(next(iter(views.values())))(answered)


def _admitted(request: Any) -> ScimRequest:
    """The request, with whose key it shows and what its body says."""
    scheme, _blank, token = request.headers.get("Authorization", "").partition(" ")
    actor = actor_of_key(holdable(token)) if scheme.lower() == "bearer" else None
    if actor is None:
        count_failure(request)
        raise KeyWanted
    touch_key(actor.id)
    if DIRECTORY not in actor.scopes and not actor.has(ADMINISTRATOR):
        raise ScopeMissing(name=actor.name, needed=f"{DIRECTORY}, admin")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length[:12]) > LARGEST_BODY:
        raise TooLarge(limit=LARGEST_BODY)
    request.actor = actor.through("scim")
    request.told = _told(request)
    return request  # type: ignore[no-any-return]


def _told(request: HttpRequest) -> Any:
    if not request.body:
        return {}
    try:
        return held(json.loads(request.body))
    except (ValueError, RecursionError) as found:
        raise SCIMException(detail="The body is no JSON.") from found


def answer(
    body: Any, status: int = 200, *, tag: str = "", location: str = ""
) -> HttpResponse:
    made = HttpResponse(json.dumps(body), status=status, content_type=MEDIA)
    if tag:
        made["ETag"] = tag
    if location:
        made["Location"] = location
    return made


def failure(status: int, detail: str, kind: str | None = None) -> HttpResponse:
    """RFC 7644, 3.12."""
    error = Error(status=status, scim_type=kind or None, detail=detail)
    made = answer(error.model_dump(), status)
    if status == 401:
        made["WWW-Authenticate"] = "Bearer"
    return made


def _refused(request: HttpRequest, found: Exception) -> HttpResponse:
    match found:
        case SCIMException():
            return failure(found.status, str(found), found.scim_type)
        case ValidationError():
            error = Error.from_validation_errors(found)[0]
            return failure(error.status or 400, error.detail or "", error.scim_type)
        case Refusal():
            kind = {400: "invalidValue", 409: "uniqueness"}.get(found.status)
            return failure(found.status, f"{found} {found.help}".strip(), kind)
        case RequestDataTooBig():
            return failure(413, str(TooLarge(limit=LARGEST_BODY)))
    log.error("%s %s", request.method, request.path, exc_info=found)
    if connection.in_atomic_block:
        connection.set_rollback(True)
    return failure(500, "Something went wrong here; it is not your request's fault.")
