"""What somebody typed and did not send: kept as they type, there again on return.

Each form that is worth keeping carries `draft-…` inputs: whose it is, of what, and a
token that names this very form, so that a late copy of what was sent is not kept.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tocsin.foundation.workspace.actions import drop_draft, keep_draft
from tocsin.foundation.workspace.models import Draft
from tocsin.foundation.workspace.reads import draft_row, drafts_of
from tocsin.surfaces.web.pages import DeskRequest, signed_in
from tocsin.surfaces.web.signed_out import address_of
from tocsin.surfaces.web.verbs import VERBS


@dataclass(frozen=True, slots=True)
class Kept:
    """What a form begins with: its place and token, and what was typed there before.

    `at` is when the server knew it last, also when it was sent then: what a browser
    holds from before that is older than what happened."""

    place: str
    form: str
    token: str
    at: datetime | None = None
    fields: dict[str, list[str]] = field(default_factory=dict)

    def get(self, name: str) -> str:
        return next(iter(self.fields.get(name, ())), "")

    @property
    def text(self) -> str:
        return self.get("text")

    @property
    def kind(self) -> str:
        return self.get("kind")

    def begin(self, form: Form) -> None:
        """The form shows what was typed, instead of what is the case."""
        for name, told in self.fields.items():
            if name in form.fields:
                many = hasattr(form.fields[name].widget, "allow_multiple_selected")
                several = many and form.fields[name].widget.allow_multiple_selected
                form.initial[name] = told if several else told[0]


def kept_for(request: DeskRequest, place: str, form: str) -> Kept:
    row = draft_row(request.user.key, place, form)
    token = secrets.token_hex(8)
    if row is None:
        return Kept(place, form, token)
    return Kept(place, form, token, row.kept_at, row.fields)


def sent(request: DeskRequest, place: str, form: str) -> None:
    """It arrived, so nothing of it is kept."""
    token = request.POST.get("draft-token", "")
    drop_draft(request.user.key, place, form, token=token)


@require_POST
@signed_in
def keep(request: DeskRequest) -> HttpResponse:
    """POST /unsent/keep: what a form holds now, while somebody types."""
    told = request.POST
    fields = {name: told.getlist(name) for name in told}
    place, form = told.get("draft-place", ""), told.get("draft-form", "")
    token = told.get("draft-token", "")
    keep_draft(request.user.key, place, form, fields, token=token)
    return HttpResponse(status=204)


@require_POST
@signed_in
def drop(request: DeskRequest) -> HttpResponse:
    """POST /unsent/drop: the person does not want it any more."""
    place = request.POST.get("draft-place", "")
    form = request.POST.get("draft-form", "")
    drop_draft(request.user.key, place, form)
    messages.success(request, _("Discarded."))
    return redirect("unsent")


@signed_in
def unsent(request: DeskRequest) -> HttpResponse:
    """GET /unsent: everything the reader typed and did not send."""
    rows = drafts_of(request.user.key)
    context = {
        "drafts": [
            {
                "row": row,
                "address": address_of(row.place, row.form),
                "word": _word(row),
                "text": _text(row),
            }
            for row in rows
        ]
    }
    return render(request, "unsent.html", context)


def _word(row: Draft) -> Any:
    if row.form in VERBS:
        return VERBS[row.form].label
    words = {"say": _("Note or reply"), "record": _("An incident to record")}
    return words.get(row.form, row.form)


def _text(row: Draft) -> str:
    told = (row.fields.get(name) for name in ("text", "title", "note", "reason"))
    return next((each[0] for each in told if each), "")
