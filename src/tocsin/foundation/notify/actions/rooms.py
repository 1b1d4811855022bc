"""Chat rooms of teams: added, shown to be theirs by a code, tried, taken away."""

from django.db import transaction

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import Actor, may_lead
from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.notify.actions import methods as ways
from tocsin.foundation.notify.channels.contract import AddressUnfit, Channel
from tocsin.foundation.notify.models import Method, Room, Step
from tocsin.foundation.notify.pages import Wanted, send_pages
from tocsin.foundation.notify.reads.rooms import room_channels, room_of_team
from tocsin.foundation.notify.refusals import (
    AddressUnfitting,
    ChannelUnknown,
    CodesTooMany,
    CodeWrong,
    RoomTold,
    RoomUrgencyUnknown,
)
from tocsin.foundation.notify.rooms import ALL, URGENCIES
from tocsin.foundation.notify.rules import CODE_LIVES, TEST, VERIFICATION
from tocsin.kernel import clock
from tocsin.kernel.text import holdable

_MOST = 10


@transaction.atomic
def add_room(
    team: str,
    channel: str,
    address: str,
    *,
    by: Actor,
    label: str = "",
    urgency: str = ALL,
    language: str = "en",
    zone: str = "UTC",
    why: str = "",
) -> Room:
    """One more room of the team, told as soon as the code was typed that is on its way
    there. By the team's lead, or an administrator."""
    _need_lead(by, team)
    fitting = _fit(channel, address)
    _need_urgency(urgency)
    same = Room.objects.filter(team=team)
    if same.filter(channel=channel, address=fitting).exists() or same.count() >= _MOST:
        raise RoomTold(most=_MOST)
    told = {"label": holdable(label).strip()[:60], "urgency": urgency}
    told |= {"language": language, "zone": zone}
    room = _made(team, channel, fitting, by, **told)
    _audit(room, "chat room added", by, why)
    return _code_sent(room)


@transaction.atomic
def connect_room(channel: str, address: str, *, by: Actor, label: str = "") -> Room:
    """The room of a chat that its provider vouches for: it made the room, or told us
    what somebody asked for in it. Of no team; the same, when it is asked for again."""
    rows = Room.objects.select_for_update(no_key=True)
    found = rows.filter(team="", channel=channel, address=address).first()
    room = found or _made("", channel, address, by, label=holdable(label)[:60])
    Method.objects.filter(person=room.key).update(
        verified_at=clock.now(), broken_at=None, said=""
    )
    return room


def verify_room(team: str, number: int, code: str, *, by: Actor) -> Room:
    """The code that was read in the room was typed: it is theirs. After five wrong ones
    another must be sent."""
    _need_lead(by, team)
    room = room_of_team(team, number)
    with transaction.atomic():
        rows = Method.objects.select_for_update(no_key=True)
        right = ways.typed_rightly(rows.get(person=room.key), code)
        if right:
            _audit(room, "chat room verified", by, "")
    if not right:
        raise CodeWrong
    return room


@transaction.atomic
def send_room_code(team: str, number: int, *, by: Actor) -> Room:
    """Another code is on its way there; one a minute."""
    _need_lead(by, team)
    return _code_sent(room_of_team(team, number))


@transaction.atomic
def change_room(team: str, number: int, urgency: str, *, by: Actor) -> Room:
    """It is told of every page from now on, or of loud ones alone."""
    _need_lead(by, team)
    _need_urgency(urgency)
    room = room_of_team(team, number)
    before, room.urgency = room.urgency, urgency
    room.save(update_fields=["urgency"])
    if before != urgency:
        _audit(room, "chat room changed", by, "")
    return room


@transaction.atomic
def try_room(team: str, number: int, *, by: Actor) -> Room:
    """A test is on its way there."""
    _need_lead(by, team)
    room = room_of_team(team, number)
    _send(room, TEST, {})
    return room


@transaction.atomic
def remove_room(team: str, number: int, *, by: Actor, why: str = "") -> None:
    """Nothing is told there any more for this team."""
    _need_lead(by, team)
    room = room_of_team(team, number)
    _audit(room, "chat room removed", by, why)
    Step.objects.filter(method__person=room.key).delete()
    Method.objects.filter(person=room.key).delete()
    room.delete()


def _made(team: str, channel: str, address: str, by: Actor, **told: str) -> Room:
    now = clock.now()
    room = Room.objects.create(
        team=team,
        channel=channel,
        address=address,
        added_by=by.on_behalf_of or by.id,
        added_at=now,
        **told,
    )
    Method.objects.create(
        person=room.key, channel=channel, address=address, added_at=now
    )
    return room


def _fit(channel: str, address: str) -> str:
    here = _channel(channel)
    try:
        return here.fit(holdable(address))
    except AddressUnfit as unfit:
        raise AddressUnfitting(address=address[:80], why=str(unfit)) from None


def _channel(name: str) -> Channel:
    found = room_channels().get(name)
    if found is None:
        known = ", ".join(sorted(room_channels()))
        raise ChannelUnknown(name=holdable(name)[:40], known=known)
    return found


def _need_urgency(told: str) -> None:
    if told not in URGENCIES:
        raise RoomUrgencyUnknown(told=told, known=", ".join(URGENCIES))


def _need_lead(by: Actor, team: str) -> None:
    if not may_lead(by, team):
        raise NotAllowed


def _code_sent(room: Room) -> Room:
    way = Method.objects.select_for_update(no_key=True).get(person=room.key)
    now = clock.now()
    if way.code_ends_at and now < way.code_ends_at - CODE_LIVES + ways.PAUSE:
        raise CodesTooMany
    way.code_ends_at, way.wrong_codes = now + CODE_LIVES, 0
    way.save(update_fields=["code_ends_at", "wrong_codes"])
    _send(room, VERIFICATION, {"until": way.code_ends_at.isoformat()})
    return room


def _send(room: Room, kind: str, why: dict[str, str]) -> None:
    now = clock.now()
    way = Method.objects.get(person=room.key)
    told = {**why, "method": way.id, "path": f"/teams/{room.team}/chat"}
    cause = f"{kind}:{way.id}:{now:%Y%m%d%H%M%S%f}"
    send_pages([Wanted(room.key, cause, kind=kind, why=told)], now=now)


def _audit(room: Room, verb: str, by: Actor, why: str) -> None:
    """That it changed is kept; the address is not, since it may open something."""
    told = {"channel": room.channel, "label": room.label, "urgency": room.urgency}
    record_change(f"team:{room.team}", verb, after=told, why=why, by=(by.kind, by.id))
