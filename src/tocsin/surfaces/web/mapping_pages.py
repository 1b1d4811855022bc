"""The mapping editor: how a source is read, tried on what it really sent."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from msgspec.structs import replace

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.foundation.config.actions import publish_checked, retire_published
from tocsin.foundation.config.reads import history
from tocsin.intake.events.adapters.bodies import opened
from tocsin.intake.events.adapters.guess import guess
from tocsin.intake.events.adapters.mapping import compiled
from tocsin.intake.events.adapters.presets import preset_named
from tocsin.intake.events.event import Request, Unparsed
from tocsin.intake.events.kinds import MAPPING, MAPPING_KIND
from tocsin.intake.events.looking import last_requests, raw_request_for, source_for
from tocsin.intake.events.mappings import mapping_of
from tocsin.intake.events.models import Source
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web.mapping_form import MappingForm
from tocsin.surfaces.web.pages import DeskRequest, only
from tocsin.surfaces.web.publishing import drafted
from tocsin.surfaces.web.raw_bodies import shown_body
from tocsin.surfaces.web.refusals import FormIncomplete

_BODIES, _EVENTS = 3, 10


@only(ADMINISTRATOR)
def mapping(request: DeskRequest, slug: str) -> HttpResponse:
    """GET: the mapping in force, else the tool's, else a guess at the last body. POST:
    tried on what came, drafted, published, or retired."""
    found = source_for(request.actor, slug)
    bodies = _bodies(request, found)
    data, origin = _beginning(found, bodies)
    form = MappingForm(request.POST or None, data=data)
    verb = request.POST.get("verb", "")

    def shown(refusal: Refusal | None = None) -> HttpResponse:
        context = _shown(found, form, data, bodies) | {
            "origin": origin,
            "refusal": refusal,
        }
        name = "sources/_preview.html" if request.htmx else "sources/mapping.html"
        status = refusal.status if refusal and not request.htmx else 200
        return render(request, name, context, status=status)

    if request.method != "POST" or verb == "try":
        return shown()
    request.answer_refusal = shown
    return _decided(request, found, form, verb)


def _decided(
    request: DeskRequest, source: Source, form: MappingForm, verb: str
) -> HttpResponse:
    by, why = request.actor, request.POST.get("why", "")
    if verb == "retire":
        retire_published(MAPPING_KIND, source.slug, by=by, why=why)
        messages.success(request, _("It is read as its tool is usually read."))
        return redirect("source", source.slug)
    if not form.is_valid():
        raise FormIncomplete
    if verb == "draft":
        return drafted(request, MAPPING_KIND, source.slug, form)
    publish_checked(MAPPING_KIND, source.slug, form.body(), by=by, why=why)
    messages.success(
        request,
        _("Published. What comes from now on is read so; read again what came before."),
    )
    return redirect("source-requests", source.slug)


def _bodies(request: DeskRequest, source: Source) -> list[Request]:
    """What the mapping is tried on: a pasted body, one request, or the last ones."""
    told = request.POST.get("sample", "").strip()
    if told:
        raw = told.encode("utf-8", "replace")
        pasted = Request(0, source.slug, source.tool, clock.now(), "in", body=raw)
        return [pasted]
    number = request.GET.get("request", "")
    if number.isdecimal() and len(number) < 19:
        return [raw_request_for(request.actor, int(number)).request]
    return last_requests(source, limit=_BODIES)


def _beginning(source: Source, bodies: list[Request]) -> tuple[Mapping[str, Any], str]:
    """What the form is filled in with, and where that comes from."""
    if held := mapping_of(source.slug):
        return held, "published"
    preset = preset_named(source.tool)
    if preset is not None and preset.mapping is not None:
        return preset.data, "preset"
    for each in bodies:
        try:
            if (found := guess(opened(each))).get("map"):
                return found, "guess"
        except Unparsed:
            continue
    return {}, "nothing"


def _shown(
    source: Source, form: MappingForm, data: Mapping[str, Any], bodies: list[Request]
) -> dict[str, Any]:
    told = form.body() if form.is_bound and form.is_valid() else data
    is_usable = bool(told.get("map")) and not (form.is_bound and form.errors)
    versions = history(MAPPING, source.slug)
    return {
        "source": source,
        "form": form,
        "tried": [tried(told if is_usable else None, each) for each in bodies],
        "wrong": _wrong(form),
        "versions": versions,
        "authors": names_of(each.author for each in versions),
        "in_force": mapping_of(source.slug) is not None,
    }


def _wrong(form: MappingForm) -> list[tuple[str, str]]:
    """Each complaint with the field's label, for the piece that is swapped live."""
    if not form.is_bound:
        return []
    return [
        (str(form[name].label) if name != "__all__" else "", str(complaint))
        for name, complaints in form.errors.items()
        for complaint in complaints
    ]


def tried(data: Mapping[str, Any] | None, request: Request) -> dict[str, Any]:
    """One body, and what the mapping makes of it."""
    told: dict[str, Any] = {"request": request, "body": shown_body(request.body)}
    try:
        body = opened(replace(request))
        events = compiled(data).events(request, body)[:_EVENTS] if data else []
    except Unparsed as why:
        return told | {"events": [], "why": str(why)}
    return told | {"events": events, "why": ""}
