"""What was heard and what was missed, folded in the order in which it was stored.

The look at a heartbeat that is due is a request too (`ask_for_due`), so a ping that was
stored before is always read before it, however far folding is behind.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from django.db import transaction

from tocsin.intake.alerts.changes import Received
from tocsin.intake.events.actions.own_requests import OwnRequest, store_own
from tocsin.intake.events.event import Act, Event, Request
from tocsin.intake.events.models import Source
from tocsin.intake.heartbeats.models import Heartbeat, Ping, Watch
from tocsin.intake.heartbeats.queries import claim_due, spare_due
from tocsin.intake.heartbeats.reads import PROTOCOL, schedule_of, standing_of
from tocsin.intake.heartbeats.rules import (
    AWAY,
    BODY_LIMIT,
    DOWN,
    FAIL,
    LOG,
    SETTLED,
    SUCCESS,
    Said,
    Standing,
    heard,
    read_said,
    unheard,
)
from tocsin.intake.heartbeats.telling import is_back, is_down, noted
from tocsin.kernel import clock
from tocsin.kernel.text import holdable

DUE, ENDED = "due", "ended"
_WATCH = "due"
_RUN, _AGENT = 36, 120


@dataclass(slots=True)
class _Turn:
    """What one turn of folding makes of heartbeats."""

    beats: dict[int, Heartbeat]
    events: list[Received] = field(default_factory=list)
    pings: list[Ping] = field(default_factory=list)
    moved: set[int] = field(default_factory=set)

    def tell(self, beat: Heartbeat, request: Request, event: Event) -> None:
        told = Received(beat.source_id, request, event, beat.source.is_drill)
        self.events.append(told)


@transaction.atomic
def hear(
    requests: Sequence[Request], replays: Collection[int] = frozenset()
) -> list[Received]:
    """Heartbeats stand as these requests say, each ping is kept, and what that does to
    their alerts is given back, in order. Heartbeats are locked by id. A replay of what
    was heard before, or before something that was heard, is passed over."""
    turn = _Turn(_locked(_numbers(requests)))
    for request in requests:
        number, tail = _parts(request)
        if tail == ENDED:
            turn.events += _ended(request)
        elif beat := turn.beats.get(number):
            is_old = beat.last_at and request.received_at <= beat.last_at
            if request.id in replays and is_old:
                continue
            if tail == DUE:
                _look(turn, beat, request)
            elif said := read_said(tail):
                _hear(turn, beat, request, *said)
    Ping.objects.bulk_create(turn.pings, ignore_conflicts=True)
    columns = [*Standing.__slots__, "asked_at"]
    moved = [turn.beats[number] for number in sorted(turn.moved)]
    Heartbeat.objects.bulk_update(moved, columns, batch_size=500)
    return turn.events


def _numbers(requests: Iterable[Request]) -> list[int]:
    return sorted({number for each in requests if (number := _parts(each)[0])})


def _parts(request: Request) -> tuple[int, str]:
    """The heartbeat's number and what is said of it, from a request's path."""
    first, _slash, tail = request.path.partition("/")
    return (int(first), tail) if first.isdecimal() else (0, first)


def _locked(numbers: Sequence[int]) -> dict[int, Heartbeat]:
    rows = Heartbeat.objects.select_for_update(no_key=True, of=("self",))
    found = rows.select_related("source").filter(id__in=numbers).order_by("id")
    return {beat.id: beat for beat in found}


def _hear(
    turn: _Turn, beat: Heartbeat, request: Request, said: str, status: int | None
) -> None:
    before = standing_of(beat)
    ping = Said(said, request.received_at, _run(request), status)
    after = heard(before, schedule_of(beat), ping)
    kept = _kept(beat, request, ping, after)
    turn.pings.append(kept)
    _put(turn, beat, after)
    if after.state == DOWN and said == FAIL:
        turn.tell(beat, request, is_down(beat, after, ping.at, kept.body))
    elif before.state == DOWN and after.state != DOWN:
        turn.tell(beat, request, is_back(beat, ping.at))
    elif after.state == DOWN and said == LOG:
        turn.tell(beat, request, noted(beat, kept.body))


def _look(turn: _Turn, beat: Heartbeat, request: Request) -> None:
    before = standing_of(beat)
    after = unheard(before, schedule_of(beat), request.received_at)
    if after is before:
        return
    _put(turn, beat, after)
    at = before.due_at or request.received_at
    turn.tell(beat, request, is_down(beat, after, at))


def _put(turn: _Turn, beat: Heartbeat, standing: Standing) -> None:
    for name in Standing.__slots__:
        setattr(beat, name, getattr(standing, name))
    beat.asked_at = None
    turn.moved.add(beat.id)


def _run(request: Request) -> str:
    told = parse_qs(request.query).get("rid", [""])[0]
    return holdable(told)[:_RUN].lower()


def _kept(beat: Heartbeat, request: Request, ping: Said, after: Standing) -> Ping:
    body = request.body[:BODY_LIMIT].decode("utf-8", "replace")
    return Ping(
        heartbeat=beat,
        request_id=request.id,
        at=ping.at,
        said=ping.said,
        exit_status=ping.exit_status,
        run=ping.run,
        method=request.headers.get("method", "")[:4],
        agent=holdable(request.headers.get("user-agent", ""))[:_AGENT],
        length=after.last_length if ping.said in (SUCCESS, FAIL) else None,
        body=holdable(body),
        size=len(request.body),
    )


def _ended(request: Request) -> list[Received]:
    """Somebody paused or deleted a heartbeat that was down."""
    source = Source.objects.filter(slug=request.source).first()
    by, _line, key = request.query.partition("\n")
    if source is None or not key:
        return []
    ended = Event(key, Act.DELETE, ends_at=request.received_at, by=by)
    return [Received(source.id, request, ended, source.is_drill)]


@transaction.atomic
def ask_for_due(*, is_first_look: bool, batch: int = 1000) -> int:
    """Folding is asked to look at each heartbeat that is due. After a time in which
    nobody looked, none is due before its grace has passed anew."""
    now = clock.now()
    _keep_watch(is_first_look=is_first_look)
    due = claim_due(before=now - SETTLED, now=now, batch=batch)
    kept = dict(Source.objects.values_list("id", "retention")) if due else {}
    store_own(
        [
            OwnRequest(
                source_id=each.source_id,
                retention=kept[each.source_id],
                at=now,
                protocol=PROTOCOL,
                path=f"{each.id}/{DUE}",
            )
            for each in sorted(due, key=lambda one: one.id)
        ]
    )
    return len(due)


def _keep_watch(*, is_first_look: bool) -> None:
    at = clock.now()
    held = Watch.objects.select_for_update().filter(name=_WATCH).first()
    if held is None:
        Watch.objects.get_or_create(name=_WATCH, defaults={"looked_at": at})
        return
    if is_first_look and at - held.looked_at > AWAY:
        spare_due(now=at)
    if at - held.looked_at > AWAY / 3 or held.looked_at > at:
        held.looked_at = at
        held.save()
