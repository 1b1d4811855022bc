"""/matrix, /escalations: who is told when nobody answers, and what comes next."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tocsin.foundation.config.rules import differences
from tocsin.foundation.idempotency.rules import Answer
from tocsin.register.work.reads import incident_for
from tocsin.response.escalation.actions import publish_matrix
from tocsin.response.escalation.kinds import MATRIX_KIND
from tocsin.response.escalation.published import matrix_in_force
from tocsin.response.escalation.reads import body_in_force, run_shown
from tocsin.surfaces.api.bearer import ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.shapes import Asked, Words
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["Escalation"])

Rows = Annotated[list[dict[str, Any]], Field(max_length=1000)]


class EscalationMatrixShape(Schema):
    """The matrix in force. What a row may hold is in `docs/escalation.md`."""

    version: int = Field(description="0 while none is published.")
    rows: list[dict[str, Any]]


class MatrixAsked(Asked):
    """Rows to be compared with those in force."""

    rows: Rows


class MatrixTold(MatrixAsked):
    """Rows to be published, and why."""

    why: Words = ""
    override: bool = Field(
        False, description="Though it leaves holes; `why` says why, and is audited."
    )


class MatrixDifference(Schema):
    """One place where two matrices differ; null on the side that lacks it."""

    path: str
    before: Any
    after: Any


class MatrixDiffShape(Schema):
    complaints: list[str] = Field(description="What keeps it from being published.")
    differences: list[MatrixDifference]


class EscalationShape(Schema):
    """How one incident is escalated."""

    ref: str
    state: str = Field(description="climbing, answered, restored, rested or ended.")
    why: str = Field(description="Why nothing is due; empty while something is.")
    matrix: int
    row: str
    because: str = Field(description="Why this row.")
    level: int = Field(description="The last that was reached; 0 before the first.")
    due_at: datetime | None
    next: str = Field(description="level, repeat, lapse or end; empty where nothing.")
    next_level: int
    next_people: list[str] = Field(description="Whom it would tell now.")


@reading(router, "/matrix", EscalationMatrixShape)
def get_matrix(request: ApiRequest) -> EscalationMatrixShape:
    """The escalation matrix in force, as the document that was published."""
    rows = body_in_force()["rows"]
    return EscalationMatrixShape(version=matrix_in_force().number, rows=rows)


@keeping(router, "POST", "/matrix", EscalationMatrixShape)
def post_matrix(request: ApiRequest, body: MatrixTold) -> HttpResponse:
    """Publish these rows: incidents that begin to climb from now on go by them; those
    that climb already keep the version they began with."""
    by = acting(request)

    def deed() -> Answer:
        told = {"rows": body.rows}
        made = publish_matrix(told, by=by, why=body.why, override=body.override)
        rows = made.body["rows"]
        return kept(EscalationMatrixShape(version=made.version, rows=rows))

    return once(request, deed)


@keeping(router, "POST", "/matrix/diff", MatrixDiffShape)
def post_matrix_diff(request: ApiRequest, body: MatrixAsked) -> HttpResponse:
    """Where these rows differ from those in force, and what is wrong with them.
    Nothing is stored."""

    def deed() -> Answer:
        told = {"rows": body.rows}
        found = differences(body_in_force(), told)
        shape = MatrixDiffShape(
            complaints=MATRIX_KIND.check(told),
            differences=[
                MatrixDifference(path=d.path, before=d.before, after=d.after)
                for d in found
            ],
        )
        return kept(shape)

    return once(request, deed)


@reading(router, "/escalations/{ref}", EscalationShape)
def get_escalation(request: ApiRequest, ref: str) -> EscalationShape:
    """By which row an incident climbs, how far it has come, and what comes next."""
    incident = incident_for(request.auth, ref)
    found = run_shown(incident.id)
    run = found.run if found else None
    return EscalationShape(
        ref=incident.ref,
        state=run.state if run else "rested",
        why=run.why if run else "new",
        matrix=run.matrix if run else 0,
        row=run.row if run else "",
        because=found.because if found else "",
        level=run.level if run else 0,
        due_at=run.due_at if run else None,
        next=run.next_does if run else "",
        next_level=run.next_level if run else 0,
        next_people=found.next_people if found else [],
    )
