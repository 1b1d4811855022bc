"""Invitations: sent by administrators, and by leads into their own teams."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.actions.invitations import (
    invite,
    resend_invitation,
    withdraw_invitation,
)
from tocsin.foundation.accounts.invited import invitations_for, state_of
from tocsin.foundation.accounts.reads import names_of, team_names, teams
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor, may_lead
from tocsin.foundation.mail.reads import sends_mail
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web import words
from tocsin.surfaces.web.forms import choices, keyed, line
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.refusals import FormIncomplete


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    name = line(gettext_lazy("Name"))
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"),
        required=False,
        choices=choices(words.ROLES),
        widget=forms.CheckboxSelectMultiple,
    )
    teams = forms.MultipleChoiceField(
        label=gettext_lazy("Teams"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        into: Any = self.fields["teams"]
        into.choices = keyed(each for each in teams() if may_lead(actor, each.key))
        if not actor.has(ADMINISTRATOR):
            del self.fields["roles"]


@staff
def invitation_list(request: DeskRequest) -> HttpResponse:
    """GET /people/invitations: those the reader looks after; POST sends another, sends
    one again, or withdraws one."""
    rows = invitations_for(request.actor)
    verb = request.POST.get("verb", "")
    sent = request.POST if request.method == "POST" and not verb else None
    form = InvitationForm(sent, actor=request.actor)

    def page(refusal: Refusal | None = None) -> HttpResponse:
        context = {
            "rows": [(each, state_of(each)) for each in rows],
            "names": names_of(each.invited_by for each in rows),
            "teams": team_names(key for each in rows for key in each.teams),
            "form": form,
            "sends_mail": sends_mail(),
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        return render(request, "entering/invitations.html", context, status=status)

    if request.method != "POST":
        return page()
    request.answer_refusal = page
    if verb:
        _changed(request, verb)
    else:
        _invited(request, form)
    return redirect("invitations")


def _invited(request: DeskRequest, form: InvitationForm) -> None:
    if not form.is_valid():
        raise FormIncomplete
    found, _token = invite(by=request.actor, **form.cleaned_data)
    said = _("An invitation to {email} is on its way.")
    messages.success(request, said.format(email=found.email))


def _changed(request: DeskRequest, verb: str) -> None:
    told = request.POST.get("number", "")
    number = int(told) if told.isdecimal() and len(told) < 19 else 0
    if verb == "withdraw":
        withdraw_invitation(number, by=request.actor)
        messages.success(request, _("Withdrawn. The link opens nothing any more."))
    else:
        resend_invitation(number, by=request.actor)
        messages.success(request, _("Sent again, with a new link."))
