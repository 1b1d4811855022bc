"""A room's own stream: what is said in it, as soon as it is said.

One reader per process asks the register for all who listen to one room, and writes the
new lines once for each language and zone among them: fifty cost what one does.
Who may listen is asked again with each news.
"""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from asgiref.sync import sync_to_async
from django.db import DatabaseError, connection, connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone, translation

from tocsin.foundation.accounts.reads import actor_of
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.notify.rules import zone_named
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.work.answering import named_on
from tocsin.register.work.timeline import lines_in_swarm
from tocsin.response.swarm.actions import guest_of
from tocsin.response.swarm.models import Guest, Stay, Swarm
from tocsin.response.swarm.reads.rooms import swarm_for
from tocsin.surfaces.web.live import Stream, switchboard
from tocsin.surfaces.web.telling import by_minute, shown

log = logging.getLogger(__name__)

SHARED = "shared"
_BEAT, _GATHER = 15.0, 0.04
_MOST_WAITING = 200


@dataclass(eq=False, slots=True)
class Listener:
    """One open page: whose, in what language and zone, what it has shown already."""

    person: str
    language: str
    zone: str
    seq: int
    guest: int = 0
    told: asyncio.Queue[str | None] = field(
        default_factory=lambda: asyncio.Queue(_MOST_WAITING)
    )

    @property
    def way(self) -> tuple[str, str, str]:
        return (self.language, self.zone, SHARED if self.guest else "")


@dataclass(slots=True)
class News:
    """What there is to tell: new lines by language, zone and audience; whether more
    than words changed; who may not listen any more."""

    lines: dict[tuple[str, str, str], list[dict[str, Any]]]
    mark: str
    gone_people: frozenset[str]
    gone_guests: frozenset[int]


class Room:
    """Everybody in this process who listens to one room."""

    def __init__(self, swarm: int) -> None:
        self.swarm = swarm
        self.listeners: set[Listener] = set()
        self.mark = ""
        self.task: asyncio.Task[None] | None = None
        self.stream: Stream | None = None

    def join(self, listener: Listener) -> None:
        """What was said since the page was made is told at once."""
        self.listeners.add(listener)
        if self.stream:
            self.stream.hear("moved")
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._read())

    def leave(self, listener: Listener) -> None:
        self.listeners.discard(listener)
        if not self.listeners and self.task:
            self.task.cancel()
            self.task = None

    async def _read(self) -> None:
        """Reads whenever the register moved, for as long as anybody listens."""
        board = switchboard()
        self.stream = stream = board.join("")
        stream.hear("moved")
        try:
            while True:
                await stream.woken.wait()
                stream.woken.clear()
                stream.news.clear()
                await asyncio.sleep(_GATHER)
                await self._tell()
        finally:
            self.stream = None
            board.leave(stream)

    async def _tell(self) -> None:
        here = list(self.listeners)
        try:
            news = await sync_to_async(_news, thread_sensitive=False)(self.swarm, here)
        except DatabaseError as lost:
            log.warning("a room could not be read: %s", lost)
            return
        moved = news.mark != self.mark
        self.mark = news.mark
        for each in here:
            gone = (
                each.guest in news.gone_guests
                if each.guest
                else (each.person in news.gone_people)
            )
            if gone:
                _put(each, None)
                continue
            lines = [it for it in news.lines.get(each.way, ()) if it["seq"] > each.seq]
            if lines or moved:
                each.seq = max([each.seq, *(it["seq"] for it in lines)])
                told = json.dumps({"lines": lines, "room": moved})
                _put(each, f"id: {each.seq}\nevent: room\ndata: {told}\n\n")


def _put(listener: Listener, told: str | None) -> None:
    """Who reads too slowly to keep up begins anew."""
    if listener.told.full():
        listener.told.get_nowait()
        told = None
    listener.told.put_nowait(told)


def _news(swarm_id: int, listeners: list[Listener]) -> News:
    try:
        swarm = Swarm.objects.get(id=swarm_id)
        stays = Stay.objects.filter(swarm=swarm).order_by("id")
        marks = list(stays.values_list("id", "left_at", "doing", "role"))
        cards = swarm.hypotheses.values_list("id", "state", "evidence")
        calls = swarm.invites.values_list("id", "state")
        mark = repr((swarm.state, swarm.primary_team, marks, [*cards], [*calls]))
        lines = {}
        for way in {each.way for each in listeners}:
            after = min(each.seq for each in listeners if each.way == way)
            lines[way] = _written(swarm, way, after)
        people, guests = _gone(swarm, listeners)
        return News(lines, mark, people, guests)
    finally:
        # This thread is nobody's: what it borrowed goes back at once.
        connection.close()


