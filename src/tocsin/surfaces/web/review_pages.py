"""Reviews: what is to be written and done, one review with its verbs."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tocsin.foundation.accounts.reads import names_of
from tocsin.improvement.reviews import actions
from tocsin.improvement.reviews.models import Review
from tocsin.improvement.reviews.paper import latest_texts, paper_of
from tocsin.improvement.reviews.reads import (
    may_decide,
    may_write,
    open_actions,
    publications_of,
    review_for,
    reviews,
    suggestions,
    versions_of,
)
from tocsin.improvement.reviews.rules.life import AUDIENCES, WRITTEN
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal
from tocsin.register.work.reads import incident_for
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.refusals import FormIncomplete
from tocsin.surfaces.web.review_forms import (
    ActionForm,
    ChangeActionForm,
    DropActionForm,
    EffectForm,
    FactorForm,
    NumberForm,
    PartForm,
    PersonForm,
    WhyForm,
)
from tocsin.surfaces.web.review_shown import parts_shown
from tocsin.surfaces.web.words_of_reviews import REVIEW_PARTS

_Verb = tuple[type[forms.Form], Callable[..., Any], Promise]
_VERBS: Mapping[str, _Verb] = {
    "write": (PartForm, actions.write_part, _("Kept.")),
    "add-factor": (FactorForm, actions.add_factor, _("Added.")),
    "drop-factor": (NumberForm, actions.drop_factor, _("Taken back.")),
    "hand-to": (PersonForm, actions.hand_review_to, _("It is theirs, and they know.")),
    "hand-in": (forms.Form, actions.hand_in_review, _("Handed in.")),
    "approve": (forms.Form, actions.approve_review, _("Approved.")),
    "send-back": (WhyForm, actions.send_review_back, _("It is a draft again.")),
    "add-action": (ActionForm, actions.add_action, _("Added, with its owner.")),
    "change-action": (ChangeActionForm, actions.change_action, _("Changed.")),
    "finish-action": (NumberForm, actions.finish_action, _("Done.")),
    "drop-action": (DropActionForm, actions.drop_action, _("Dropped.")),
    "tell-effect": (EffectForm, actions.tell_effect, _("Written down.")),
}


@staff
def review_list(request: DeskRequest) -> HttpResponse:
    """GET /reviews: what is owed, every action that is open, and what may be worth a
    review. POST: a suggestion is not taken, with a reason."""
    actor = request.actor

    def page(refusal: Refusal | None = None) -> HttpResponse:
        status = refusal.status if refusal else 200
        found = reviews(actor)
        owed = [each for each in found if each.review.state != Review.State.APPROVED]
        context = {
            "refusal": refusal,
            "owed": owed,
            "approved": [each for each in found if each not in owed],
            "open_actions": open_actions(actor),
            "suggestions": suggestions(actor),
            "now": clock.now(),
        }
        return render(request, "reviews/list.html", context, status=status)

    if request.method != "POST":
        return page()
    request.answer_refusal = page
    form = WhyForm(request.POST)
    if not form.is_valid():
        raise FormIncomplete
    incident = incident_for(actor, request.POST.get("ref", ""))
    actions.dismiss_suggestion(incident.id, why=form.cleaned_data["why"], by=actor)
    messages.success(request, str(_("It is not reviewed.")))
    return redirect("reviews")


@staff
def open_one(request: DeskRequest, ref: str) -> HttpResponse:
    """POST /incidents/<ref>/review: the incident has a review. GET leads to it."""
    incident = incident_for(request.actor, ref)
    if request.method != "POST":
        return redirect("incident", incident.ref)
    review = actions.open_review(incident.id, by=request.actor)
    return redirect("review-page", review.ref)


@staff
def show(request: DeskRequest, key: str) -> HttpResponse:
    """GET /reviews/<ref>: the draft. POST: one of its verbs, told by `verb`."""
    review = review_for(request.actor, key)

    def page(refusal: Refusal | None = None) -> HttpResponse:
        status = refusal.status if refusal else 200
        context = {"refusal": refusal, **shown(request, review)}
        return render(request, "reviews/show.html", context, status=status)

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
    deed(review.ref, by=request.actor, **form.cleaned_data)
    messages.success(request, str(said))
    return redirect("review-page", review.ref)


def shown(request: DeskRequest, review: Review) -> dict[str, Any]:
    """What the templates of a review need."""
    review.refresh_from_db()
    paper = paper_of(review)
    texts = latest_texts(review)
    held = list(review.actions.all())
    factors = list(review.factors.filter(gone_at=None))
    people = {row.by for row in (*texts.values(), *factors)}
    people |= {review.responsible, review.approved_by, review.handed_in_by}
    people |= {key for a in held for key in (a.owner, a.ended_by, a.seen_by)}
    people |= {review.sent_back_by}
    read = publications_of(review)
    return {
        "review": review,
        "incident": paper.incident,
        "parts": parts_shown(paper),
        "texts": texts,
        "written": WRITTEN,
        "factors": factors,
        "held_actions": held,
        "names": names_of(people),
        "readers": [(each, read.get(each)) for each in AUDIENCES],
        "may_write": may_write(request.actor, review, paper.incident),
        "may_decide": may_decide(request.actor, paper.incident),
        "me": request.actor.id,
        "now": clock.now(),
        "naming": PersonForm(initial={"person": review.responsible}),
        "factor_form": FactorForm(),
        "action_form": ActionForm(),
        "why_form": WhyForm(),
        "changing": {a.number: _change_form(a) for a in held},
        "effects": {
            a.number: EffectForm(prefix=None, auto_id=f"e{a.number}_%s") for a in held
        },
    }


def _change_form(action: Any) -> ChangeActionForm:
    told = {
        "title": action.title,
        "owner": action.owner,
        "due_at": action.due_at,
        "looked_for": action.looked_for,
        "number": action.number,
    }
    return ChangeActionForm(initial=told, auto_id=f"c{action.number}_%s")


@staff
def versions(request: DeskRequest, key: str, part: str) -> HttpResponse:
    """GET /reviews/<ref>/versions/<part>: what a part said, the latest first."""
    review = review_for(request.actor, key)
    found = versions_of(review, part)
    context = {
        "review": review,
        "label": REVIEW_PARTS.get(part, part),
        "versions": found,
        "names": names_of(row.by for row in found),
    }
    return render(request, "reviews/versions.html", context)
