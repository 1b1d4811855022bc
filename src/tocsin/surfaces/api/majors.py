"""/majors: major incidents, what makes one, and the record of each."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from ninja import Router

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.idempotency.rules import Answer
from tocsin.kernel.text import holdable
from tocsin.register.work.reads import incident_for
from tocsin.response.major import actions
from tocsin.response.major.published import body_in_force
from tocsin.response.major.reads import (
    candidates,
    lately_ended,
    open_majors,
    record_of,
)
from tocsin.response.major.refusals import NeverMajor
from tocsin.response.major.trial import try_criteria
from tocsin.surfaces.api.bearer import WORKERS, ApiRequest
from tocsin.surfaces.api.major_shapes import (
    MajorCandidate,
    MajorPromise,
    MajorReason,
    MajorRoleAsked,
    MajorRoleDeclined,
    MajorRoleNamed,
    MajorRulesShape,
    MajorRulesTold,
    MajorRulesTried,
    MajorShape,
    MajorsShape,
    MajorTrial,
    MajorWords,
    major_line,
    major_shape,
)
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.shapes import Asked
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["Major incidents"])


@reading(router, "/majors", MajorsShape)
def get_majors(request: ApiRequest) -> MajorsShape:
    """Major incidents that are open, candidates, and those that ended last."""
    actor = request.auth
    return MajorsShape(
        open=[major_line(*pair) for pair in open_majors(actor)],
        candidates=[major_line(*pair) for pair in candidates(actor)],
        ended=[major_line(*pair) for pair in lately_ended(actor)],
    )


@reading(router, "/majors/{ref}", MajorShape)
def get_major(request: ApiRequest, ref: str) -> MajorShape:
    """The record of one major incident or candidate."""
    return _record(request.auth, ref)


@reading(router, "/major-rules", MajorRulesShape)
def get_major_rules(request: ApiRequest) -> MajorRulesShape:
    """Criteria, roster, standing orders and figures in force."""
    return MajorRulesShape(**body_in_force())


@keeping(router, "POST", "/major-rules", MajorRulesShape)
def post_major_rules(request: ApiRequest, body: MajorRulesTold) -> HttpResponse:
    """Publish these: incidents are judged and majors are led by them from now on."""
    by = acting(request)

    def deed() -> Answer:
        told = body.model_dump(exclude={"why"})
        actions.publish_major_rules(told, by=by, why=body.why)
        return kept(MajorRulesShape(**body_in_force()))

    return once(request, deed)


@keeping(router, "POST", "/major-rules/try", MajorTrial)
def post_major_rules_try(request: ApiRequest, body: MajorRulesTried) -> HttpResponse:
    """What these criteria would have proposed of what was. Nothing is stored."""
    by = acting(request)

    def deed() -> Answer:
        told = body.model_dump(exclude={"days"})
        trial = try_criteria(told, by=by, days=body.days)
        names = "since until incidents is_cut proposed declared missed".split()
        shape = MajorTrial(
            **{name: getattr(trial, name) for name in names},
            candidates=[
                MajorCandidate(
                    ref=each.ref,
                    title=each.title,
                    at=each.at,
                    criteria=list(each.criteria),
                    was=each.was,
                )
                for each in trial.candidates
            ],
            warnings=trial.warnings,
        )
        return kept(shape)

    return once(request, deed)


@keeping(router, "POST", "/majors/{ref}/declare", MajorShape, keys=WORKERS)
def post_major_declare(
    request: ApiRequest, ref: str, body: MajorReason
) -> HttpResponse:
    """It is a major incident from now on: roles are filled, executives told."""
    return _done(request, ref, actions.declare_major, body)


@keeping(router, "POST", "/majors/{ref}/reject", MajorShape, keys=WORKERS)
def post_major_reject(request: ApiRequest, ref: str, body: MajorReason) -> HttpResponse:
    """The candidate is handled as any other incident."""
    return _done(request, ref, actions.reject_major, body)


@keeping(router, "POST", "/majors/{ref}/end", MajorShape, keys=WORKERS)
def post_major_end(request: ApiRequest, ref: str, body: MajorReason) -> HttpResponse:
    """It is a major incident no more; its record stays."""
    return _done(request, ref, actions.end_major, body)


@keeping(router, "POST", "/majors/{ref}/name", MajorShape, keys=WORKERS)
def post_major_name(
    request: ApiRequest, ref: str, body: MajorRoleNamed
) -> HttpResponse:
    """The person has the role; whoever had it has handed it over."""
    return _done(request, ref, actions.name_for_role, body)


@keeping(router, "POST", "/majors/{ref}/take", MajorShape, keys=WORKERS)
def post_major_take(
    request: ApiRequest, ref: str, body: MajorRoleAsked
) -> HttpResponse:
    """The person on whose behalf this is asked has the role from now on."""
    return _done(request, ref, actions.take_role, body)


@keeping(router, "POST", "/majors/{ref}/decline", MajorShape, keys=WORKERS)
def post_major_decline(
    request: ApiRequest, ref: str, body: MajorRoleDeclined
) -> HttpResponse:
    """The person on whose behalf this is asked declines; the next is named."""
    return _done(request, ref, actions.decline_role, body)


@keeping(router, "POST", "/majors/{ref}/promise", MajorShape, keys=WORKERS)
def post_major_promise(
    request: ApiRequest, ref: str, body: MajorPromise
) -> HttpResponse:
    """Users are promised an update within so many minutes."""
    return _done(request, ref, actions.promise_update, body)


@keeping(router, "POST", "/majors/{ref}/write", MajorShape, keys=WORKERS)
def post_major_write(request: ApiRequest, ref: str, body: MajorWords) -> HttpResponse:
    """A part of the record reads so from now on."""
    return _done(request, ref, actions.write_block, body)


def _done(
    request: ApiRequest, ref: str, verb: Callable[..., Any], body: Asked
) -> HttpResponse:
    by = acting(request)

    def deed() -> Answer:
        incident = incident_for(by, holdable(ref))
        verb(incident.id, by=by, **body.model_dump())
        return kept(_record(by, incident.ref))

    return once(request, deed)


def _record(actor: Actor, ref: str) -> MajorShape:
    incident = incident_for(actor, holdable(ref))
    record = record_of(actor, incident)
    if record is None:
        raise NeverMajor(ref=incident.ref)
    return major_shape(record)
