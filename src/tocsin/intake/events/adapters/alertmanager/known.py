"""What follows from an alert's texts alone, worked out once per alert.

A sender repeats its alerts every minute, so this is where the reading of a storm saves
its time: only the instants of a repeat are new.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson
from msgspec import Struct

from tocsin.intake.events.adapters.alertmanager.fingerprints import fingerprint
from tocsin.intake.events.adapters.labels import COUNT, REMARK, bounded, labels_of
from tocsin.intake.events.adapters.mapping import service_of
from tocsin.intake.events.adapters.moments import moment
from tocsin.intake.events.adapters.texts import TEXT, TITLE, URL, line, link
from tocsin.intake.events.adapters.words import USUAL_SEVERITIES
from tocsin.kernel.memory import Memory

_SEVERITIES = ("severity", "level", "priority")
_NONE: Mapping[str, str] = {}
_TEXT = {str}
# What is remembered of an alert may grow by so many letters.
_SPARE = 200


class Known(Struct, gc=False):
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


class Labelled(Struct, gc=False):
    """What a set of labels says; and what was said with it last: `remarks` and
    `address`, as they were told or written, and what they came to. Remarks that are
    longer than `room` are not kept."""

    fingerprint: str
    labels: Mapping[str, str]
    name: str
    severity: str
    service: str
    room: int = 0
    remarks: Mapping[str, Any] | bytes = b""
    address: Any = None
    known: Known | None = None


# In letters of texts: some tens of megabytes when full.
_labels: Memory[Labelled] = Memory(10_000_000)
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


def known_as_told(labels: bytes, remarks: bytes, address: str | None) -> Known | None:
    """As `known`, of labels and annotations as they were written in JSON: a sender
    writes them alike each time, and then they need not be read. ValueError where they
    are no JSON."""
    held = _labels.get(labels)
    if held is not None and held.remarks == remarks and held.address == address:
        return held.known
    told = orjson.loads(remarks)
    told = told if type(told) is dict else _NONE
    if held is None:
        texts = orjson.loads(labels)
        plain = type(texts) is dict and _are_texts(texts)
        held = _worked_out(texts) if plain else None
        if held is None:
            # Labels that are no texts are known to nobody; see `known`.
            return None
        held.room = len(remarks) + _SPARE
        _labels.put(labels, held, len(labels) + held.room)
    last = _alert(held, told, address)
    if len(remarks) <= held.room:
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
        _line(summary) or held.name,
        held.severity or _severity(remarks.get("severity")),
        described[:TEXT],
        held.service,
        _link(address),
    )


# What many alerts say alike is worked out once; what is long is not kept.
_kept_line, _kept_link = lru_cache(2000)(line), lru_cache(2000)(link)
_kept_severity = lru_cache(2000)(USUAL_SEVERITIES.of)


def _line(told: Any) -> str:
    return _kept_line(told) if _is_short(told, TITLE) else line(told)


def _link(told: Any) -> str:
    return _kept_link(told) if _is_short(told, URL) else link(told)


def _severity(told: Any) -> str:
    return _kept_severity(told) if _is_short(told, TITLE) else USUAL_SEVERITIES.of(told)


def _is_short(told: Any, limit: int) -> bool:
    return type(told) is str and len(told) <= limit


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
        _line(held.get("alertname") or next(iter(kept.values()), "")),
        _severity(severity),
        service_of(kept),
    )


def _are_texts(told: Mapping[str, Any]) -> bool:
    return {*map(type, told.values())} <= _TEXT


def _letters(texts: Mapping[str, str]) -> int:
    return sum(map(len, texts.values()))
