"""Who is told of incidents: read by staff, published by administrators; contacts."""

from collections.abc import Iterable
from typing import Any

import yaml
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.kernel.refusal import Refusal
from tocsin.response.stakeholders.actions.setting import (
    add_contact,
    publish_stakeholders,
    remove_contact,
)
from tocsin.response.stakeholders.kinds import STAKEHOLDER_KIND, complaints_of
from tocsin.response.stakeholders.published import body_in_force, versions
from tocsin.response.stakeholders.reads import contacts_for
from tocsin.response.stakeholders.rules import AUDIENCES, SHOWS, VARIABLES
from tocsin.surfaces.web.document_text import DocumentTextForm
from tocsin.surfaces.web.forms import choices, line
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.publishing import drafted, sent
from tocsin.surfaces.web.refusals import FormIncomplete, NotForYourRole
from tocsin.surfaces.web.widgets import Select
from tocsin.surfaces.web.words_of_notices import CHANNELS


class StakeholdersForm(DocumentTextForm):
    """The whole document as one text."""

    called = gettext_lazy("Classes, as YAML")
    days_usually = 0

    def faults(self, body: Any) -> Iterable[str]:
        return complaints_of(body)


@staff
def stakeholder_rules(request: DeskRequest) -> HttpResponse:
    """What is in force and its history; an administrator publishes another."""
    held = body_in_force()
    form = StakeholdersForm(request.POST or None, held=held)

    def page(refusal: Refusal | None = None) -> HttpResponse:
        found = versions()
        context = {
            "form": form,
            "classes": held["classes"],
            "example": yaml.safe_dump(_EXAMPLE, sort_keys=False, allow_unicode=True),
            "audiences": ", ".join(AUDIENCES),
            "shows": ", ".join(SHOWS),
            "variables": ", ".join(VARIABLES),
            "versions": found,
            "authors": names_of(each.author for each in found),
            "may_edit": request.actor.has(ADMINISTRATOR),
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        return render(request, "stakeholders/rules.html", context, status=status)

    if request.method != "POST":
        return page()
    sent(request, form, page)
    if request.POST.get("verb") == "draft":
        return drafted(request, STAKEHOLDER_KIND, "default", form)
    publish_stakeholders(form.body(), by=request.actor, why=form.cleaned_data["why"])
    messages.success(request, _("Published. Who is told follows it from now on."))
    return redirect("stakeholder-rules")


_EXAMPLE = {
    "classes": [
        {
            "name": "Reporters",
            "audience": "reporters",
            "to": ["reporters"],
            "majors": True,
            "minutes": {"usual": 60, "1": 30},
        }
    ]
}


class ContactForm(forms.Form):
    """Somebody outside the directory who is told."""

    key = forms.SlugField(
        label=gettext_lazy("Key"),
        help_text=gettext_lazy("As documents name it: contact/<key>."),
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    name = line(gettext_lazy("Name"), required=True)
    channel = forms.ChoiceField(
        label=gettext_lazy("Way"),
        choices=choices(CHANNELS),
        widget=Select(attrs={"class": "input"}),
    )
    address = line(
        gettext_lazy("Address"),
        required=True,
        hint=gettext_lazy("A mail address, or https://… It is shown to nobody later."),
    )


@staff
def stakeholder_contacts(request: DeskRequest) -> HttpResponse:
    """GET: who may be named. POST: one more, or one less."""
    if not request.actor.has(ADMINISTRATOR):
        raise NotForYourRole
    wants_less = "remove" in request.POST
    form = ContactForm(request.POST if request.POST and not wants_less else None)

    def page(refusal: Refusal | None = None, secret: str = "") -> HttpResponse:
        context = {
            "form": form,
            "contacts": contacts_for(request.actor),
            "secret": secret,
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        return render(request, "stakeholders/contacts.html", context, status=status)

    if request.method != "POST":
        return page()
    request.answer_refusal = page
    if wants_less:
        remove_contact(request.POST["remove"], by=request.actor)
        messages.success(request, _("Nothing more is sent there."))
        return redirect("stakeholder-contacts")
    if not form.is_valid():
        raise FormIncomplete
    _row, secret = add_contact(by=request.actor, **form.cleaned_data)
    if not secret:
        messages.success(request, _("Documents may name it from now on."))
        return redirect("stakeholder-contacts")
    form = ContactForm()
    return page(secret=secret)
