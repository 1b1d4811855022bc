"""Major incidents: the command view, and the record of one with its verbs."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tocsin.foundation.accounts.reads import names_of
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal
from tocsin.register.links.reads import ties_of
from tocsin.register.work.reads import incident_for
from tocsin.response.major.actions import (
    declare_major,
    decline_role,
    end_major,
    name_for_role,
    promise_update,
    reject_major,
    take_role,
    write_block,
)
from tocsin.response.major.reads import (
    Record,
    candidates,
    double_booked,
    lately_ended,
    open_majors,
    record_of,
)
from tocsin.surfaces.web.emergency_pages import emergencies_shown
from tocsin.surfaces.web.major_form import (
    BlockForm,
    NameForm,
    PromiseForm,
    ReasonForm,
    RoleForm,
)
from tocsin.surfaces.web.major_shown import may_declare, met_in_words
from tocsin.surfaces.web.pages import DeskRequest, page_or_piece, staff
from tocsin.surfaces.web.refusals import FormIncomplete

_Verb = tuple[type[forms.Form], Callable[..., Any], Promise]
_VERBS: Mapping[str, _Verb] = {
    "declare": (ReasonForm, declare_major, _("It is a major incident now.")),
    "reject": (ReasonForm, reject_major, _("It is handled as any other.")),
    "end": (ReasonForm, end_major, _("It is a major incident no more.")),
    "promise": (PromiseForm, promise_update, _("The next update is promised.")),
    "name": (NameForm, name_for_role, _("Named, and told.")),
    "take": (RoleForm, take_role, _("You have the role now.")),
    "decline": (RoleForm, decline_role, _("Declined; the next on call is named.")),
    "write": (BlockForm, write_block, _("Written into the record.")),
}


@staff
def majors(request: DeskRequest) -> HttpResponse:
    """GET /major: what is open, what waits for a decision, who is in two at once."""
    actor = request.actor
    context = {
        "open": [record_of(actor, incident) for _major, incident in open_majors(actor)],
        "candidates": candidates(actor),
        "ended": lately_ended(actor),
        "double": double_booked(actor),
        "now": clock.now(),
    }
    return page_or_piece(request, "major/list.html", "major/_open.html", context)


@staff
def major(request: DeskRequest, ref: str) -> HttpResponse:
    """GET /major/<ref>: the record. POST: one of its verbs, told by `verb`."""
    incident = incident_for(request.actor, ref)

    def page(refusal: Refusal | None = None) -> HttpResponse:
        status = refusal.status if refusal else 200
        context = {"refusal": refusal, **shown(request, incident)}
        return render(request, "major/show.html", context, status=status)

    if request.method != "POST":
        return page()
    request.answer_refusal = page
    verb = request.POST.get("verb", "")
    if verb not in _VERBS:
        raise FormIncomplete
    made, deed, said = _VERBS[verb]
    form = made(request.POST)
    if not form.is_valid():
        raise FormIncomplete
    told = dict(form.cleaned_data)
    if verb == "take":
        told.pop("reason")
    deed(incident.id, by=request.actor, **told)
    messages.success(request, str(said))
    return redirect("major-record", incident.ref)


def shown(request: DeskRequest, incident: Any) -> dict[str, Any]:
    """What the templates of a record need."""
    record = record_of(request.actor, incident)
    return {
        "incident": incident,
        "record": record,
        "me": request.actor.id,
        "naming": NameForm(),
        "promise": PromiseForm(initial={"minutes": 30}),
        "met": met_in_words(record),
        "told": _told(record),
        "children": [t for t in ties_of(incident, request.actor) if _is_child(t)],
        "may_declare": may_declare(request.actor, record),
        **emergencies_shown(request.actor, incident),
    }


def _is_child(tie: Any) -> bool:
    return bool(tie.relation == "parent_of")


def _told(record: Record | None) -> list[tuple[Any, str]]:
    """When executives were told, and who."""
    if record is None:
        return []
    names = names_of(key for _at, people in record.executives for key in people)
    return [
        (at, ", ".join(names.get(key, key) for key in people))
        for at, people in record.executives
    ]
