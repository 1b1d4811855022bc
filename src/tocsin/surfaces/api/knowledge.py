"""POST /incidents/{ref}/…: what is said and known of it, whose it is, who sees it."""

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from tocsin.foundation.accounts.rules import TO_INFORM
from tocsin.register.work import actions
from tocsin.register.work.rules import COMPLEXITIES
from tocsin.surfaces.api.bearer import ADMINISTRATORS, WORKERS, ApiRequest
from tocsin.surfaces.api.operations import writing
from tocsin.surfaces.api.shapes import (
    NO_REASON,
    Asked,
    Late,
    Level,
    Number,
    OneOf,
    Priority,
    Reason,
)
from tocsin.surfaces.api.writing import act

router = Router(tags=["Knowledge"])


class Note(Late):
    text: str = Field(examples=["The disk of db-3 is full."])


@writing(router, "/{ref}/note", WORKERS)
def note(request: ApiRequest, ref: str, body: Note) -> HttpResponse:
    """What was seen, done or decided. A note never collides with anybody's, so
    `If-Match` is not looked at."""
    return act(request, ref, actions.note, body, seen=False)


class Amending(Asked):
    facts: dict[str, Any] = Field(
        description="Facts by name, as in `POST /incidents`; null takes one away.",
        examples=[{"service": "checkout", "impact": 1}],
    )
    corrects: Number | None = Field(None, description="The entry that was wrong.")


@writing(router, "/{ref}/amend", WORKERS)
def amend(request: ApiRequest, ref: str, body: Amending) -> HttpResponse:
    """Facts are set anew; the timeline keeps what was said before. Unknown facts and
    values are refused here, because somebody is there to be asked."""
    return act(request, ref, actions.amend, body)


class SettingFields(Asked):
    fields: dict[str, Any] = Field(
        description="Values by the field's key; null empties one.",
        examples=[{"store": "berlin", "tills": 4}],
    )


@writing(router, "/{ref}/set-fields", WORKERS)
def set_fields(request: ApiRequest, ref: str, body: SettingFields) -> HttpResponse:
    """The organisation's own fields hold this. A field that the incident has not, and
    a value that it cannot hold, are refused."""
    return act(request, ref, actions.set_fields, body)


class Classifying(Late):
    category: str | None = None
    impact: Level | None = None
    urgency: Level | None = None
    complexity: Annotated[str, OneOf(COMPLEXITIES)] | None = None


@writing(router, "/{ref}/classify", WORKERS)
def classify(request: ApiRequest, ref: str, body: Classifying) -> HttpResponse:
    """What it is and how bad it is; the priority follows the matrix unless it was
    overridden, and a first team follows the category."""
    return act(request, ref, actions.classify, body)


class Assigning(Late):
    team: str
    owner: str | None = None
    note: str = ""
    done: str = Field("", description="What was done.", examples=["Restarted web-1"])
    tried: str = Field("", description="What was tried in vain.")
    next_step: str = Field("", description="What comes next.")


@writing(router, "/{ref}/assign", WORKERS)
def assign(request: ApiRequest, ref: str, body: Assigning) -> HttpResponse:
    """It is with that team; without an owner, with the duty manager until somebody
    accepts it."""
    return act(request, ref, actions.assign, body)


class HandingBack(Asked):
    reason: str = Field(min_length=1, examples=["The database answers in 2 ms."])


@writing(router, "/{ref}/hand-back", WORKERS)
def hand_back(request: ApiRequest, ref: str, body: HandingBack) -> HttpResponse:
    """The team returns it: to the team that handed it over, otherwise to the desk. The
    duty manager owns it until somebody accepts it."""
    return act(request, ref, actions.hand_back, body)


class Informing(Asked):
    reason: str = Field(min_length=1, examples=["Revenue stands still since 10:12."])
    people: list[str] = Field(default=[], description="People's keys.")
    role: Annotated[str, OneOf(("", *TO_INFORM))] = Field(
        default="", description="Whoever holds it is told as well."
    )


@writing(router, "/{ref}/inform", WORKERS)
def inform(request: ApiRequest, ref: str, body: Informing) -> HttpResponse:
    """People, or whoever holds a role, are told of it and why. It stays with whom it
    is, and `If-Match` is not looked at."""
    return act(request, ref, actions.inform, body, seen=False)


class Owning(Asked):
    owner: str | None = Field(description="A person's key; null: the duty manager.")


@writing(router, "/{ref}/own", WORKERS)
def own(request: ApiRequest, ref: str, body: Owning) -> HttpResponse:
    """That person answers for it from now on."""
    return act(request, ref, actions.own, body)


class Overriding(Asked):
    priority: Priority
    reason: str = Field(min_length=1, examples=["The board presents on it at ten."])


@writing(router, "/{ref}/override-priority", ADMINISTRATORS)
def override_priority(request: ApiRequest, ref: str, body: Overriding) -> HttpResponse:
    """The priority is this from now on, whatever the matrix says."""
    return act(request, ref, actions.override_priority, body)


class Retracting(Reason):
    entry: Number = Field(description="The `seq` of a note or reply.")


@writing(router, "/{ref}/retract", WORKERS)
def retract(request: ApiRequest, ref: str, body: Retracting) -> HttpResponse:
    """A note or reply is taken back: still there, and marked so."""
    return act(request, ref, actions.retract, body)


class Restricting(Asked):
    people: list[str] = Field(description="Keys of those who see it from now on.")


@writing(router, "/{ref}/restrict", ADMINISTRATORS)
def restrict(request: ApiRequest, ref: str, body: Restricting) -> HttpResponse:
    """Only these people and its owner see it now. No key does any more, so the answer
    is the last this one hears of it."""
    return act(request, ref, actions.restrict, body)


@writing(router, "/{ref}/lift-restriction", ADMINISTRATORS)
def lift_restriction(
    request: ApiRequest, ref: str, body: Reason = NO_REASON
) -> HttpResponse:
    """Everybody who may see incidents sees this one again. A key never sees a
    restricted incident, so this is answered 404 unless there is nothing to lift."""
    return act(request, ref, actions.lift_restriction, body)
