"""/not-for-me/<ref>/<token>: a reporter says by the link of their mail that what is
known is not theirs. Looking changes nothing, since programs follow links, too."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.reads import actor_of
from tocsin.kernel.refusal import Refusal
from tocsin.response.reports.actions import not_for_me
from tocsin.response.reports.reads import following_by_link
from tocsin.response.reports.refusals import FollowsNothing
from tocsin.surfaces.web.by_link import opened_by_link
from tocsin.surfaces.web.reset_pages import unseen

_LONGEST = 2000


def other_matter(request: HttpRequest, ref: str, token: str) -> HttpResponse:
    """GET asks; POST takes the report out, as its reporter."""
    find = partial(following_by_link, ref, token)
    try:
        found = opened_by_link(request, "not-for-me", find)
    except Refusal as refusal:
        return _page(request, {"refusal": refusal}, refusal.status)
    with translation.override(found.reporter.language):
        context: dict[str, Any] = {"ref": found.ref, "known": found.title}
        if request.method != "POST":
            return _page(request, context | {"asks": not found.has_left})
        text = request.POST.get("text", "").strip()[:_LONGEST]
        said = text or _("It does not work for me.")
        try:
            not_for_me(
                found.incident_id, by=actor_of(found.reporter, via="link"), text=said
            )
        except FollowsNothing:
            return _page(request, context)
        except Refusal as refusal:
            return _page(request, {"refusal": refusal}, refusal.status)
        return _page(request, context)


def _page(
    request: HttpRequest, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    answer = unseen(render(request, "help/other.html", context, status=status))
    answer["X-Robots-Tag"] = "noindex"
    return answer
