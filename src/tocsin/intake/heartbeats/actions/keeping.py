"""Verbs about heartbeats; each is audited. Administrators set them up, leads those of
their teams' services, and a source those that belong to it."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.services.models import Service
from tocsin.foundation.services.refusals import ServiceUnknown
from tocsin.intake.events.actions.own_requests import OwnRequest, store_own
from tocsin.intake.events.keys import digest_of, new_key, seal
from tocsin.intake.events.models import Source
from tocsin.intake.events.refusals import SourceUnknown
from tocsin.intake.heartbeats.facts import FACTS, need_whole, set_fact
from tocsin.intake.heartbeats.models import Heartbeat, Ping
from tocsin.intake.heartbeats.queries import drop_pings
from tocsin.intake.heartbeats.reads import (
    BUILT_IN,
    PROTOCOL,
    TOOL,
    alert_key,
    keeps,
    schedule_of,
    standing_of,
)
from tocsin.intake.heartbeats.refusals import HeartbeatNameTaken, HeartbeatUnknown
from tocsin.intake.heartbeats.rules import PAUSED, Standing, rescheduled, resumed
from tocsin.kernel import clock
from tocsin.kernel.text import holdable

GRACE = timedelta(hours=24)
_SCHEDULE = ("period", "cron", "zone", "grace", "longest_run")


@transaction.atomic
def add_heartbeat(
    name: str, *, by: Actor, source: str = "", **facts: Any
) -> tuple[Heartbeat, str]:
    """It may be heard at an address of its own, whose key is told here; until then it
    is new, and nobody misses it.

    `facts` are service, severity, period or cron with zone, grace, longest_run (lengths
    as timedeltas), message (what its alert is called), description and labels. `source`
    is the one it belongs to; left out, the one built in.
    """
    key = new_key()
    beat = Heartbeat(
        source=_source(source),
        slug=_free_slug(name),
        digest=digest_of(key),
        sealed_key=seal(key),
        grace=timedelta(minutes=5),
        created_at=clock.now(),
        created_by=by.id,
    )
    if not {"period", "cron"} & facts.keys():
        facts["period"] = timedelta(days=1)
    _set(beat, {"name": name} | facts)
    _need_right(beat, by)
    _save(beat)
    _audit(beat, "created", by, after=_told(beat))
    return beat, key


@transaction.atomic
def change_heartbeat(slug: str, *, by: Actor, why: str = "", **facts: Any) -> Heartbeat:
    """The heartbeat has these facts. By another schedule nothing is late at once: what
    is past by that one has its grace from now on."""
    beat = _locked(slug, by)
    before, old = _told(beat), schedule_of(beat)
    _set(beat, facts)
    _need_right(beat, by)
    if (new := schedule_of(beat)) != old:
        _put(beat, rescheduled(standing_of(beat), new, clock.now()))
    _save(beat)
    if (after := _told(beat)) != before:
        _audit(beat, "changed", by, before=before, after=after, why=why)
    return beat


@transaction.atomic
def pause_heartbeat(slug: str, *, by: Actor, why: str = "") -> Heartbeat:
    """Nobody misses it until it is resumed; what is heard is kept all the same. Its
    alert, if one is open, ends."""
    beat = _locked(slug, by)
    if beat.state == PAUSED:
        return beat
    _end_alert(beat, by)
    _put(beat, Standing(PAUSED, last_at=beat.last_at, last_said=beat.last_said))
    beat.save()
    _audit(beat, "paused", by, why=why)
    return beat


@transaction.atomic
def resume_heartbeat(slug: str, *, by: Actor, why: str = "") -> Heartbeat:
    """It is missed again, counted from now on."""
    beat = _locked(slug, by)
    if beat.state != PAUSED:
        return beat
    _put(beat, resumed(schedule_of(beat), standing_of(beat), clock.now()))
    beat.save()
    _audit(beat, "resumed", by, why=why)
    return beat


@transaction.atomic
def rotate_heartbeat_key(
    slug: str, *, by: Actor, grace: timedelta = GRACE, why: str = ""
) -> tuple[Heartbeat, str]:
    """It has a new key, told here; the one before works until `grace` is over."""
    beat, key = _locked(slug, by), new_key()
    beat.earlier_digest, beat.digest = beat.digest, digest_of(key)
    beat.earlier_until = clock.now() + grace
    beat.sealed_key = seal(key)
    beat.save()
    _audit(beat, "rotated", by, after={"earlier": str(beat.earlier_until)}, why=why)
    return beat, key


@transaction.atomic
def delete_heartbeat(slug: str, *, by: Actor, why: str = "") -> None:
    """It and what was heard of it are gone, and its alert, if one is open, ends."""
    beat = _locked(slug, by)
    _end_alert(beat, by)
    drop_pings(beat.id)
    before, number = _told(beat), beat.id
    Heartbeat.objects.filter(id=number).delete()
    _audit(beat, "deleted", by, before=before, why=why)


def _locked(slug: str, by: Actor) -> Heartbeat:
    rows = Heartbeat.objects.select_for_update(no_key=True, of=("self",))
    beat = rows.select_related("source").filter(slug=holdable(slug)).first()
    if beat is None:
        raise HeartbeatUnknown(slug=holdable(slug))
    _need_right(beat, by)
    return beat


def _need_right(beat: Heartbeat, by: Actor) -> None:
    if not keeps(beat, by):
        raise NotAllowed


def _source(slug: str) -> Source:
    if slug:
        found = Source.objects.filter(slug=holdable(slug)).first()
        if found is None:
            raise SourceUnknown(slug=holdable(slug))
        return found
    key = new_key()
    made, _fresh = Source.objects.get_or_create(
        slug=BUILT_IN,
        defaults={
            "name": "Tocsin heartbeats",
            "tool": TOOL,
            "digest": digest_of(key),
            "sealed_key": seal(key),
            "created_at": clock.now(),
            "created_by": "tocsin",
        },
    )
    return made


def _set(beat: Heartbeat, facts: Mapping[str, Any]) -> None:
    if strange := facts.keys() - {*FACTS, "service"}:
        raise TypeError(f"a heartbeat has no {sorted(strange)}")
    for name, told in facts.items():
        if name == "service":
            beat.service = _service(told)
        else:
            set_fact(beat, name, told)
    need_whole(beat, clock.now(), facts.keys())


def _service(told: Any) -> str:
    key = holdable(str(told or ""))
    if key and not Service.objects.filter(key=key, is_active=True).exists():
        raise ServiceUnknown(key=key)
    return key


def _put(beat: Heartbeat, standing: Standing) -> None:
    for name in Standing.__slots__:
        setattr(beat, name, getattr(standing, name))
    beat.asked_at = None


def _end_alert(beat: Heartbeat, by: Actor) -> None:
    """Folding ends the alert, in its order among all that is heard."""
    asked = OwnRequest(
        source_id=beat.source_id,
        retention=beat.source.retention,
        at=clock.now(),
        protocol=PROTOCOL,
        path="ended",
        query=f"{by.kind}:{by.id}\n{alert_key(beat)}",
    )
    if beat.state == Heartbeat.State.DOWN:
        store_own([asked])


def _save(beat: Heartbeat) -> None:
    try:
        with transaction.atomic():
            beat.save()
    except IntegrityError as found:
        raise HeartbeatNameTaken(name=beat.name) from found


def _free_slug(name: str) -> str:
    """The name as a slug that no heartbeat has yet."""
    stem = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:50] or "heartbeat"
    # Addresses of pages beside those of heartbeats.
    rows = Heartbeat.objects.filter(slug__startswith=stem)
    taken = {"new", *rows.values_list("slug", flat=True)}
    numbered = (f"{stem}-{number}" for number in range(2, 1_000_000))
    return stem if stem not in taken else next(s for s in numbered if s not in taken)


def _told(beat: Heartbeat) -> dict[str, Any]:
    """As it is audited."""
    told = {name: getattr(beat, name) for name in ("name", "service", "severity")}
    told |= {"source": beat.source.slug, "message": beat.message}
    told |= {name: _plain(getattr(beat, name)) for name in _SCHEDULE}
    return told


def _plain(value: Any) -> Any:
    return value.total_seconds() if isinstance(value, timedelta) else value


def _audit(beat: Heartbeat, verb: str, by: Actor, **facts: Any) -> None:
    record_change(f"heartbeat:{beat.slug}", verb, by=(by.kind, by.id), **facts)


def forget_pings(before: Any, batch: int = 5000) -> int:
    """What was heard before this instant is kept no longer; says how much went."""
    old = Ping.objects.filter(at__lt=before).values_list("id", flat=True)[:batch]
    return Ping.objects.filter(id__in=list(old)).delete()[0]
