"""Around the whole API: what no operation of it sees is answered in its shape too."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tocsin.surfaces.api.problems import (
    LARGEST_BODY,
    answer_to,
    refused,
    response_of,
)
from tocsin.surfaces.api.refusals import MethodNotOffered, TooLarge


class Manners:
    """No page, no bare status and no stack trace under /api/."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/api/"):
            return self.get_response(request)
        # A file is weighed by its own limit, and never held in memory whole.
        is_file = request.path_info.endswith("/attach")
        if _length(request) > LARGEST_BODY and not is_file:
            return answer_to(request, TooLarge(limit=LARGEST_BODY))
        response = self.get_response(request)
        return _unmethodical(request, response) or response

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if request.path_info.startswith("/api/"):
            return answer_to(request, exception)
        return None


def _length(request: HttpRequest) -> int:
    told = request.META.get("CONTENT_LENGTH") or "0"
    return int(told) if told.isdecimal() and len(told) < 20 else 0


def _unmethodical(request: HttpRequest, response: HttpResponse) -> HttpResponse | None:
    if response.status_code != 405:
        return None
    offered = response.headers.get("Allow", "")
    refusal = MethodNotOffered(method=request.method, offered=offered)
    answer = response_of(refused(refusal))
    answer.headers["Allow"] = offered
    return answer
