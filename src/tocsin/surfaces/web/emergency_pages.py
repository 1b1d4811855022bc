"""An emergency change is asked for from the incident that it is to mend."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.changes.rules import may_tell
from tocsin.foundation.services.reads import services
from tocsin.register.work.reads import incident_for
from tocsin.response.major.actions import request_emergency_change
from tocsin.response.major.emergencies import emergencies_of
from tocsin.surfaces.web import words
from tocsin.surfaces.web.editing import Page, edited
from tocsin.surfaces.web.forms import choices, instant, keyed, line, offer, text
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.refusals import NotForYourRole
from tocsin.surfaces.web.widgets import Select


class EmergencyForm(forms.Form):
    title = line(gettext_lazy("What is changed"), required=True)
    description = text(gettext_lazy("How"), rows=3)
    risk = forms.ChoiceField(
        label=gettext_lazy("Risk"),
        choices=choices(words.CHANGE_RISKS),
        initial="medium",
        widget=Select(attrs={"class": "input"}),
    )
    back_out = text(gettext_lazy("How it is taken back"), rows=2)
    services = forms.MultipleChoiceField(
        label=gettext_lazy("Services"),
        required=False,
        widget=forms.SelectMultiple(attrs={"class": "input", "size": 4}),
    )
    reason = text(
        gettext_lazy("Why"),
        rows=2,
        hint=gettext_lazy("Wanted where it was done already."),
    )
    started_at = instant(
        gettext_lazy("Done already: when it began"),
        hint=gettext_lazy("Approval is then asked afterwards, and it says so."),
    )
    ended_at = instant(gettext_lazy("and when it ended"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "services", keyed(services(actor)))


def emergencies_shown(
    actor: Actor, incident: Any, *, ever: bool = True
) -> dict[str, Any]:
    """What the piece on the incident's pages needs; a requester is not shown it. They
    are not looked for where none was `ever` asked for."""
    if actor.is_requester:
        return {}
    return {
        "emergencies": emergencies_of(actor, incident) if ever else [],
        "may_request": may_tell(actor),
    }


@staff
def emergency_change(request: DeskRequest, ref: str) -> HttpResponse:
    """GET /major/<ref>/emergency-change: the form. POST: it is asked for."""
    incident = incident_for(request.actor, ref)
    if not may_tell(request.actor):
        raise NotForYourRole
    initial = {"services": [incident.service_id]}
    form = EmergencyForm(request.POST or None, actor=request.actor, initial=initial)
    back = reverse("incident", args=[incident.ref])
    title = _("Ask for an emergency change")
    page = Page(title, _("Ask for it"), back, f"{incident.ref} {incident.title}")

    def save(told: dict[str, Any]) -> str:
        made = request_emergency_change(incident.id, by=request.actor, **told)
        return reverse("change", args=[made.key])

    return edited(request, form, page, save)
