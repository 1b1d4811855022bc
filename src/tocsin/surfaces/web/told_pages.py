"""/told/<code>/<token>: what one class from outside reads of an incident by its link.
It holds what that class is shown and what it was told, and leads nowhere."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from tocsin.kernel.refusal import Refusal
from tocsin.response.stakeholders.reads import view_of
from tocsin.surfaces.web.by_link import opened_by_link
from tocsin.surfaces.web.reset_pages import unseen


def told_view(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """How it is, as far as they are shown that, in their language."""
    try:
        view = opened_by_link(request, "told", partial(view_of, code, token))
    except Refusal as refusal:
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
