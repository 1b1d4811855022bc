"""/told/<code>/<token>: what one class from outside reads of an incident by its link.
It holds what that class is shown and what it was told, and leads nowhere."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from tocsin.kernel.holding import one_more, tries
from tocsin.kernel.refusal import Refusal
from tocsin.response.stakeholders.reads import view_of
from tocsin.response.stakeholders.refusals import ViewGone, ViewTriedTooOften
from tocsin.surfaces.web.reset_pages import unseen

# Links that open nothing, by address and minute.
_MOST_TRIED, _WINDOW = 20, 60


def told_view(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """How it is, as far as they are shown that, in their language."""
    name = f"told-tries:{request.META.get('REMOTE_ADDR', '')}"
    try:
        if tries(name) >= _MOST_TRIED:
            raise ViewTriedTooOften
        view = view_of(code, token)
    except Refusal as refusal:
        if isinstance(refusal, ViewGone):
            one_more(name, _WINDOW)
        context = {"refusal": refusal}
        answer = render(
            request, "stakeholders/view.html", context, status=refusal.status
        )
        return unseen(answer)
    with translation.override(view.language):
        answer = unseen(render(request, "stakeholders/view.html", {"view": view}))
    answer["Content-Language"] = view.language
    answer["X-Robots-Tag"] = "noindex"
    return answer
