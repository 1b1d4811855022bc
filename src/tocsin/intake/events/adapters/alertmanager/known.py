"""What follows from an alert's texts alone, worked out once per alert.

A sender repeats its alerts every minute, so this is where the reading of a storm saves
its time: only the instants of a repeat are new.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tocsin.intake.events.adapters.alertmanager.fingerprints import fingerprint
from tocsin.intake.events.adapters.alertmanager.memory import Memory
from tocsin.intake.events.adapters.labels import REMARK, bounded, labels_of
from tocsin.intake.events.adapters.mapping import service_of
from tocsin.intake.events.adapters.moments import moment
from tocsin.intake.events.adapters.texts import TEXT, line, link
from tocsin.intake.events.adapters.words import USUAL_SEVERITIES

_SEVERITIES = ("severity", "level", "priority")
_NONE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a set of labels says."""

    fingerprint: str
    labels: Mapping[str, str]
    name: str
    severity: str
    service: str


@dataclass(frozen=True, slots=True)
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


# In letters of texts, and in sets of labels: some tens of megabytes when full.
_alerts: Memory[Known] = Memory(8_000_000)
_labels: Memory[Labelled] = Memory(30_000)
_instants: Memory[datetime] = Memory(10_000)


def known(labels: Any, annotations: Any, address: Any) -> Known | None:
    """What the alert says; None where it has no labels, or they are no texts."""
    if type(labels) is not dict:
        return None
    remarks = annotations if type(annotations) is dict else _NONE
    told = (tuple(labels.items()), tuple(remarks.items()), address)
    try:
        held = _alerts.get(told)
    except TypeError:
        # A value is a list or an object: no text, and nothing to look up by.
        return _alert(labels, remarks, address)
    if held is None:
        held = _alert(labels, remarks, address)
        # 1, 1.0 and true are one key and differ as texts, so only texts are kept.
        if held is not None and all(type(v) is str for v in remarks.values()):
            _alerts.put(told, held, _letters(labels) + _letters(remarks) + 100)
    return held


def labelled(labels: Mapping[str, Any]) -> Labelled | None:
    told = tuple(labels.items())
    try:
        held = _labels.get(told)
    except TypeError:
        return None
    if held is None and all(type(value) is str for value in labels.values()):
        held = _worked_out(labels)
        if held is not None:
            _labels.put(told, held)
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


def _alert(
    labels: Mapping[str, Any], annotations: Mapping[str, Any], address: Any
) -> Known | None:
    held = labelled(labels)
    if held is None:
        return None
    plain = all(type(value) is str for value in annotations.values())
    remarks = bounded(annotations if plain else labels_of(annotations), REMARK)
    summary = remarks.get("summary") or remarks.get("title")
    described = remarks.get("description") or remarks.get("message") or ""
    return Known(
        fingerprint=held.fingerprint,
        labels=held.labels,
        annotations=remarks,
        title=line(summary) or held.name,
        severity=held.severity or USUAL_SEVERITIES.of(remarks.get("severity")),
        description=described[:TEXT],
        service=held.service,
        url=link(address),
    )


def _worked_out(labels: Mapping[str, str]) -> Labelled | None:
    held = {name: value for name, value in labels.items() if value}
    if not held:
        return None
    kept = bounded(held)
    severity = next((held[name] for name in _SEVERITIES if name in held), "")
    return Labelled(
        fingerprint=fingerprint(held),
        labels=kept,
        name=line(held.get("alertname") or next(iter(kept.values()), "")),
        severity=USUAL_SEVERITIES.of(severity),
        service=service_of(kept),
    )


def _letters(texts: Mapping[str, str]) -> int:
    return sum(map(len, texts.values()))
