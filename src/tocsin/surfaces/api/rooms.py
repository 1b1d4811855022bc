"""/teams/{key}/rooms: chat rooms in which a team reads what is paged."""

from typing import Annotated

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tocsin.foundation.accounts.reads import team_for
from tocsin.foundation.idempotency.rules import Answer
from tocsin.foundation.notify.actions import rooms as verbs
from tocsin.foundation.notify.reads.rooms import Standing, rooms_of
from tocsin.foundation.notify.rooms import ALL, URGENCIES
from tocsin.kernel.text import holdable
from tocsin.surfaces.api.bearer import ADMINISTRATORS, ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.shapes import Asked, Number, OneOf, Words
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["Teams"])


class ChatRoomShape(Schema):
    """A room of a chat. It is told of what is paged, and is no human reached."""

    number: int
    channel: str = Field(examples=["slack"])
    address: str
    label: str
    urgency: Annotated[str, OneOf(URGENCIES)]
    is_verified: bool
    is_broken: bool
    said: str = Field(description="Why the last message did not arrive.")


class ChatRoomList(Schema):
    items: list[ChatRoomShape]


class NewChatRoom(Asked):
    channel: Annotated[Words, Field(min_length=1, max_length=40)]
    address: Annotated[Words, Field(min_length=1, max_length=400)]
    label: Annotated[Words, Field(max_length=60)] = ""
    urgency: Annotated[Words, OneOf(URGENCIES)] = ALL
    why: Annotated[Words, Field(max_length=500)] = ""


class ChatRoomCode(Asked):
    code: Annotated[Words, Field(min_length=1, max_length=12)]


@reading(router, "/{key}/rooms", ChatRoomList, keys=ADMINISTRATORS)
def get_team_rooms(request: ApiRequest, key: str) -> ChatRoomList:
    """The chat rooms of a team."""
    return _rooms(team_for(request.auth, holdable(key)).key)


@keeping(router, "POST", "/{key}/rooms", ChatRoomList, 201)
def post_team_room(request: ApiRequest, key: str, body: NewChatRoom) -> HttpResponse:
    """One more room; a code is on its way there, and it is told once that was given
    back."""
    by, told = acting(request), body.model_dump()

    def deed() -> Answer:
        team = team_for(by, holdable(key))
        facts = dict(told)
        channel, address = facts.pop("channel"), facts.pop("address")
        verbs.add_room(team.key, channel, address, by=by, zone=team.zone, **facts)
        return kept(_rooms(team.key), 201)

    return once(request, deed)


@keeping(router, "POST", "/{key}/rooms/{number}/verify", ChatRoomList)
def post_team_room_verify(
    request: ApiRequest, key: str, number: Number, body: ChatRoomCode
) -> HttpResponse:
    """The code that was read in the room: it is the team's."""
    by, code = acting(request), body.code

    def deed() -> Answer:
        team = team_for(by, holdable(key))
        verbs.verify_room(team.key, number, code, by=by)
        return kept(_rooms(team.key))

    return once(request, deed)


@keeping(router, "POST", "/{key}/rooms/{number}/remove", ChatRoomList)
def post_team_room_remove(
    request: ApiRequest, key: str, number: Number
) -> HttpResponse:
    """Nothing is told there any more for this team."""
    by = acting(request)

    def deed() -> Answer:
        team = team_for(by, holdable(key))
        verbs.remove_room(team.key, number, by=by)
        return kept(_rooms(team.key))

    return once(request, deed)


def _rooms(team: str) -> ChatRoomList:
    return ChatRoomList(items=[_shape(each) for each in rooms_of(team)])


def _shape(each: Standing) -> ChatRoomShape:
    room = each.room
    return ChatRoomShape(
        number=room.pk,
        channel=room.channel,
        address=each.address,
        label=room.label,
        urgency=room.urgency,
        is_verified=each.is_verified,
        is_broken=each.is_broken,
        said=each.said,
    )