def _gone(
    swarm: Swarm, listeners: list[Listener]
) -> tuple[frozenset[str], frozenset[int]]:
    people: frozenset[str] = frozenset()
    incident = visible_to(SYSTEM).get(id=swarm.incident_id)
    if incident.restricted:
        named = named_on([incident.id])[incident.id]
        people = frozenset(each.person for each in listeners) - named
    asked = {each.guest for each in listeners if each.guest}
    if not asked:
        return people, frozenset()
    now = clock.now()
    good = Guest.objects.filter(id__in=asked, revoked_at=None, expires_at__gt=now)
    left = set() if swarm.is_over else set(good.values_list("id", flat=True))
    return people, frozenset(asked - left)


def _written(
    swarm: Swarm, way: tuple[str, str, str], after: int
) -> list[dict[str, Any]]:
    """New lines as one reader's page shows them."""
    language, zone, audience = way
    with translation.override(language), timezone.override(zone_named(zone)):
        lines = lines_in_swarm(
            swarm.incident_id, swarm.ref, after=after, audience=audience
        )
        return [
            {
                "seq": entry.line.seq,
                "minute": minute.at.isoformat(),
                "html": render_to_string("swarms/_line.html", {"entry": entry}),
                "head": render_to_string("swarms/_minute.html", {"minute": minute}),
            }
            for minute in by_minute(shown(lines))
            for entry in minute.entries
        ]


_rooms: dict[tuple[asyncio.AbstractEventLoop, int], Room] = {}


def room_of(swarm_id: int) -> Room:
    """This event loop's; those of closed loops are forgotten."""
    for key in [k for k, room in _rooms.items() if k[0].is_closed()]:
        del _rooms[key]
    return _rooms.setdefault((asyncio.get_running_loop(), swarm_id), Room(swarm_id))


async def events(swarm_id: int, listener: Listener) -> AsyncGenerator[bytes, None]:
    """Server-sent events: `room`, with new lines, and whether more than words changed;
    a comment when nothing happened for long."""
    room = room_of(swarm_id)
    room.join(listener)
    try:
        yield b"retry: 2000\n\n"
        while True:
            try:
                told = await asyncio.wait_for(listener.told.get(), _BEAT)
            except TimeoutError:
                yield b": still here\n\n"
                continue
            if told is None:
                return
            yield told.encode()
    finally:
        room.leave(listener)


async def _released(stream: AsyncGenerator[bytes, None]) -> AsyncIterator[bytes]:
    """The stream, once the connection that signed its reader in is given back."""
    await sync_to_async(connections.close_all)()
    async with aclosing(stream):
        async for chunk in stream:
            yield chunk


def _answer(swarm_id: int, listener: Listener) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        _released(events(swarm_id, listener)),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
    )


async def swarm_live(request: HttpRequest, ref: str) -> HttpResponseBase:
    """GET /swarms/<ref>/live?seq=N: the stream, for whoever may see the room."""
    user: Any = await request.auser()
    if not user.is_authenticated:
        return HttpResponse(status=401)
    found = await sync_to_async(_seen_by)(user, ref)
    if found is None:
        return HttpResponse(status=404)
    listener = Listener(user.key, user.language or "en", user.zone, _seq(request))
    return _answer(found, listener)


def _seen_by(user: Any, ref: str) -> int | None:
    actor = actor_of(user, via="web")
    try:
        return None if actor.is_requester else swarm_for(actor, ref).pk
    except Refusal:
        return None


async def guest_live(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET /g/<token>/live?seq=N: what is shared, for whoever has the link."""
    try:
        guest = await sync_to_async(guest_of)(token)
    except Refusal:
        return HttpResponse(status=404)
    language = translation.get_language() or "en"
    listener = Listener("", language, "UTC", _seq(request), guest=guest.pk)
    return _answer(guest.swarm_id, listener)


def _seq(request: HttpRequest) -> int:
    """The last line that the page shows, also after the stream broke off."""
    told = request.headers.get("Last-Event-ID") or request.GET.get("seq", "0")
    return int(told) if told.isdecimal() and len(told) < 10 else 0
