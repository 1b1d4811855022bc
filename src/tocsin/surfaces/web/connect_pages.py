"""A source is connected: its address and what to paste, until the first event came."""

import json
from typing import Any

from asgiref.sync import async_to_sync
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.intake.alerts.finding import newest_of_keys
from tocsin.intake.events.adapters.reading import read
from tocsin.intake.events.event import Request, Unparsed
from tocsin.intake.events.known_tools import tool
from tocsin.intake.events.looking import last_requests, source_for
from tocsin.intake.events.mappings import mapping_of
from tocsin.intake.events.models import Source
from tocsin.intake.events.reads import address_of, key_of
from tocsin.surfaces.web.pages import DeskRequest, only, page_or_piece
from tocsin.surfaces.web.refusals import TestNotTaken
from tocsin.surfaces.wire.asked import Answer, Asked
from tocsin.surfaces.wire.routes import route


@only(ADMINISTRATOR)
def connect(request: DeskRequest, slug: str) -> HttpResponse:
    """GET: address and what to paste; the piece below it tells what came. POST sends a
    test by the way that every request goes."""
    found = source_for(request.actor, slug)
    if request.method == "POST":
        ended = request.POST.get("verb") == "resolve"
        _send(key_of(found), body_of_test(found, resolved=ended))
        messages.success(request, _("The test was sent and accepted."))
        return redirect("source-connect", slug)
    context = {"source": found, **heard_of(request, found)}
    if not request.htmx:
        key, known = key_of(found), tool(found.tool)
        address = address_of(key)
        context |= {
            "tool": known,
            "address": address,
            "key": key,
            "setup": known.setup_for(address, key),
        }
    return page_or_piece(
        request, "sources/connect.html", "sources/_heard.html", context
    )


def heard_of(request: DeskRequest, source: Source) -> dict[str, Any]:
    """The last requests of a source, and the alerts they were told of."""
    heard = [read_now(each, source) for each in last_requests(source, limit=3)]
    keys = {event.key for each in heard for event in each["events"]}
    return {
        "heard": heard,
        "alerts": newest_of_keys(request.actor, source.id, keys),
        "waits": not heard or not any(each["events"] for each in heard),
    }


def read_now(request: Request, source: Source) -> dict[str, Any]:
    """A stored request, and what it says as it is read today; or why nothing."""
    try:
        mapping = mapping_of(source.slug)
        told = read(request, service=source.service, mapping=mapping)
    except Unparsed as why:
        return {"request": request, "events": [], "figures": [], "why": str(why)}
    return {
        "request": request,
        "events": told.events[:20],
        "figures": told.figures[:20],
    }


def body_of_test(source: Source, *, resolved: bool) -> bytes:
    """What Tocsin itself sends in the tool's place."""
    told = {
        "key": f"tocsin-test-{source.slug}",
        "title": f"Test of {source.name}",
        "state": "resolved" if resolved else "open",
        "severity": "info",
        "description": "Sent from the source's page, to see that all is connected.",
        "labels": {"test": "yes"},
    }
    return json.dumps(told).encode()


def _send(key: str, body: bytes) -> None:
    """Through the wire's own endpoint, with its checks and its group commit."""
    found = route(f"/in/{key}")
    assert found is not None
    endpoint, path, told_key = found
    headers = {"content-type": "application/json", "user-agent": "Tocsin"}
    asked = Asked("POST", path, headers=headers, body=body, key=told_key)
    answer: Answer = async_to_sync(_answered)(endpoint, asked)
    if answer.status >= 300:
        raise TestNotTaken(status=answer.status)


async def _answered(endpoint: Any, asked: Asked) -> Answer:
    answer: Answer = await endpoint(asked)
    return answer
