"""Templates and macros where one writes: offered, filled in, put into the composer."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tocsin.register.macros.reads import (
    Template,
    filled,
    macros,
    template_for,
    templates,
)
from tocsin.register.work.reads import incident_for, verbs_for
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.unsent import Kept, kept_for


def offered_phrases(request: DeskRequest, *, may_reply: bool) -> dict[str, Any]:
    """What the composer offers this reader; a requester is offered nothing."""
    if request.actor.is_requester:
        return {}
    use = "" if may_reply else "note"
    language = request.user.language
    return {
        "phrases": templates(request.actor, use, language),
        "macros": macros(request.actor),
    }


def with_template(request: DeskRequest, incident: Any, kept: Kept) -> Kept:
    """What the composer begins with; the template that the address names comes after
    what was typed already."""
    name = request.GET.get("template", "")
    if not name or request.actor.is_requester:
        return kept
    phrase = template_for(request.actor, name)
    return _put(phrase, filled(phrase.text, incident, request.actor), kept)


def _put(phrase: Template, text: str, kept: Kept) -> Kept:
    whole = f"{kept.text.rstrip()}\n\n{text}" if kept.text.strip() else text
    told = kept.fields | {"text": [whole]}
    if phrase.use != "both":
        told["kind"] = [phrase.use]
    return replace(kept, fields=told)


@staff
def use_template(request: DeskRequest, ref: str, name: str) -> HttpResponse:
    """GET …/template/<name>: the composer with the template in it, after what is
    typed there; without scripts, on the incident's page."""
    incident = incident_for(request.actor, ref)
    phrase = template_for(request.actor, name)
    if not request.htmx:
        address = reverse("incident", args=[incident.ref])
        return redirect(f"{address}?template={phrase.name}")
    typed = {name: [request.GET.get(name, "")] for name in ("text", "kind")}
    kept = replace(kept_for(request, incident.ref, "say"), fields=typed)
    allowed = verbs_for(request.actor, incident)
    may_reply = "reply" in allowed
    context = {
        "incident": incident,
        "draft": _put(phrase, filled(phrase.text, incident, request.actor), kept),
        "place": "preview" if request.GET.get("in") == "preview" else "incident",
        "may_reply": may_reply,
        "may_attach": "attach" in allowed,
        **offered_phrases(request, may_reply=may_reply),
    }
    return render(request, "incidents/_say.html", context)
