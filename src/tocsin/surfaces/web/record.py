"""Recording an incident: whoever tells it, whatever is missing, it is taken."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.classification.reads import models
from tocsin.foundation.services.reads import service_choices
from tocsin.register.work.actions import open_incident
from tocsin.surfaces.web import words
from tocsin.surfaces.web.files_pages import bring_what_fits
from tocsin.surfaces.web.foretelling import foretell
from tocsin.surfaces.web.forms import (
    PersonField,
    choice,
    choices,
    instant,
    line,
    offer,
    text,
)
from tocsin.surfaces.web.instants import instant_from
from tocsin.surfaces.web.own_fields import (
    add_to,
    asked_at_report,
    begun,
    fact_word,
    told_in,
)
from tocsin.surfaces.web.pages import DeskRequest, signed_in
from tocsin.surfaces.web.unsent import kept_for, sent
from tocsin.surfaces.web.verb_forms import category_tree

_PERSONAL = "portal phone email chat walk_in monitor other".split()
_INSTANTS = frozenset(
    {"occurred_at", "last_known_good_at", "detected_at", "reported_at"}
)

# Chosen anew, the fields of that category and model are asked; without scripts they
# are asked on the incident's page.
_ASK_AGAIN = {
    "hx-get": "/record",
    "hx-include": "[name=category],[name=model],#own-fields",
    "hx-select": "#own-fields",
    "hx-target": "#own-fields",
    "hx-swap": "outerHTML",
}


class RecordForm(forms.Form):
    """Only draws the fields: what is sent is taken as it is, never refused."""

    title = line(gettext_lazy("What is wrong?"))
    description = text(
        gettext_lazy("In the reporter's words"),
        rows=4,
        hint=gettext_lazy("What did they do, what did they see?"),
    )
    reporter = PersonField(
        label=gettext_lazy("Who reports it?"),
        help_text=gettext_lazy("A name. Somebody unknown here is noted by name."),
    )
    channel = choice(
        gettext_lazy("How it came in"),
        choices(words.CHANNELS, *_PERSONAL),
    )
    service = choice(gettext_lazy("Service"), [])
    category = choice(gettext_lazy("Category"), [])
    impact = choice(gettext_lazy("Impact"), choices(words.IMPACTS))
    urgency = choice(gettext_lazy("Urgency"), choices(words.URGENCIES))
    occurred_at = instant(gettext_lazy("When did it begin?"))
    occurred_basis = choice(
        gettext_lazy("How we know when"), choices(words.OCCURRED_BASES)
    )
    last_known_good_at = instant(gettext_lazy("When did it last work?"))
    detected_by = choice(gettext_lazy("Detected by"), choices(words.DETECTED_BY))
    nature = choice(gettext_lazy("Nature"), choices(words.NATURES))
    basis = choice(gettext_lazy("Why it counts as an incident"), choices(words.BASES))
    symptoms = text(gettext_lazy("Symptoms"), rows=2)
    affected = text(gettext_lazy("Who and what is affected"), rows=2)
    still_works = text(gettext_lazy("What still works"), rows=2)
    before_symptoms = text(gettext_lazy("What happened before"), rows=2)
    automatic_fix = choice(
        gettext_lazy("Automatic fix"), choices(words.AUTOMATIC_FIXES)
    )
    automatic_fix_text = line(gettext_lazy("What it did, or why there was none"))
    location_physical = line(gettext_lazy("Place"))
    location_virtual = line(
        gettext_lazy("Virtual place"), hint=gettext_lazy("Host, site, address, path.")
    )
    model = choice(
        gettext_lazy("Incident model"), [], empty=gettext_lazy("By category")
    )

    FIRST = "title description reporter channel service category impact urgency".split()

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "service", service_choices(actor))
        offer(self, "category", category_tree())
        titles = [(name, body["title"]) for name, body in models().items()]
        offer(self, "model", titles)
        category, model = (self.initial.get(n, "") for n in ("category", "model"))
        own = asked_at_report(category, model, requester=actor.is_requester)
        add_to(self, own, actor)
        for name in ("category", "model"):
            self.fields[name].widget.attrs |= _ASK_AGAIN

    @property
    def first(self) -> list[Any]:
        return [self[name] for name in self.FIRST]

    @property
    def rest(self) -> list[Any]:
        return [self[name] for name in self.base_fields if name not in self.FIRST]

    @property
    def own(self) -> list[Any]:
        """The organisation's own fields, of the category and model chosen so far."""
        return [self[name] for name in self.fields if name not in self.base_fields]


@signed_in
def record(request: DeskRequest) -> HttpResponse:
    """GET /record asks; POST registers, whatever was told, or foretells."""
    if request.method == "POST" and not _is_foretold(request):
        return _registered(request)
    sent = request.POST if request.method == "POST" else request.GET
    asked = {name: sent.get(name, "") for name in RecordForm.base_fields}
    kept = kept_for(request, "", "record")
    typed = {} if request.htmx or request.method == "POST" else kept.fields
    told = {n: v if len(v) > 1 else v[0] for n, v in typed.items()}
    form = RecordForm(initial=asked | told | begun(sent), actor=request.actor)
    context: dict[str, Any] = {"form": form, "draft": kept}
    if request.method == "POST":
        context["foretold"] = foretell(_report(sent), by=request.actor)
    page = "mine/record.html" if request.actor.is_requester else "record.html"
    return render(request, page, context)


def _is_foretold(request: DeskRequest) -> bool:
    """Whether somebody at the desk asks first what will become of it."""
    return "foretell" in request.POST and not request.actor.is_requester


def _report(sent: QueryDict) -> dict[str, Any]:
    told = {name: sent.get(name, "") for name in RecordForm.base_fields}
    report = {
        name: _value(name, value) for name, value in told.items() if value.strip()
    }
    if own := told_in(sent):
        report["fields"] = own
    return report


def _registered(request: DeskRequest) -> HttpResponse:
    report = _report(request.POST)
    incident = open_incident(report, by=request.actor)
    bring_what_fits(request, incident.id)
    sent(request, "", "record")
    if request.actor.is_requester:
        said = _("Thank you. It is {ref}, and a person reads it.")
    elif incident.flags:
        said = _("{ref} is registered. Still to complete: {flags}.")
    else:
        said = _("{ref} is registered.")
    flags = ", ".join(fact_word(name) for name in incident.flags)
    messages.success(request, said.format(ref=incident.ref, flags=flags))
    return redirect("incident", incident.ref)


def _value(name: str, written: str) -> Any:
    """What the register can use of what was written, else what was written."""
    if name in _INSTANTS:
        return instant_from(written) or written
    if name == "reporter":
        try:
            return PersonField(stranger=True).clean(written)
        except ValidationError:
            return written
    return written
