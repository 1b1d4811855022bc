"""What a source sent, request by request; and a period of it, read again."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from tocsin.foundation.accounts.rules import ADMINISTRATOR, AUDITOR
from tocsin.intake.alerts.finding import newest_of_keys
from tocsin.intake.events.actions.replay import replay_requests
from tocsin.intake.events.event import Request
from tocsin.intake.events.looking import (
    failure_of_request,
    raw_request_for,
    requests_for,
    source_for,
)
from tocsin.intake.events.models import Source
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web.connect_pages import read_now
from tocsin.surfaces.web.pages import DeskRequest, only
from tocsin.surfaces.web.raw_bodies import shown_body
from tocsin.surfaces.web.refusals import FormIncomplete, NotForYourRole
from tocsin.surfaces.web.source_forms import PeriodForm


@only(AUDITOR, ADMINISTRATOR)
def request_list(request: DeskRequest, slug: str) -> HttpResponse:
    """GET: the requests of a source. POST: those of a period are read again."""
    found = source_for(request.actor, slug)
    form = PeriodForm(request.POST or None)

    def shown(refusal: Refusal | None = None) -> HttpResponse:
        cursor = request.GET.get("from", "")
        page = requests_for(request.actor, found, cursor=cursor)
        context = {
            "source": found,
            "requests": page.rows,
            "cursor": page.cursor,
            "form": form,
            "may_set_up": request.actor.has(ADMINISTRATOR),
            "may_read_raw": True,
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        return render(request, "sources/requests.html", context, status=status)

    if request.method != "POST":
        return shown()
    if not request.actor.has(ADMINISTRATOR):
        raise NotForYourRole
    request.answer_refusal = shown
    if not form.is_valid() or not form.cleaned_data["since"]:
        raise FormIncomplete
    told = form.cleaned_data
    until = told["until"] or clock.now()
    count = replay_requests(
        slug, since=told["since"], until=until, by=request.actor, why=told["why"]
    )
    messages.success(request, being_read(count))
    return redirect("source-requests", slug)


def being_read(count: int) -> str:
    said = ngettext(
        "{n} request is being read again.", "{n} requests are being read again.", count
    )
    return said.format(n=count)


@only(AUDITOR, ADMINISTRATOR)
def request_shown(request: DeskRequest, number: int) -> HttpResponse:
    """One request whole, and what it says as it is read today."""
    raw = raw_request_for(request.actor, number)
    context = {
        "seen": raw.seen,
        "failure": failure_of_request(number),
        **whole_request(request, raw.source, raw.request),
    }
    return render(request, "sources/request.html", context)


def whole_request(
    request: DeskRequest, source: Source, told: Request
) -> dict[str, Any]:
    """What the pieces of a request need."""
    heard = read_now(told, source)
    keys = [event.key for event in heard["events"]]
    return {
        "source": source,
        "now_read": heard,
        "alerts": newest_of_keys(request.actor, source.id, keys),
        "request_told": told,
        "body": shown_body(told.body),
        "may_set_up": request.actor.has(ADMINISTRATOR),
        "may_read_raw": True,
    }
