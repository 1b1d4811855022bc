"""Using a verb: by a plain form or by htmx, with nothing typed ever lost."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tocsin.foundation.accounts.reads import people
from tocsin.kernel.refusal import Refusal
from tocsin.register.links.actions import reply_with_children
from tocsin.register.work.actions import note
from tocsin.register.work.reads import incident_for, verbs_for
from tocsin.register.work.refusals import ChangedMeanwhile
from tocsin.register.work.timeline import timeline
from tocsin.surfaces.web.absent import absent_of
from tocsin.surfaces.web.files_pages import bring_all
from tocsin.surfaces.web.forms import TimedForm, VerbForm, text
from tocsin.surfaces.web.incidents import whole
from tocsin.surfaces.web.pages import DeskRequest, page_or_piece, signed_in, staff
from tocsin.surfaces.web.refusals import FormIncomplete, NotOfferedNow
from tocsin.surfaces.web.telling import shown
from tocsin.surfaces.web.unsent import kept_for, sent
from tocsin.surfaces.web.verbs import VERBS, Verb, form_for


@signed_in
def act(request: DeskRequest, ref: str, slug: str) -> HttpResponse:
    """GET …/<verb> asks what the verb needs; POST does it."""
    verb = VERBS.get(slug)
    if verb is None:
        raise Http404
    incident = incident_for(request.actor, ref)
    if request.method != "POST":
        if verb.name not in verbs_for(request.actor, incident):
            raise NotOfferedNow(ref=incident.ref, verb=verb.label)
        form = form_for(verb, incident, request.actor, asked=request.GET)
        kept = kept_for(request, incident.ref, verb.slug)
        if not request.GET.keys() & form.fields.keys():
            kept.begin(form)
        return _ask(request, verb, incident, form, draft=kept)
    form = form_for(verb, incident, request.actor, request.POST)
    return _do(request, verb, incident, form)


def _do(
    request: DeskRequest, verb: Verb, incident: Any, form: VerbForm
) -> HttpResponse:
    request.answer_refusal = partial(_ask_again, request, verb, incident, form)
    if not form.is_valid():
        raise FormIncomplete
    after = verb.run(incident.id, by=request.actor, **form.facts())
    sent(request, incident.ref, verb.slug)
    if not request.htmx:
        said = _("{verb}: {ref} is up to date.").format(verb=verb.label, ref=after.ref)
        messages.success(request, said)
    if verb.leads_to:
        address = reverse(verb.leads_to, args=[after.ref])
        moved = HttpResponse(headers={"HX-Redirect": address})
        return moved if request.htmx else redirect(address)
    return shown_after(request, incident.ref, after)


def shown_after(request: DeskRequest, ref: str, after: Any) -> HttpResponse:
    """The incident as it is now, in the place where the verb was used."""
    if not request.htmx:
        return redirect(_back(request) or reverse("incident", args=[after.ref]))
    if after.ref != ref:
        address = reverse("incident", args=[after.ref])
        return HttpResponse(headers={"HX-Redirect": address})
    incident = incident_for(request.actor, after.ref)
    piece = "_preview" if request.htmx.target == "preview" else "_show"
    return render(request, f"incidents/{piece}.html", whole(request, incident))


def _back(request: DeskRequest) -> str:
    if request.POST.get("back") == "tasks":
        team = urlencode({"team": request.POST.get("back_team", "")})
        return f"{reverse('tasks')}?{team}"
    return "/" if request.POST.get("back") == "desk" else ""


def _ask(
    request: DeskRequest,
    verb: Verb,
    incident: Any,
    form: VerbForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {"verb": verb, "incident": incident, "form": form, **more}
    if "draft" not in context:
        context["draft"] = kept_for(request, incident.ref, verb.slug)
    # On a page of its own there is nothing to swap the answer into.
    context |= {"place": place_of(request), "swaps": bool(request.htmx)}
    answer = page_or_piece(
        request, "incidents/verb.html", "incidents/_verb.html", context, status=status
    )
    if request.htmx and request.method == "POST":
        # The form was sent to change the incident; asked again, it stays a form.
        answer["HX-Retarget"] = "#verb-form"
        answer["HX-Reswap"] = "innerHTML"
    return answer


def place_of(request: DeskRequest) -> str:
    """Where the answer goes: the page's main part, or the preview beside the queue."""
    here = request.GET.get("in") or request.POST.get("in")
    return (
        "preview"
        if here == "preview" or request.htmx.target == "preview"
        else "incident"
    )


