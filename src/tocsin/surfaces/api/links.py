"""/incidents/{ref}/…: what it hangs together with; merged, split, told to others."""

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tocsin.kernel.text import holdable
from tocsin.register.core.rules import MIRRORED
from tocsin.register.links import actions, reads
from tocsin.register.links.rules import RELATIONS
from tocsin.register.work.reads import incident_for
from tocsin.surfaces.api.bearer import WORKERS, ApiRequest
from tocsin.surfaces.api.operations import reading, writing
from tocsin.surfaces.api.shapes import (
    NO_REASON,
    Asked,
    Number,
    OneOf,
    Reason,
    Words,
)
from tocsin.surfaces.api.writing import act

router = Router(tags=["Links"])


class Linking(Asked):
    ref: Words = Field(
        description=(
            "The other incident; with caused_by_change or mended_by_change, a change's"
            " key."
        ),
        examples=["INC-00041"],
    )
    relation: Annotated[str, OneOf(RELATIONS)] = Field(
        description="What this incident is to the other."
    )


@writing(router, "/{ref}/link", WORKERS)
def link(request: ApiRequest, ref: str, body: Linking) -> HttpResponse:
    """Both incidents say so in their timelines. Links of a kind that would lead in a
    circle, and a second parent, are refused; a link that is there changes nothing."""
    return act(request, ref, actions.link, body)


class Unlinking(Reason):
    ref: Words
    relation: Annotated[str, OneOf(tuple(MIRRORED))]


@writing(router, "/{ref}/unlink", WORKERS)
def unlink(request: ApiRequest, ref: str, body: Unlinking) -> HttpResponse:
    """The link is taken back on both sides."""
    return act(request, ref, actions.unlink, body)


class Merging(Asked):
    into: Words = Field(
        description="The incident that goes on.", examples=["INC-00041"]
    )
    note: Words = ""


@writing(router, "/{ref}/merge", WORKERS)
def merge(request: ApiRequest, ref: str, body: Merging) -> HttpResponse:
    """It is told in the other from now on: what is said here later follows there, and
    its reporter reads what is told there. Undone within 30 days."""
    return act(request, ref, actions.merge, body)


@writing(router, "/{ref}/undo-merge", WORKERS)
def undo_merge(request: ApiRequest, ref: str, body: Reason = NO_REASON) -> HttpResponse:
    """It stands on its own again; what followed meanwhile stays in the other."""
    return act(request, ref, actions.undo_merge, body)


class Splitting(Asked):
    title: Words = Field(min_length=1, examples=["The printer is another matter"])
    description: Words = ""
    entries: list[Number] = Field([], max_length=500)
    service: Words | None = None
    category: Words | None = None


@writing(router, "/{ref}/split", WORKERS)
def split(request: ApiRequest, ref: str, body: Splitting) -> HttpResponse:
    """Part of it goes on in a new incident, which is answered: look at its `ref`. The
    entries named are about the new one; they stay where they were told."""
    return act(request, ref, actions.split, body)


class Replying(Asked):
    text: str = Field(examples=["It works again; please try."])
    children: Annotated[
        list[Words],
        Field(description="References of children whose reporters read it, too."),
    ] = []


@writing(router, "/{ref}/reply", WORKERS)
def reply(request: ApiRequest, ref: str, body: Replying) -> HttpResponse:
    """Said to the reporter. `If-Match` is not looked at."""
    return act(request, ref, actions.reply_with_children, body, seen=False)


class LinkShape(Schema):
    relation: str = Field(examples=["parent_of"])
    ref: str = Field(description="An incident's reference, or a change's key.")
    title: str | None = Field(description="null where this key may not see it.")
    state: str | None


class LinkList(Schema):
    items: list[LinkShape]


@reading(router, "/{ref}/links", LinkList)
def get_links(request: ApiRequest, ref: str) -> Any:
    """What the incident hangs together with, by relation. Of an incident that this key
    may not see there is the reference and nothing else."""
    incident = incident_for(request.auth, holdable(ref))
    ties = reads.ties_of(incident, request.auth)
    return {"items": [_shape(tie) for tie in ties]}


def _shape(tie: reads.Tied) -> dict[str, Any]:
    known: Any = tie.incident or tie.change
    return {
        "relation": tie.relation,
        "ref": tie.ref,
        "title": known.title if known else None,
        "state": known.state if known else None,
    }
