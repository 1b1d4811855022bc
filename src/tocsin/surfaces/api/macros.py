"""/templates and /macros: what is written once and used often."""

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tocsin.foundation.idempotency.rules import Answer
from tocsin.kernel.text import holdable
from tocsin.register.macros import reads
from tocsin.register.macros.actions import foretell_macro, run_macro
from tocsin.register.macros.reads import macro_for
from tocsin.register.work.reads import incident_for
from tocsin.surfaces.api.bearer import WORKERS, ApiRequest
from tocsin.surfaces.api.operations import reading, writing
from tocsin.surfaces.api.problems import problems
from tocsin.surfaces.api.shapes import Asked, Words
from tocsin.surfaces.api.timeline_shape import EntryShape, entry_shape
from tocsin.surfaces.api.writing import acting, once, seen_in, shown

templates = Router(tags=["Knowledge"])
router = Router(tags=["Life"])


class TemplateShape(Schema):
    name: str
    title: str
    text: str = Field(description="With variables in double braces.")
    use: str = Field(description="reply, note or both.")
    language: str
    teams: list[str] = Field(description="Empty: everybody is offered it.")


class TemplateList(Schema):
    items: list[TemplateShape]


@reading(templates, "", TemplateList)
def get_templates(request: ApiRequest) -> TemplateList:
    """The published templates of replies and notes."""
    names = "name title text use language".split()
    return TemplateList(
        items=[
            TemplateShape(
                **{name: getattr(each, name) for name in names}, teams=list(each.teams)
            )
            for each in reads.templates(request.auth)
        ]
    )


class MacroShape(Schema):
    name: str
    title: str
    steps: list[dict[str, Any]] = Field(description="Each a verb and what it is told.")
    teams: list[str]


class MacroList(Schema):
    items: list[MacroShape]


@reading(router, "", MacroList)
def get_macros(request: ApiRequest) -> MacroList:
    """The published macros."""
    return MacroList(
        items=[
            MacroShape(
                name=each.name,
                title=each.title,
                steps=[dict(step) for step in each.steps],
                teams=list(each.teams),
            )
            for each in reads.macros(request.auth)
        ]
    )


class On(Asked):
    ref: Annotated[Words, Field(max_length=24, examples=["INC-00042"])]


class Foretold(Schema):
    ref: str
    seq: int = Field(description="What was looked at: send it as If-Match.")
    entries: list[EntryShape] = Field(description="What it would add to the timeline.")


@router.post(
    "/{name}/foretell",
    auth=WORKERS,
    response={200: Foretold, **problems(400, 401, 403, 404, 409, 412, 413, 422)},
)
def foretell(request: ApiRequest, name: str, body: On) -> Foretold:
    """Exactly what the macro would do to this incident; nothing is done."""
    outcome = foretell_macro(body.ref, holdable(name), by=acting(request))
    if outcome.refusal:
        raise outcome.refusal
    entries = [entry_shape(line) for line in outcome.lines]
    return Foretold(ref=outcome.ref, seq=outcome.seq, entries=entries)


@writing(router, "/{name}/run", WORKERS)
def run(request: ApiRequest, name: str, body: On) -> HttpResponse:
    """All steps are done to this incident as one act, each with its own right, or
    none. The incident is answered."""
    by, seq = acting(request), seen_in(request)

    def deed() -> Answer:
        macro_for(by, holdable(name))
        ref = incident_for(by, body.ref).ref
        return shown(200, run_macro(ref, holdable(name), by=by, seq=seq), by)

    return once(request, deed)
