"""A swarm in a room of a chat: connected, posted to, written from, cut off."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.notify.actions.rooms import connect_room
from tocsin.foundation.notify.models import Room
from tocsin.foundation.notify.pages import NEVER, Wanted, send_pages
from tocsin.foundation.notify.reads.manners import providers_of
from tocsin.foundation.notify.reads.rooms import room_channels, verified_rooms
from tocsin.foundation.notify.rooms import PREFIX
from tocsin.foundation.notify.rules import POST
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.text import holdable
from tocsin.kernel.wake import REGISTER, wake
from tocsin.register.core.entries import Kind
from tocsin.register.core.feed import Heard
from tocsin.register.work.actions.swarming import hold_swarmed
from tocsin.register.work.held import held
from tocsin.response.swarm.actions.frame import enter, say, wrote
from tocsin.response.swarm.actions.guests import actor_of_guest
from tocsin.response.swarm.models import Chat, Guest, Swarm
from tocsin.response.swarm.refusals import (
    ChatMirrorsAnother,
    ChatsNotMade,
    ChatUnknown,
    RestrictedFromChats,
)

_LONGEST = 4000


@transaction.atomic
def connect_team_room(ref: str, number: int, *, by: Actor) -> Chat:
    """The swarm is mirrored in this room of a team, which was shown to be theirs."""
    swarm = _entered(ref, by)
    hearing = [name for name, it in room_channels().items() if it.hears_rooms]
    room = next((r for r in verified_rooms(hearing) if r.pk == number), None)
    if room is None:
        raise ChatUnknown
    return _connect(swarm, room, by)


@transaction.atomic
def connect_place(
    ref: str, channel: str, address: str, *, by: Actor, name: str = ""
) -> Chat:
    """The same in the room in which somebody asked for it, as its provider told us."""
    swarm = _entered(ref, by)
    return _connect(swarm, connect_room(channel, address, by=by, label=name), by)


@transaction.atomic
def ask_for_room(ref: str, channel: str, *, by: Actor) -> Chat:
    """The provider is asked for a room of the swarm's own, after this commits. Asked
    again, it is the same one."""
    swarm = _entered(ref, by)
    known = room_channels().get(channel)
    if known is None or not known.makes_rooms or not providers_of(channel):
        raise ChatsNotMade(channel=holdable(channel)[:40])
    now = clock.now()
    going = Chat.objects.filter(swarm=swarm, channel=channel, ended_at=None)
    wanted = going.filter(room=0).first()
    if wanted is not None:
        Chat.objects.filter(pk=wanted.pk, due_at=None).update(due_at=now, attempts=0)
        return wanted
    made = Chat.objects.create(
        swarm=swarm,
        channel=channel,
        name=f"{swarm.incident_ref}-{swarm.ref}".lower()[:80],
        connected_by=by.on_behalf_of or by.id,
        connected_at=now,
        due_at=now,
    )
    wake(REGISTER)
    return made


@transaction.atomic
def room_was_made(chat_id: int, address: str, name: str, *, by: Actor) -> Chat:
    """The provider made the room that was asked for."""
    found = Chat.objects.select_related("swarm").get(pk=chat_id)
    swarm = Swarm.objects.select_for_update(no_key=True).get(pk=found.swarm_id)
    hold_swarmed([swarm.incident_id])
    room = connect_room(found.channel, address, by=by, label=name)
    found.address, found.room, found.name = address, room.pk, name[:80]
    found.due_at, found.said = None, ""
    found.save()
    _say_connected(swarm, found, by)
    return found


@transaction.atomic
def cut_off(ref: str, number: int, *, by: Actor) -> Swarm:
    """Nothing more is posted there, and what is written there is not heard."""
    swarm = enter(ref, by=by, leading=True)
    found = Chat.objects.filter(swarm=swarm, pk=number, ended_at=None).first()
    if found is None:
        raise ChatUnknown
    found.ended_at, found.due_at = clock.now(), None
    found.save(update_fields=["ended_at", "due_at"])
    if found.room:
        facts = {"chat": found.place, "place": str(found), "because": "cut_off"}
        say(swarm, Kind.SWARM_MIRRORED, by, **facts)
    return swarm


def post_in_chats(heard: Sequence[Heard]) -> int:
    """What was said in swarms is posted in their chats, but where it came from; says
    how many posts are new. Told twice, it is one post."""
    said = [each for each in heard if each.body.get("swarm")]
    chats = _chats_of({str(each.body["swarm"]) for each in said})
    wanted = [
        _post(each, chat)
        for each in said
        for chat in chats.get(str(each.body["swarm"]), ())
        if _is_told(each, chat)
    ]
    return send_pages(wanted, now=clock.now()) if wanted else 0


def say_from_chat(
    channel: str,
    address: str,
    text: str,
    *,
    told_id: str,
    writer: str,
    name: str,
    by: Actor | None,
) -> bool:
    """Somebody wrote in a room in which a swarm is mirrored: so the swarm's record
    says, as that person, or by the name that the chat has for them. Once, however often
    the provider tells of it; says whether it was heard now."""
    rows = Chat.objects.filter(channel=channel, address=address, ended_at=None)
    chat = rows.select_related("swarm").first()
    words = holdable(text).strip()[:_LONGEST]
    if chat is None or not words or chat.swarm.is_over:
        return False
    cause = f"chat:{chat.place}:{told_id}"[:120]
    if by is not None:
        try:
            return _act(chat, words, by, cause)
        except Refusal:
            # They are known, and may not speak here: so they are as anybody is.
            name = by.name or name
    return _act_as_stranger(chat, words, writer, name, cause)


@transaction.atomic
def _act(chat: Chat, words: str, by: Actor, cause: str) -> bool:
    return _said(enter(chat.swarm.ref, by=by), chat, words, by, cause, guest="")


@transaction.atomic
def _act_as_stranger(
    chat: Chat, words: str, writer: str, name: str, cause: str
) -> bool:
    swarm = Swarm.objects.select_for_update(no_key=True).get(pk=chat.swarm_id)
    hold_swarmed([swarm.incident_id])
    if swarm.is_over or held([swarm.incident_id])[swarm.incident_id].restricted:
        return False
    guest = _stranger(swarm, chat, writer, name)
    by = actor_of_guest(guest).through("chat")
    return _said(swarm, chat, words, by, cause, guest=str(guest))


def _said(
    swarm: Swarm, chat: Chat, words: str, by: Actor, cause: str, guest: str
) -> bool:
    facts = {"text": words, "chat": chat.place, "guest": guest}
    if not say(swarm, Kind.SWARM_ACT, by, cause=cause, **facts):
        return False
    wrote(swarm)
    swarm.save(update_fields=["written_at"])
    return True


def _stranger(swarm: Swarm, chat: Chat, writer: str, name: str) -> Guest:
    """Somebody whom only the chat knows: named as it names them, without a link, and
    forgotten as any guest is."""
    about = f"{swarm.pk} {chat.channel} {writer}"
    digest = salted_hmac("tocsin swarm chat", about, algorithm="sha256").digest()
    now = clock.now()
    told = holdable(name).strip()[:120] or writer[:120]
    return Guest.objects.get_or_create(
        digest=digest,
        defaults={
            "swarm": swarm,
            "name": told,
            "organisation": str(chat.channel).title()[:120],
            "made_by": chat.connected_by,
            "made_at": now,
            "expires_at": now,
            "revoked_at": now,
        },
    )[0]


def _entered(ref: str, by: Actor) -> Swarm:
    swarm = enter(ref, by=by, leading=True)
    if held([swarm.incident_id])[swarm.incident_id].restricted:
        raise RestrictedFromChats(ref=swarm.incident_ref)
    return swarm


def _connect(swarm: Swarm, room: Room, by: Actor) -> Chat:
    rows = Chat.objects.filter(channel=room.channel, address=room.address)
    rows.filter(ended_at=None, swarm__closed_at__isnull=False).update(
        ended_at=clock.now()
    )
    going = rows.filter(ended_at=None).select_related("swarm").first()
    if going is not None and going.swarm_id != swarm.pk:
        raise ChatMirrorsAnother(swarm=going.swarm.ref)
    if going is not None:
        return going
    made = Chat.objects.create(
        swarm=swarm,
        channel=room.channel,
        address=room.address,
        room=room.pk,
        name=str(room)[:80],
        connected_by=by.on_behalf_of or by.id,
        connected_at=clock.now(),
    )
    _say_connected(swarm, made, by)
    return made


def _say_connected(swarm: Swarm, chat: Chat, by: Actor) -> None:
    say(swarm, Kind.SWARM_MIRRORED, by, chat=chat.place, place=str(chat))


def _chats_of(refs: Collection[str]) -> Mapping[str, Sequence[Chat]]:
    rows = Chat.objects.filter(swarm__ref__in=refs, ended_at=None, room__gt=0)
    found: dict[str, list[Chat]] = {}
    for row in rows.select_related("swarm").order_by("pk"):
        found.setdefault(row.swarm.ref, []).append(row)
    return found


def _is_told(each: Heard, chat: Chat) -> bool:
    """Not where it was written; of a room that is connected, only there, with what the
    swarm asks."""
    is_there = each.body.get("chat") == chat.place
    if each.kind == Kind.SWARM_MIRRORED:
        return is_there
    if each.kind == Kind.SWARM_OPENED:
        return False
    return not is_there and each.body.get("answer") != "accepted"


def _post(each: Heard, chat: Chat) -> Wanted:
    swarm = chat.swarm
    why: dict[str, Any] = {"mirrors": swarm.ref, "seq": each.seq}
    return Wanted(
        person=f"{PREFIX}{chat.room}",
        cause=f"post:{chat.pk}:{each.incident_id}:{each.seq}",
        kind=POST,
        incident_id=each.incident_id,
        ref=swarm.incident_ref,
        loud=False,
        why={**why, "path": f"/swarms/{swarm.ref}"},
        is_drill=swarm.is_drill,
        unless=NEVER,
    )
