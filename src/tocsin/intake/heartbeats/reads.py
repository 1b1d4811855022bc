"""Heartbeats: found, looked at, how each stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import Actor, may_look
from tocsin.foundation.services.models import Service
from tocsin.intake.events.keys import digest_of, opened
from tocsin.intake.events.models import Source
from tocsin.intake.heartbeats.models import Heartbeat, Ping
from tocsin.intake.heartbeats.queries import pings_lately
from tocsin.intake.heartbeats.refusals import HeartbeatUnknown
from tocsin.intake.heartbeats.rules import LATE, UP, Standing, may_keep
from tocsin.intake.heartbeats.schedules import Schedule
from tocsin.kernel import clock, home
from tocsin.kernel.text import holdable

# Requests that folding hands to this room; the built-in source: its tool, its name.
PROTOCOL = "hb"
TOOL = "heartbeat"
BUILT_IN = "tocsin-heartbeats"


@dataclass(frozen=True, slots=True)
class WantedHeartbeats:
    q: str = ""
    state: str = ""
    service: str = ""
    source: str = ""


def heartbeats(
    actor: Actor, wanted: WantedHeartbeats = WantedHeartbeats(), limit: int = 1000
) -> list[Heartbeat]:
    """By name; what is down or late first is for those who show them."""
    _need_look(actor)
    rows = Heartbeat.objects.select_related("source").filter(_narrowed(wanted))
    return list(rows.order_by("name", "id")[:limit])


def _narrowed(wanted: WantedHeartbeats) -> Q:
    narrowed, now = Q(), clock.now()
    if words := holdable(wanted.q).strip():
        narrowed &= Q(name__icontains=words) | Q(slug__icontains=words)
    if wanted.service:
        narrowed &= Q(service=holdable(wanted.service))
    if wanted.source:
        narrowed &= Q(source__slug=holdable(wanted.source))
    if wanted.state == LATE:
        narrowed &= Q(state=UP, expected_at__lt=now)
    elif wanted.state == UP:
        narrowed &= Q(state=UP) & ~Q(expected_at__lt=now)
    elif wanted.state:
        narrowed &= Q(state=holdable(wanted.state))
    return narrowed


def heartbeat_for(actor: Actor, slug: str) -> Heartbeat:
    _need_look(actor)
    rows = Heartbeat.objects.select_related("source")
    found = rows.filter(slug=holdable(slug)).first()
    if found is None:
        raise HeartbeatUnknown(slug=holdable(slug))
    return found


def heartbeat_named(source_id: int, name: str) -> Heartbeat | None:
    """The heartbeat of this name that belongs to a source, as its own protocol asks."""
    rows = Heartbeat.objects.select_related("source")
    return rows.filter(source_id=source_id, name=holdable(name)).first()


def heartbeats_of(source_id: int) -> list[Heartbeat]:
    rows = Heartbeat.objects.select_related("source").filter(source_id=source_id)
    return list(rows.order_by("name", "id"))


def heartbeat_by_key(key: str) -> Heartbeat | None:
    """Whose key this is, now or until its grace is over."""
    digest = digest_of(key)
    rows = Heartbeat.objects.select_related("source").filter(source__is_active=True)
    earlier = Q(earlier_digest=digest, earlier_until__gt=clock.now())
    return rows.filter(Q(digest=digest) | earlier).first()


def pings(actor: Actor, beat: Heartbeat, limit: int = 100) -> list[Ping]:
    """What was heard of it, the latest first."""
    _need_look(actor)
    return list(Ping.objects.filter(heartbeat=beat).order_by("-id")[:limit])


def latest_pings(
    beats: Sequence[Heartbeat], each: int = 30
) -> Mapping[int, list[tuple[str, datetime]]]:
    """By heartbeat: what was heard lately and when, the oldest first."""
    found: dict[int, list[tuple[str, datetime]]] = {beat.id: [] for beat in beats}
    for ping in pings_lately([beat.id for beat in beats], each):
        found[ping.heartbeat_id].append((ping.said, ping.at))
    return found


def schedule_of(beat: Heartbeat) -> Schedule:
    return Schedule(beat.period, beat.cron, beat.zone, beat.grace, beat.longest_run)


def standing_of(beat: Heartbeat) -> Standing:
    return Standing(**{name: getattr(beat, name) for name in Standing.__slots__})


def state_of(beat: Heartbeat) -> str:
    """new, up, late, down or paused, at this moment."""
    return standing_of(beat).shown(clock.now())


def address_of(beat: Heartbeat) -> str:
    """Where it is to be heard."""
    return f"{home.url()}/hb/{key_of(beat)}"


def key_of(beat: Heartbeat) -> str:
    return opened(bytes(beat.sealed_key))


def alert_key(beat: Heartbeat) -> str:
    """What its alert is called within its source; among what a tool itself told, a
    key that no tool chooses."""
    own = beat.source.tool == TOOL
    return beat.slug if own else f"heartbeat:{beat.slug}"


def alert_source(beat: Heartbeat) -> Source:
    return beat.source


def keeps(beat: Heartbeat, actor: Actor) -> bool:
    """Whether the actor may set it up: see `rules.may_keep`; a source keeps its own."""
    if actor.kind == "source":
        return beat.source.slug == actor.id
    return may_keep(actor, team_of(beat.service))


def team_of(service: str) -> str:
    if not service:
        return ""
    found = Service.objects.filter(key=service).values_list("team__key", flat=True)
    return found.first() or ""


def _need_look(actor: Actor) -> None:
    if not may_look(actor):
        raise NotAllowed
