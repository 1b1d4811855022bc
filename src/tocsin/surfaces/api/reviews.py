"""/reviews: what is learnt of incidents, and what is done about it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from ninja import Router

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.idempotency.rules import Answer
from tocsin.improvement.reviews import actions, reads
from tocsin.improvement.reviews.models import Action, Review
from tocsin.improvement.reviews.paper import latest_texts, paper_of, paper_published
from tocsin.improvement.reviews.rules.life import OPEN
from tocsin.kernel import clock
from tocsin.kernel.text import holdable
from tocsin.register.work.reads import incident_for
from tocsin.surfaces.api.bearer import WORKERS, ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.review_shapes import (
    Number,
    ReviewAction,
    ReviewActionChanged,
    ReviewActions,
    ReviewActionTold,
    ReviewAudience,
    ReviewEffect,
    ReviewFactorTold,
    ReviewHidden,
    ReviewNumber,
    ReviewPerson,
    ReviewShape,
    ReviewsShape,
    ReviewSuggested,
    ReviewWhy,
    ReviewWords,
    action_shape,
    listed_action,
    review_line,
    review_shape,
)
from tocsin.surfaces.api.shapes import Asked
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["Reviews"])


@reading(router, "/reviews", ReviewsShape)
def get_reviews(request: ApiRequest) -> ReviewsShape:
    """The latest reviews, and incidents that may be worth one."""
    actor = request.auth
    return ReviewsShape(
        reviews=[review_line(each) for each in reads.reviews(actor)],
        suggested=[
            ReviewSuggested(incident=incident.ref, because=row.because, at=row.at)
            for row, incident in reads.suggestions(actor)
        ],
    )


@reading(router, "/reviews/{ref}", ReviewShape)
def get_review(request: ApiRequest, ref: str) -> ReviewShape:
    """A review as it is now: what was counted, what people wrote, what is done."""
    return _shape(request.auth, ref)


@reading(router, "/reviews/{ref}/read/{audience}", ReviewShape)
def get_review_published(request: ApiRequest, ref: str, audience: str) -> ReviewShape:
    """What was published for an audience."""
    found = reads.published_for(request.auth, ref, audience)
    return review_shape(paper_published(found), {})


@reading(router, "/review-actions", ReviewActions)
def get_review_actions(request: ApiRequest) -> ReviewActions:
    """Every action that is open, what is due first."""
    found = reads.open_actions(request.auth)
    return ReviewActions(actions=[listed_action(each) for each in found])


@reading(router, "/reviews/{ref}/actions", ReviewActions)
def get_actions_of_review(request: ApiRequest, ref: str) -> ReviewActions:
    """The actions of a review, also those that are over."""
    review = reads.review_for(request.auth, ref)
    return ReviewActions(actions=[_one(each) for each in review.actions.all()])


@keeping(router, "POST", "/incidents/{ref}/review", ReviewShape, keys=WORKERS)
def post_incident_review(request: ApiRequest, ref: str) -> HttpResponse:
    """The incident, which is over, has a review; asked again, it is the same one."""
    by = acting(request)

    def deed() -> Answer:
        incident = incident_for(by, holdable(ref))
        review = actions.open_review(incident.id, by=by)
        return kept(_shape(by, review.ref))

    return once(request, deed)


@keeping(router, "POST", "/incidents/{ref}/review/dismiss", ReviewsShape, keys=WORKERS)
def post_incident_review_dismiss(
    request: ApiRequest, ref: str, body: ReviewWhy
) -> HttpResponse:
    """The suggestion to review it is not taken, for this reason."""
    by = acting(request)

    def deed() -> Answer:
        incident = incident_for(by, holdable(ref))
        actions.dismiss_suggestion(incident.id, why=body.why, by=by)
        return kept(get_reviews(request))

    return once(request, deed)


@keeping(router, "POST", "/reviews/{ref}/write", ReviewShape, keys=WORKERS)
def post_review_write(request: ApiRequest, ref: str, body: ReviewWords) -> HttpResponse:
    """A part says this from now on; with a later version than `seen`, 412."""
    return _done(request, ref, actions.write_part, body)


@keeping(router, "POST", "/reviews/{ref}/factors", ReviewShape, keys=WORKERS)
def post_review_factor(
    request: ApiRequest, ref: str, body: ReviewFactorTold
) -> HttpResponse:
    """This contributed to the incident."""
    return _done(request, ref, actions.add_factor, body)


@keeping(router, "POST", "/reviews/{ref}/factors/drop", ReviewShape, keys=WORKERS)
def post_review_factor_drop(
    request: ApiRequest, ref: str, body: ReviewNumber
) -> HttpResponse:
    """A contributing factor is taken back."""
    return _done(request, ref, actions.drop_factor, body)


@keeping(router, "POST", "/reviews/{ref}/hand-to", ReviewShape, keys=WORKERS)
def post_review_hand_to(
    request: ApiRequest, ref: str, body: ReviewPerson
) -> HttpResponse:
    """This person owes it from now on."""
    return _done(request, ref, actions.hand_review_to, body)


@keeping(router, "POST", "/reviews/{ref}/hand-in", ReviewShape, keys=WORKERS)
def post_review_hand_in(request: ApiRequest, ref: str) -> HttpResponse:
    """It is written, and waits for approval."""
    return _done(request, ref, actions.hand_in_review)


@keeping(router, "POST", "/reviews/{ref}/approve", ReviewShape, keys=WORKERS)
def post_review_approve(request: ApiRequest, ref: str) -> HttpResponse:
    """It may be published from now on."""
    return _done(request, ref, actions.approve_review)


@keeping(router, "POST", "/reviews/{ref}/send-back", ReviewShape, keys=WORKERS)
def post_review_send_back(
    request: ApiRequest, ref: str, body: ReviewWhy
) -> HttpResponse:
    """It is a draft again, for this reason."""
    return _done(request, ref, actions.send_review_back, body)


@keeping(router, "POST", "/reviews/{ref}/hide", ReviewShape, keys=WORKERS)
def post_review_hide(request: ApiRequest, ref: str, body: ReviewHidden) -> HttpResponse:
    """This audience is not shown these, and everything else; answered with how they
    would read it."""
    return _done(request, ref, actions.choose_passages, body, body.audience)


@keeping(router, "POST", "/reviews/{ref}/publish", ReviewShape, keys=WORKERS)
def post_review_publish(
    request: ApiRequest, ref: str, body: ReviewAudience
) -> HttpResponse:
    """This audience reads it from now on, as it is now."""
    return _done(request, ref, actions.publish_review, body, body.audience)


@keeping(router, "POST", "/reviews/{ref}/withdraw", ReviewShape, keys=WORKERS)
def post_review_withdraw(
    request: ApiRequest, ref: str, body: ReviewAudience
) -> HttpResponse:
    """This audience reads it no more."""
    return _done(request, ref, actions.withdraw_review, body)


@keeping(router, "POST", "/reviews/{ref}/actions", ReviewAction, keys=WORKERS)
def post_review_action(
    request: ApiRequest, ref: str, body: ReviewActionTold
) -> HttpResponse:
    """Somebody is to do this by then."""
    by = acting(request)

    def deed() -> Answer:
        return kept(_one(actions.add_action(ref, by=by, **body.model_dump())))

    return once(request, deed)


@keeping(
    router, "POST", "/reviews/{ref}/actions/{n}/change", ReviewAction, keys=WORKERS
)
def post_review_action_change(
    request: ApiRequest, ref: str, n: Number, body: ReviewActionChanged
) -> HttpResponse:
    """What is told of an open action is so from now on."""
    return _acted(request, ref, n, actions.change_action, body)


@keeping(
    router, "POST", "/reviews/{ref}/actions/{n}/finish", ReviewAction, keys=WORKERS
)
def post_review_action_finish(request: ApiRequest, ref: str, n: Number) -> HttpResponse:
    """It is done."""
    return _acted(request, ref, n, actions.finish_action)


@keeping(router, "POST", "/reviews/{ref}/actions/{n}/drop", ReviewAction, keys=WORKERS)
def post_review_action_drop(
    request: ApiRequest, ref: str, n: Number, body: ReviewWhy
) -> HttpResponse:
    """Nobody does it, for this reason."""
    return _acted(request, ref, n, actions.drop_action, body)


@keeping(
    router, "POST", "/reviews/{ref}/actions/{n}/effect", ReviewAction, keys=WORKERS
)
def post_review_action_effect(
    request: ApiRequest, ref: str, n: Number, body: ReviewEffect
) -> HttpResponse:
    """Whether the effect that was looked for was seen."""
    return _acted(request, ref, n, actions.tell_effect, body)


def _done(
    request: ApiRequest,
    ref: str,
    verb: Callable[..., Any],
    body: Asked | None = None,
    audience: str = "internal",
) -> HttpResponse:
    by = acting(request)

    def deed() -> Answer:
        verb(ref, by=by, **(body.model_dump() if body else {}))
        return kept(_shape(by, ref, audience))

    return once(request, deed)


def _acted(
    request: ApiRequest,
    ref: str,
    number: int,
    verb: Callable[..., Any],
    body: Asked | None = None,
) -> HttpResponse:
    by, told = acting(request), body.model_dump() if body else {}

    def deed() -> Answer:
        return kept(_one(verb(ref, number, by=by, **told)))

    return once(request, deed)


def _shape(actor: Actor, ref: str, audience: str = "internal") -> ReviewShape:
    review: Review = reads.review_for(actor, ref)
    texts = latest_texts(review)
    versions = {part: row.version for part, row in texts.items()}
    return review_shape(paper_of(review, audience), versions)


def _one(action: Action) -> ReviewAction:
    late = action.state == OPEN and action.due_at < clock.now()
    return action_shape(action, is_late=late)
