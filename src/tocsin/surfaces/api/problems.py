"""Where what went wrong becomes an answer: always the one shape of `Problem`."""

import logging
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import Field

from tocsin.foundation.idempotency.refusals import InProgress
from tocsin.foundation.idempotency.rules import Answer
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.api import refusals
from tocsin.surfaces.api.answers import share_models
from tocsin.surfaces.api.renderer import rendered

log = logging.getLogger(__name__)
LARGEST_BODY = 1_000_000

# Here, because no operation is declared without what may go wrong.
share_models()


class Problem(Schema):
    """What is the case, in a word for programs and in sentences for people."""

    code: str = Field(examples=["not_possible_now"])
    message: str = Field(examples=["INC-00042 is closed, so this cannot be done."])
    remedy: str = Field(examples=["Possible from here: diagnosis."])
    details: Any = Field(None, description="Facts, where a sentence does not do.")


def problems(*statuses: int) -> Mapping[int, type[Problem]]:
    """For an operation's declared answers; who may show a key may show too many."""
    more = (429,) if 401 in statuses else ()
    return dict.fromkeys((*statuses, *more), Problem)


def answer_to(request: HttpRequest, trouble: Any) -> HttpResponse:
    """The API's one exception handler; `trouble` is whatever was raised."""
    match trouble:
        case Refusal():
            return response_of(refused(trouble))
        case AuthenticationError():
            return response_of(refused(refusals.KeyWanted()))
        case ValidationError():
            return response_of(refused(_shapeless(trouble)))
        case HttpError():
            return response_of(refused(refusals.NotJson()))
        case Http404():
            return response_of(refused(refusals.NothingHere()))
        case RequestDataTooBig():
            return response_of(refused(refusals.TooLarge(limit=LARGEST_BODY)))
    log.error("%s %s", request.method, request.path, exc_info=trouble)
    return response_of(refused(refusals.OurFault()))


def refused(refusal: Refusal, details: Any = None) -> Answer:
    body = {"code": refusal.code, "message": str(refusal), "remedy": refusal.help}
    details = details or refusal.facts.get("details")
    body |= {"details": details} if details else {}
    headers = _HEADERS.get(refusal.code, {})
    return Answer(refusal.status, rendered(body), headers)


_HEADERS: Mapping[str, Mapping[str, str]] = {
    refusals.KeyWanted.code: {"WWW-Authenticate": "Bearer"},
    InProgress.code: {"Retry-After": "1"},
    refusals.TooManyAttempts.code: {"Retry-After": "60"},
}


def response_of(answer: Answer) -> HttpResponse:
    return HttpResponse(
        answer.body,
        status=answer.status,
        headers=dict(answer.headers),
        content_type="application/json",
    )


def _shapeless(found: ValidationError) -> refusals.UnknownShape:
    """Where a request has another shape than is known, and how."""
    told = [{"where": _where(e["loc"]), "what": str(e["msg"])} for e in found.errors]
    return refusals.UnknownShape(details=told)


def _where(loc: tuple[str | int, ...]) -> str:
    source, *path = [str(part) for part in loc]
    # Ninja names the view's own parameter too, which nobody outside has heard of.
    rest = path[1:] if path[:1] in (["body"], ["asked"]) else path
    return ".".join([source, *rest])
