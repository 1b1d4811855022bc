"""What audiences of a review are given: chosen, looked at, published, read."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.reads import names_of
from tocsin.improvement.reviews import actions
from tocsin.improvement.reviews.links import public_path
from tocsin.improvement.reviews.models import Review
from tocsin.improvement.reviews.paper import (
    Paper,
    choices_of,
    latest_texts,
    paper_of,
    paper_published,
    rows_of,
)
from tocsin.improvement.reviews.reads import (
    may_decide,
    may_write,
    publications_of,
    published_by_link,
    published_for,
    review_for,
)
from tocsin.improvement.reviews.refusals import NotPublished
from tocsin.improvement.reviews.rules.life import (
    ACTIONS,
    AUDIENCES,
    CUSTOMERS,
    FACTORS,
    INTERNAL,
    NEVER,
    PARTS,
    TIMELINE,
)
from tocsin.improvement.reviews.rules.redaction import (
    FIGURES,
    KINDS_FOR,
    WHOLE,
    is_hidden,
    passages,
)
from tocsin.improvement.reviews.timeline import story_of
from tocsin.kernel import home
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web.by_link import opened_by_link
from tocsin.surfaces.web.pages import DeskRequest, signed_in, staff
from tocsin.surfaces.web.refusals import FormIncomplete
from tocsin.surfaces.web.reset_pages import unseen
from tocsin.surfaces.web.review_forms import HiddenForm
from tocsin.surfaces.web.review_shown import parts_shown
from tocsin.surfaces.web.words_of_reviews import REVIEW_PARTS

_SAID: Mapping[str, tuple[Callable[..., Any], Promise]] = {
    "publish": (actions.publish_review, gettext_lazy("Published.")),
    "withdraw": (actions.withdraw_review, gettext_lazy("It is read no more.")),
}


@staff
def audience(request: DeskRequest, key: str, audience: str) -> HttpResponse:
    """GET /reviews/<ref>/for/<audience>: what they would read, and what is chosen away.
    POST: choose, publish, withdraw."""
    review = review_for(request.actor, key)
    if audience not in AUDIENCES:
        raise NotPublished(ref=review.ref, audience=audience)

    def page(refusal: Refusal | None = None) -> HttpResponse:
        status = refusal.status if refusal else 200
        context = {"refusal": refusal, **_shown(request, review, audience)}
        return render(request, "reviews/audience.html", context, status=status)

    if request.method != "POST":
        return page()
    request.answer_refusal = page
    verb = request.POST.get("verb", "")
    if verb == "choose":
        offered = [value for _p, rows in offers(review, audience) for value, *_ in rows]
        form = HiddenForm(request.POST, offered=offered)
        if not form.is_valid():
            raise FormIncomplete
        actions.choose_passages(
            review.ref,
            audience=audience,
            hidden=form.cleaned_data["hidden"],
            by=request.actor,
        )
        messages.success(request, _("Chosen."))
    elif verb in _SAID:
        deed, said = _SAID[verb]
        deed(review.ref, audience=audience, by=request.actor)
        messages.success(request, str(said))
    else:
        raise FormIncomplete
    return redirect("review-audience", review.ref, audience)


def _shown(request: DeskRequest, review: Review, audience: str) -> dict[str, Any]:
    review.refresh_from_db()
    paper = paper_of(review, audience)
    return {
        "review": review,
        "paper": paper,
        "incident": paper.incident,
        "names": owners_in(paper),
        "parts": parts_shown(paper),
        "audience": audience,
        "offers": offers(review, audience),
        "published": publications_of(review).get(audience),
        "public_link": f"{home.url()}{public_path(review.ref)}"
        if audience == CUSTOMERS
        else "",
        "may_write": may_write(request.actor, review, paper.incident),
        "may_decide": may_decide(request.actor, paper.incident),
    }


Offer = tuple[str, str, bool]


def offers(review: Review, audience: str) -> list[tuple[str, list[Offer]]]:
    """By part: what can be chosen away, in its words, and whether it is."""
    chosen = choices_of(review, audience)
    texts = latest_texts(review)
    found = []
    for part in PARTS:
        if part in NEVER[audience]:
            continue
        rows = [(part, _("All of it"), is_hidden(audience, chosen, part, WHOLE))]
        if part not in (TIMELINE, FACTORS, ACTIONS):
            away = any(c.part == part and c.place == FIGURES for c in chosen)
            rows.append((f"{part}:figures", _("Its figures"), away))
        for place, said in _places(review, audience, part, texts):
            away = any(c.part == part and c.place == place and c.hides for c in chosen)
            rows.append((f"{part}:{place}", said, away))
        found.append((str(REVIEW_PARTS[part]), rows))
    return found


def _places(
    review: Review, audience: str, part: str, texts: Mapping[str, Any]
) -> Iterator[tuple[int, str]]:
    if part == TIMELINE:
        story = story_of(review.incident_id)
        wanted = [e.seq for e in story if e.kind in KINDS_FOR[audience]]
        rows = rows_of(_incident(review), story, audience, wanted)
        yield from ((row.seq, f"{row.seq} {row.sentence}") for row in rows)
    elif part == FACTORS:
        for factor in review.factors.filter(gone_at=None):
            yield factor.number, factor.text
    elif part == ACTIONS:
        for action in review.actions.all():
            yield action.number, action.title
    elif part in texts:
        yield from enumerate(passages(texts[part].text), 1)


def _incident(review: Review) -> Any:
    return paper_of(review).incident


def owners_in(paper: Paper) -> dict[str, str]:
    """What to call those who own an action, as far as the paper names them."""
    rows = [row for part in paper.parts if part.name == ACTIONS for row in part.rows]
    return names_of(row["owner"] for row in rows)


@signed_in
def read(request: DeskRequest, key: str, audience: str) -> HttpResponse:
    """GET /reviews/<ref>/read/<audience>: what was published for them."""
    found = published_for(request.actor, key, audience)
    paper = paper_published(found)
    context = {
        "review": found.review,
        "paper": paper,
        "names": owners_in(paper),
        "parts": parts_shown(paper),
        "audience": audience,
        "linked": audience == INTERNAL and not request.actor.is_requester,
    }
    return render(request, "reviews/read.html", context)


def public(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """GET /published/<ref>/<token>: the same for customers, who need not sign in."""
    find = partial(published_by_link, key, token)
    try:
        found = opened_by_link(request, "published", find)
    except Refusal as refusal:
        context: dict[str, Any] = {"refusal": refusal}
        answer = render(request, "reviews/public.html", context, status=refusal.status)
        return unseen(answer)
    paper = paper_published(found)
    context = {"paper": paper, "parts": parts_shown(paper), "names": owners_in(paper)}
    answer = unseen(render(request, "reviews/public.html", context))
    answer["X-Robots-Tag"] = "noindex"
    return answer