def _ask_again(
    request: DeskRequest, verb: Verb, incident: Any, form: VerbForm, refusal: Refusal
) -> HttpResponse:
    """The form with all that was typed, why it was refused, and what others did.

    Sending it once more means it: the form then holds the newest seq.
    """
    incident = incident_for(request.actor, incident.ref)
    news: list[Any] = []
    if isinstance(refusal, ChangedMeanwhile):
        seen = refusal.facts["seen"]
        lines = timeline(incident, request.actor)
        news = [entry for entry in shown(lines) if entry.line.seq > seen]
        form.data = {**dict(form.data.items()), "seq": str(incident.seq)}
    return _ask(
        request,
        verb,
        incident,
        form,
        status=refusal.status,
        refusal=None if isinstance(refusal, FormIncomplete) else refusal,
        news=news,
    )


class SayForm(TimedForm):
    text = text("", required=True, rows=2)


@require_POST
@signed_in
def say(request: DeskRequest, ref: str) -> HttpResponse:
    """POST …/say: a note to colleagues, or a reply to the reporter."""
    incident = incident_for(request.actor, ref)
    form = SayForm(request.POST)
    form.fields["text"].required = not request.FILES
    request.answer_refusal = partial(_say_again, request, incident, form)
    if not form.is_valid():
        raise FormIncomplete
    if "preview" in request.POST:
        return _previewed(request, incident, form)
    with transaction.atomic():
        after = _said(request, incident, form.cleaned_data)
        bring_all(request, after.id)
        sent(request, incident.ref, "say")
    return shown_after(request, incident.ref, after)


def _said(request: DeskRequest, incident: Any, told: dict[str, Any]) -> Any:
    """What was written is told; without words it is the files that speak."""
    if not told["text"]:
        return incident
    if request.POST.get("kind") == "reply" or request.actor.is_requester:
        children = request.POST.getlist("children")
        return reply_with_children(
            incident.id, text=told["text"], children=children, by=request.actor
        )
    return note(
        incident.id,
        text=told["text"],
        happened_at=told["happened_at"],
        by=request.actor,
    )


def _previewed(request: DeskRequest, incident: Any, form: VerbForm) -> HttpResponse:
    """What was written as it will look; nothing is told yet."""
    context = {
        "incident": incident,
        "form": form,
        "kind": request.POST.get("kind", "note"),
        "place": place_of(request),
        "preview": form.cleaned_data["text"],
        "draft": kept_for(request, incident.ref, "say"),
    }
    answer = page_or_piece(
        request, "incidents/say.html", "incidents/_said_preview.html", context
    )
    if request.htmx:
        answer["HX-Retarget"] = "#said-preview"
        answer["HX-Reswap"] = "innerHTML"
    return answer


def _say_again(
    request: DeskRequest, incident: Any, form: VerbForm, refusal: Refusal
) -> HttpResponse:
    context = {
        "incident": incident,
        "form": form,
        "refusal": refusal,
        "draft": kept_for(request, incident.ref, "say"),
        "kind": request.POST.get("kind", "note"),
        "place": place_of(request),
    }
    answer = page_or_piece(
        request,
        "incidents/say.html",
        "incidents/_say.html",
        context,
        status=refusal.status,
    )
    if request.htmx:
        answer["HX-Retarget"] = "#composer"
        answer["HX-Reswap"] = "outerHTML"
    return answer


@staff
def names(request: DeskRequest) -> HttpResponse:
    """GET /people/names?…=text: people to choose from while one types.

    As an owner nobody is proposed who is away, but whoever stands in for them.
    """
    asked, written = next(iter(request.GET.items()), ("", ""))
    found = people(str(written), limit=12) if written else []
    absent = absent_of(person.key for person in found)
    as_owner = asked.rpartition("-")[2] == "owner"
    shown = [it for it in found if not (as_owner and it.key in absent)]
    here = {person.key for person in shown}
    others = [
        (told.by, person)
        for person in found
        if as_owner and (told := absent.get(person.key)) and told.by
        if told.by.key not in here
    ]
    context = {"people": shown, "absent": absent, "others": others}
    return render(request, "_people.html", context)
