"""Opsgenie's heartbeats, `/v2/heartbeats…`: those of the key's own source.

Source: docs.opsgenie.com/docs/heartbeat-api. An interval has no grace there, so those
that are made here have none.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tocsin.foundation.accounts.rules import Actor
from tocsin.intake.events.adapters.nesting import listed, mapping
from tocsin.intake.events.adapters.opsgenie.words import (
    FIELDS,
    SEVERITY,
    TAG,
    TAGGED,
    shortened_tag,
)
from tocsin.intake.events.adapters.texts import line, text
from tocsin.intake.heartbeats.actions.keeping import (
    add_heartbeat,
    change_heartbeat,
    delete_heartbeat,
    pause_heartbeat,
    resume_heartbeat,
)
from tocsin.intake.heartbeats.models import Heartbeat
from tocsin.intake.heartbeats.reads import PROTOCOL, heartbeat_named, heartbeats_of
from tocsin.intake.heartbeats.rules import DOWN, PAUSED
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.wire.accepting import accept
from tocsin.surfaces.wire.asked import Answer, Asked
from tocsin.surfaces.wire.opsgenie_answers import (
    Flawed,
    Said,
    answered,
    body_of,
    data,
    not_allowed,
    not_found,
    unprocessable,
)
from tocsin.surfaces.wire.opsgenie_shape import instant
from tocsin.surfaces.wire.senders import Sender
from tocsin.surfaces.wire.threads import in_thread

_UNITS = {"minutes": 60, "hours": 3600, "days": 86_400}
_USUAL = timedelta(minutes=10)
_PINGS = ("GET", "POST", "PUT", "PATCH")
_PONG = {"result": "PONG - Heartbeat received"}


async def heartbeats(asked: Asked) -> Answer:
    """Everything below `/v2/heartbeats`."""
    return await answered(asked, _heartbeats)


async def _heartbeats(found: Sender, asked: Asked) -> Said:
    name, _slash, verb = asked.path.strip("/").rpartition("/")
    if verb == "ping" and name:
        return await _pinged(found, asked, name)
    if verb in ("enable", "disable") and name:
        return await in_thread(_switched, found, asked, name, verb == "enable")
    whole = f"{name}/{verb}" if name else verb
    return await in_thread(_kept, found, asked, whole)


async def _pinged(found: Sender, asked: Asked, name: str) -> Said:
    if asked.method not in _PINGS:
        raise not_allowed()
    beat = await in_thread(_named, found, name)
    number = await accept(
        # A source's own rate is for what it tells of alerts.
        replace(found, rate=0),
        protocol=PROTOCOL,
        path=f"{beat.id}/",
        headers={"method": asked.method},
        body=asked.body,
    )
    return Said(202, _PONG, number)


def _kept(found: Sender, asked: Asked, name: str) -> Said:
    verb = _VERBS.get((asked.method, bool(name)))
    if verb is None:
        raise not_allowed()
    try:
        return verb(found, asked, name)
    except Refusal as refusal:
        raise Flawed(refusal.status, str(refusal)) from None


def _all(found: Sender, asked: Asked, name: str) -> Said:
    return data({"heartbeats": [_shown(beat) for beat in heartbeats_of(found.id)]})


def _made(found: Sender, asked: Asked, name: str) -> Said:
    body = body_of(asked)
    told = line(body.get("name"), 120)
    if not told:
        raise unprocessable(name="Name can not be empty.")
    facts = {"period": _USUAL, "grace": timedelta(0), **_facts(body)}
    beat, _key = add_heartbeat(told, by=_actor(found), source=found.slug, **facts)
    if body.get("enabled") is False:
        beat = pause_heartbeat(beat.slug, by=_actor(found))
    return data(_shown(beat), 201)


def _one(found: Sender, asked: Asked, name: str) -> Said:
    return data(_shown(_named(found, name)))


def _changed(found: Sender, asked: Asked, name: str) -> Said:
    body, beat = body_of(asked), _named(found, name)
    beat = change_heartbeat(beat.slug, by=_actor(found), **_facts(body, beat))
    if isinstance(body.get("enabled"), bool):
        beat = _switch(beat, found, is_on=body["enabled"])
    return data(_shown(beat))


def _gone(found: Sender, asked: Asked, name: str) -> Said:
    beat = _named(found, name)
    delete_heartbeat(beat.slug, by=_actor(found))
    return Said(200, {"result": "Deleted", "data": {"name": beat.name}})


def _switched(found: Sender, asked: Asked, name: str, is_on: bool) -> Said:
    if asked.method != "POST":
        raise not_allowed()
    return data(_shown(_switch(_named(found, name), found, is_on=is_on)))


def _switch(beat: Heartbeat, found: Sender, *, is_on: bool) -> Heartbeat:
    verb = resume_heartbeat if is_on else pause_heartbeat
    return verb(beat.slug, by=_actor(found))


def _named(found: Sender, name: str) -> Heartbeat:
    beat = heartbeat_named(found.id, name)
    if beat is None:
        raise not_found(f"No heartbeat exists with name [{text(name, 120)}]")
    return beat


def _facts(body: Mapping[str, Any], beat: Heartbeat | None = None) -> dict[str, Any]:
    """What the body tells of a heartbeat, as ours has it."""
    told: dict[str, Any] = {}
    if "interval" in body or "intervalUnit" in body:
        told["period"] = _period(body, beat)
    if "description" in body:
        told["description"] = text(body["description"], 2000)
    if "alertMessage" in body:
        told["message"] = line(body["alertMessage"], 200)
    if "alertPriority" in body:
        told["severity"] = _severity(body["alertPriority"])
    labels = {**(beat.labels if beat else {}), **_labels(body)}
    return {**told, "labels": labels} if _labels(body) else told


def _period(body: Mapping[str, Any], beat: Heartbeat | None) -> timedelta:
    usual = (beat.period if beat else None) or _USUAL
    unit = body.get("intervalUnit", "minutes")
    if unit not in tuple(_UNITS):
        raise unprocessable(intervalUnit="Should be one of minutes, hours, days.")
    count = body.get("interval", usual.total_seconds() // _UNITS[unit])
    if isinstance(count, bool) or not isinstance(count, int | float):
        raise unprocessable(interval="Should be a number.")
    if not 1 <= count <= 1_000_000:
        raise unprocessable(interval="Should be at least 1.")
    return timedelta(seconds=int(count) * _UNITS[unit])


def _severity(told: Any) -> str:
    if told not in tuple(SEVERITY):
        raise unprocessable(alertPriority="Should be one of [ P1, P2, P3, P4, P5 ].")
    return SEVERITY[told]


def _labels(body: Mapping[str, Any]) -> dict[str, str]:
    tags = map(shortened_tag, listed(body.get("alertTags"))[:20])
    told = {TAG + tag: TAGGED for tag in tags if tag}
    if body.get("alertPriority") in tuple(SEVERITY):
        told[FIELDS["priority"]] = body["alertPriority"]
    if team := line(mapping(body.get("ownerTeam")).get("name"), 100):
        told[FIELDS["responders"]] = f"team:{team}"
    return told


def _shown(beat: Heartbeat) -> dict[str, Any]:
    count, unit = _interval(beat.period or _USUAL)
    told: dict[str, Any] = {
        "name": beat.name,
        "description": beat.description,
        "interval": count,
        "intervalUnit": unit,
        "enabled": beat.state != PAUSED,
        "expired": beat.state == DOWN,
        "alertMessage": beat.message,
        "alertPriority": beat.labels.get(FIELDS["priority"], _priority(beat.severity)),
        "alertTags": sorted(
            name.removeprefix(TAG) for name in beat.labels if name.startswith(TAG)
        ),
    }
    if beat.last_at is not None:
        told["lastPingTime"] = instant(beat.last_at)
    return told


def _interval(period: timedelta) -> tuple[int, str]:
    seconds = int(period.total_seconds())
    for unit, length in reversed(_UNITS.items()):
        if seconds % length == 0:
            return seconds // length, unit
    return max(1, round(seconds / 60)), "minutes"


def _priority(severity: str) -> str:
    return next(name for name, word in SEVERITY.items() if word == severity)


def _actor(found: Sender) -> Actor:
    return Actor(kind="source", id=found.slug, name=found.name, via="wire")


_VERBS: Mapping[tuple[str, bool], Callable[[Sender, Asked, str], Said]] = {
    ("GET", False): _all,
    ("POST", False): _made,
    ("GET", True): _one,
    ("PATCH", True): _changed,
    ("PUT", True): _changed,
    ("DELETE", True): _gone,
}
