"""Sources: the tools that send. Added, looked at, changed, rotated, stopped."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.foundation.audit.reads import changes
from tocsin.foundation.config.reads import published, value
from tocsin.foundation.services.reads import service_names
from tocsin.intake.alerts.finding import is_guessed
from tocsin.intake.alerts.listening import silent_sources
from tocsin.intake.events.actions.sources import (
    add_source,
    change_source,
    rotate_source_key,
    stop_source,
)
from tocsin.intake.events.actions.subscriptions import (
    confirm_subscription,
    refuse_subscription,
)
from tocsin.intake.events.kinds import MAPPING
from tocsin.intake.events.known_tools import tool, tool_named, tools
from tocsin.intake.events.looking import (
    busy_of,
    may_read_raw,
    requests_for,
    source_for,
    sources_for,
    subscriptions_for,
)
from tocsin.intake.events.models import Source
from tocsin.intake.events.options import BODY_LIMIT, BURST, RATE
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web.editing import Page, edited
from tocsin.surfaces.web.pages import DeskRequest, only, page_or_piece, staff
from tocsin.surfaces.web.refusals import FormIncomplete, NotForYourRole
from tocsin.surfaces.web.source_forms import (
    NewSourceForm,
    RotateSourceForm,
    SourceForm,
)

_RECENT = 8
_LIMITS = (
    gettext_lazy("Requests a second"),
    gettext_lazy("Requests at once"),
    gettext_lazy("Bytes of each"),
)


@staff
def source_list(request: DeskRequest) -> HttpResponse:
    """GET /sources: who sends, how much, and what could not be read."""
    found, silent = sources_for(request.actor), silent_sources(clock.now())
    busy = busy_of(found)
    rows = [
        {
            "source": each,
            "tool": tool(each.tool),
            "busy": busy[each.id],
            "silent": each.id in silent,
            "limit": value(RATE) if each.rate is None else each.rate,
        }
        for each in found
    ]
    context = {
        "rows": rows,
        "names": service_names({each.service for each in found}),
        "may_set_up": request.actor.has(ADMINISTRATOR),
        "may_read_raw": may_read_raw(request.actor),
    }
    return page_or_piece(request, "sources/list.html", "sources/_rows.html", context)


@only(ADMINISTRATOR)
def source_new(request: DeskRequest) -> HttpResponse:
    """GET /sources/new: a tool is chosen; with ?tool=…, what it is called here."""
    if asked := request.GET.get("tool", ""):
        return _named(request, tool_named(asked))
    words = request.GET.get("q", "").strip()
    fits = [t for t in tools() if words.casefold() in f"{t.name} {t.slug}".casefold()]
    context = {"tools": fits, "words": words, "may_set_up": True, "may_read_raw": True}
    return page_or_piece(request, "sources/new.html", "sources/_tools.html", context)


def _named(request: DeskRequest, slug: str) -> HttpResponse:
    chosen = tool(slug)
    taken = {each.name for each in sources_for(request.actor)}
    name = chosen.name if slug != "generic" and chosen.name not in taken else ""
    form = NewSourceForm(
        request.POST or None, actor=request.actor, initial={"name": name}
    )
    title = _("Connect {tool}").format(tool=chosen.name)
    page = Page(title, _("Get the address"), reverse("source-new"), _("Tools"))

    def save(told: dict[str, Any]) -> str:
        made, _key = add_source(tool=slug, by=request.actor, **told)
        return reverse("source-connect", args=[made.slug])

    return edited(request, form, page, save)


@staff
def source(request: DeskRequest, slug: str) -> HttpResponse:
    """GET: one source and what it sent of late. POST: rotated, stopped, started."""
    found = source_for(request.actor, slug)
    rotating = RotateSourceForm(
        request.POST if request.POST.get("verb") == "rotate" else None
    )

    def shown(refusal: Refusal | None = None) -> HttpResponse:
        context = _shown(request, found) | {"rotating": rotating, "refusal": refusal}
        status = refusal.status if refusal else 200
        return render(request, "sources/show.html", context, status=status)

    if request.method != "POST":
        return shown()
    if not request.actor.has(ADMINISTRATOR):
        raise NotForYourRole
    request.answer_refusal = shown
    return _carried_out(request, found, rotating)


def _carried_out(
    request: DeskRequest, found: Source, rotating: RotateSourceForm
) -> HttpResponse:
    verb, by = request.POST.get("verb"), request.actor
    topic = request.POST.get("topic", "")
    if verb == "rotate":
        if not rotating.is_valid():
            raise FormIncomplete
        told = rotating.cleaned_data
        grace = timedelta(hours=told["hours"])
        rotate_source_key(found.slug, by=by, grace=grace, why=told["why"])
        messages.success(request, _("It has a new address. Give it to the tool."))
        return redirect("source-connect", found.slug)
    if verb == "stop":
        stop_source(found.slug, by=by, why=request.POST.get("why", ""))
        messages.success(request, _("What it sends is turned away from now on."))
    elif verb == "confirm":
        confirm_subscription(found.slug, topic, by=by)
        messages.success(request, _("Amazon is told in a moment."))
    elif verb == "refuse":
        refuse_subscription(found.slug, topic, by=by)
        messages.success(request, _("The topic is not confirmed."))
    elif verb == "start":
        change_source(found.slug, by=by, is_active=True)
        messages.success(request, _("What it sends is taken again."))
    else:
        raise FormIncomplete
    return redirect("source", found.slug)


def _shown(request: DeskRequest, found: Source) -> dict[str, Any]:
    page = requests_for(request.actor, found, limit=_RECENT)
    may_set_up = request.actor.has(ADMINISTRATOR)
    history = changes(f"source:{found.slug}")[:10] if may_set_up else []
    own = (found.rate, found.burst, found.body_limit)
    options = (RATE, BURST, BODY_LIMIT)
    return {
        "source": found,
        "tool": tool(found.tool),
        "busy": busy_of([found])[found.id],
        "silent": found.id in silent_sources(clock.now()),
        "requests": page.rows,
        "subscriptions": subscriptions_for(request.actor, found.slug),
        "service": service_names([found.service]).get(found.service, found.service),
        "limits": [
            (label, value(option) if told is None else told, told is not None)
            for label, option, told in zip(_LIMITS, options, own, strict=True)
        ],
        "guessed": is_guessed(request.actor, found.id),
        "rotates": found.earlier_until and found.earlier_until > clock.now(),
        "mapped": published(MAPPING, found.slug) is not None,
        "changes": history,
        "people": names_of([*(c.actor_id for c in history), found.created_by]),
        "may_set_up": may_set_up,
        "may_read_raw": may_read_raw(request.actor),
    }


@only(ADMINISTRATOR)
def source_change(request: DeskRequest, slug: str) -> HttpResponse:
    found = source_for(request.actor, slug)
    form = SourceForm(request.POST or None, actor=request.actor, source=found)
    address = reverse("source", args=[slug])
    title = _("Change {name}").format(name=found.name)
    page = Page(title, _("Save"), address, found.name)

    def save(_told: dict[str, Any]) -> str:
        change_source(slug, by=request.actor, **form.facts())
        return address

    return edited(request, form, page, save)
