"""What waits to be published, and one version: its review, its diff, its verbs."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.foundation.config.actions import (
    drop_draft,
    publish_draft,
    restore_version,
    withdraw_planned,
)
from tocsin.foundation.config.kind import Kind
from tocsin.foundation.config.reads import document, open_drafts, planned, published
from tocsin.foundation.config.refusals import KindUnknown
from tocsin.foundation.config.rules import differences
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web.forms import instant, tick, why
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.refusals import FormIncomplete, NotForYourRole
from tocsin.wiring import KINDS

_TITLES = {kind.code: kind for kind in KINDS}


class ReviewForm(forms.Form):
    """What is asked when a draft is published."""

    at = instant(gettext_lazy("From"), hint=gettext_lazy("Empty: from now on."))
    why = why(gettext_lazy("Why"), required=False)
    override = tick(
        gettext_lazy("Publish all the same"),
        hint=gettext_lazy(
            "Though I wrote it and two people are wanted, or it leaves holes;"
            " say why, it is audited."
        ),
    )


@staff
def drafts(request: DeskRequest) -> HttpResponse:
    """Open drafts of every kind, and what is planned for a day."""
    waiting, ahead = open_drafts(_TITLES), planned(_TITLES)
    context = {
        "waiting": [{"row": row, "kind": _TITLES[row.kind]} for row in waiting],
        "ahead": [{"row": row, "kind": _TITLES[row.kind]} for row in ahead],
        "authors": names_of(row.author for row in [*waiting, *ahead]),
    }
    return render(request, "settings/drafts.html", context)


@staff
def review(request: DeskRequest, code: str, name: str, number: int) -> HttpResponse:
    """One version beside what is in force; an administrator decides about it."""
    if code not in _TITLES:
        raise KindUnknown(kind=code)
    kind = _TITLES[code]
    held = document(code, name, number)
    form = ReviewForm(request.POST or None)

    def page(refusal: Refusal | None = None) -> HttpResponse:
        now_held = published(code, name)
        before = now_held.body if now_held else kind.usual
        context = {
            "kind": kind,
            "held": held,
            "standing": held.standing(clock.now()),
            "against": now_held,
            "differences": list(differences(before or {}, held.body)),
            "names": names_of([held.author, held.reviewer]),
            "doubts": _doubts(kind, held),
            "form": form,
            "may_edit": request.actor.has(ADMINISTRATOR),
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        return render(request, "settings/review.html", context, status=status)

    if request.method != "POST":
        return page()
    if not request.actor.has(ADMINISTRATOR):
        raise NotForYourRole
    request.answer_refusal = page
    if not form.is_valid():
        raise FormIncomplete
    made = _decide(request, kind, name, number, form.cleaned_data)
    return redirect("review", code, name, made)


def _doubts(kind: Kind, held: Any) -> list[str]:
    """What speaks against publishing a draft, though a reason may override it."""
    is_open = held.state == held.State.DRAFT and not kind.check(held.body)
    return kind.doubts(held.name, held.body) if is_open and kind.doubts else []


def _decide(
    request: DeskRequest, kind: Kind, name: str, number: int, told: dict[str, Any]
) -> int:
    """Carries out the verb that was pressed; gives the version to look at next."""
    verb, by, reason = request.POST.get("verb"), request.actor, told["why"]
    if verb == "discard":
        drop_draft(kind, name, number, by=by, why=reason)
        messages.success(request, _("Discarded. It is used by nobody."))
    elif verb == "withdraw":
        withdraw_planned(kind, name, number, by=by, why=reason)
        messages.success(request, _("Withdrawn. It is a draft again."))
    elif verb == "restore":
        made = restore_version(kind, name, number, by=by, why=reason)
        messages.success(request, _("A new draft says the same."))
        return made.version
    else:
        publish_draft(
            kind,
            name,
            number,
            by=by,
            why=reason,
            at=told["at"],
            override=told["override"],
        )
        messages.success(request, _("Published."))
    return number
