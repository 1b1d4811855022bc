"""What follows from an alert's texts alone, worked out once per alert.

A sender repeats its alerts every minute, so this is where the reading of a storm saves
its time: only the instants of a repeat are new.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tocsin.intake.events.adapters.alertmanager.fingerprints import fingerprint
from tocsin.intake.events.adapters.labels import COUNT, REMARK, bounded, labels_of
from tocsin.intake.events.adapters.mapping import service_of
from tocsin.intake.events.adapters.moments import moment
from tocsin.intake.events.adapters.texts import TEXT, line, link
from tocsin.intake.events.adapters.words import USUAL_SEVERITIES
from tocsin.kernel.memory import Memory

_SEVERITIES = ("severity", "level", "priority")
_NONE: Mapping[str, str] = {}
_TEXT = {str}
# What is remembered of an alert may grow by so many letters.
_SPARE = 200


@dataclass(slots=True)
class Known:
    """What an alert says but for its instants. `title` is what people wrote about it,
    else its name; a resolve that brings no annotations has no title either, so that
    it takes none away."""

    fingerprint: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    title: str
    severity: str
    description: str
    service: str
    url: str


@dataclass(slots=True)
class Labelled:
    """What a set of labels says; and what was said with it last: `remarks` and
    `address`, as they were told, and what they came to. Remarks that are longer than
    `room` are not kept."""

    fingerprint: str
    labels: Mapping[str, str]
    name: str
    severity: str
    service: str
    room: int = 0
    remarks: Mapping[str, Any] = field(default_factory=dict)
    address: Any = None
    known: Known | None = None


# In letters of texts: some tens of megabytes when full.
_labels: Memory[Labelled] = Memory(8_000_000)
_instants: Memory[datetime] = Memory(10_000)


def known(labels: Any, annotations: Any, address: Any) -> Known | None:
    """What the alert says; None where it has no labels, or they are no texts."""
    if type(labels) is not dict:
        return None
    remarks = annotations if type(annotations) is dict else _NONE
    held = _labelled(labels, remarks)
    if held is None:
        return None
    last = held.known
    if last is not None and held.address == address and held.remarks == remarks:
        return last
    last = _alert(held, remarks, address)
    # What is kept is text alone: 1, 1.0 and true are equal, and differ as texts.
    texts = _are_texts(remarks) and (address is None or type(address) is str)
    if texts and len(remarks) <= COUNT and _letters(remarks) <= held.room:
        held.remarks, held.address, held.known = remarks, address, last
    return last


def _labelled(labels: Mapping[str, Any], remarks: Mapping[str, Any]) -> Labelled | None:
    told = tuple(labels.items())
    try:
        held = _labels.get(told)
    except TypeError:
        # A value is a list or an object: no text, and nothing to look up by.
        return None
    if held is None and _are_texts(labels):
        held = _worked_out(labels)
        if held is not None:
            wanted = _letters(remarks) if _are_texts(remarks) else 0
            held.room = wanted + _SPARE
            _labels.put(told, held, _letters(labels) + held.room)
    return held


def instant(told: Any) -> datetime | None:
    """The instant; year one, which Go writes for none, is none."""
    if type(told) is not str:
        return None
    at = _instants.get(told)
    if at is None:
        at = moment(told)
        if at is not None:
            _instants.put(told, at)
    return at


def _alert(held: Labelled, annotations: Mapping[str, Any], address: Any) -> Known:
    plain = _are_texts(annotations)
    remarks = bounded(annotations if plain else labels_of(annotations), REMARK)
    summary = remarks.get("summary") or remarks.get("title")
    described = remarks.get("description") or remarks.get("message") or ""
    return Known(
        held.fingerprint,
        held.labels,
        remarks,
        line(summary) or held.name,
        held.severity or USUAL_SEVERITIES.of(remarks.get("severity")),
        described[:TEXT],
        held.service,
        link(address),
    )


def _worked_out(labels: Mapping[str, str]) -> Labelled | None:
    held = labels
    if not all(labels.values()):
        held = {name: value for name, value in labels.items() if value}
    if not held:
        return None
    kept = bounded(held)
    severity = next((held[name] for name in _SEVERITIES if name in held), "")
    return Labelled(
        fingerprint(held),
        kept,
        line(held.get("alertname") or next(iter(kept.values()), "")),
        USUAL_SEVERITIES.of(severity),
        service_of(kept),
    )


def _are_texts(told: Mapping[str, Any]) -> bool:
    return {*map(type, told.values())} <= _TEXT


def _letters(texts: Mapping[str, str]) -> int:
    return sum(map(len, texts.values()))
