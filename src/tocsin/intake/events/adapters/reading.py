"""What a request says: the reader is chosen by the endpoint that took it, by its
source's tool, by its source's own mapping, or by what the body looks like."""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Table
from functools import cache
from importlib import import_module
from typing import Any

from msgspec.structs import replace

from tocsin.intake.events.adapters.bodies import opened
from tocsin.intake.events.adapters.guess import GUESSED, guess
from tocsin.intake.events.adapters.mapping import Mapping, compiled, compiled_once
from tocsin.intake.events.adapters.presets import OURS, PRESETS, Preset, preset_named
from tocsin.intake.events.adapters.refusals import MappingUnusable
from tocsin.intake.events.event import Event, Request, Told, Unparsed

Data = Table[str, Any]
# Endpoints with a body of their own, whatever the source's tool is.
_PAGERDUTY, _KEY = ("trigger", "acknowledge", "resolve"), "dedup_key"
PROTOCOLS = ("alertmanager", "pagerduty", "opsgenie")


def read(
    request: Request, *, service: str = "", mapping: Mapping | Data | None = None
) -> Told:
    """What the request tells. An event that names no service is of `service`, its
    source's. `mapping` is the source's own, compiled or as data. Unparsed is raised
    where nothing can be said, and nothing else ever."""
    if request.protocol == "alertmanager":
        return _protocol(request.protocol)(request, service=service)
    try:
        told = _read(request, _own(mapping))
    except RecursionError:
        raise Unparsed("The body is nested too deeply to be read.") from None
    if not service or all(event.service for event in told.events):
        return told
    events = [e if e.service else replace(e, service=service) for e in told.events]
    return replace(told, events=events)


def _read(request: Request, mapping: Mapping | None) -> Told:
    if request.protocol in PROTOCOLS:
        return _protocol(request.protocol)(request)
    if not mapping and (told := _told_in_a_row(request)):
        return told
    body = opened(request)
    if spoken := _spoken(request.tool, body):
        return _protocol(spoken)(request)
    if mapping and (events := mapping.events(request, body)):
        return Told(events=events)
    preset = preset_named(request.tool)
    if preset and (told := read_as(preset, request, body)) is not None:
        return told
    return _recognised(request, body, but=preset) or guessed(request, body)


def _told_in_a_row(request: Request) -> Told | None:
    """What an array says to the tool's own way of reading, which is asked first, and
    opens the body itself."""
    preset = preset_named(request.tool) if request.body.startswith(b"[") else None
    try:
        return preset.reading(request) if preset and preset.reading else None
    except Unparsed:
        return None


def _own(mapping: Mapping | Data | None) -> Mapping | None:
    """The source's own mapping, unless it cannot be used, which its page shows."""
    try:
        return compiled_once(mapping) if mapping else None
    except MappingUnusable:
        return None


def _spoken(tool: str, body: Any) -> str:
    """The protocol that a body is of, though it was sent to the webhooks' address."""
    if not isinstance(body, dict):
        return ""
    if body.get("event_action") in _PAGERDUTY and ("payload" in body or _KEY in body):
        return "pagerduty"
    creates = isinstance(body.get("message"), str) and "alert" not in body
    return "opsgenie" if tool == "opsgenie" and creates else ""


@cache
def _protocol(name: str) -> Callable[..., Told]:
    read: Callable[..., Told] = import_module(f"{OURS}.{name}.reading").read_protocol
    return read


def read_as(preset: Preset, request: Request, body: Any) -> Told | None:
    """What the preset makes of the body; None where it is nothing of that tool's.

    A body that is the tool's, and says nothing about any alert, tells nothing.
    """
    try:
        if preset.reading:
            return preset.reading(request)
    except Unparsed:
        pass
    events = preset.mapping.events(request, body) if preset.mapping else []
    if preset.matches(body):
        return Told(events=events)
    events = [event for event in events if event.key not in preset.hollow]
    return Told(events=events) if events else None


def recognised(body: Any) -> Iterator[Preset]:
    """The tools whose bodies look like this one."""
    for preset in PRESETS.values():
        if preset.matches(body):
            yield preset


def guessed(request: Request, body: Any) -> Told:
    """What can be made of a body that nobody has described; its alerts say so."""
    try:
        events = compiled(guess(body)).events(request, body)
    except MappingUnusable:
        events = []
    if not events:
        raise Unparsed(
            "Nothing in the body looks like an alert: a mapping has to say what"
            " its title and its key are."
        )
    return Told(events=_flagged(events))


def _recognised(request: Request, body: Any, but: Preset | None) -> Told | None:
    for preset in recognised(body):
        if preset is not but and (told := read_as(preset, request, body)):
            return told
    return None


def _flagged(events: Sequence[Event]) -> list[Event]:
    return [replace(e, labels={GUESSED: "yes"} | dict(e.labels)) for e in events]
