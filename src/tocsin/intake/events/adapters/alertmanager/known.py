"""What follows from a set of labels alone, worked out once per set.

A sender repeats its labels every minute, so this is where the reading of alerts saves
its time: the key, the fingerprint, the severity and the service are remembered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tocsin.intake.events.adapters.alertmanager.fingerprints import fingerprint
from tocsin.intake.events.adapters.labels import bounded
from tocsin.intake.events.adapters.mapping import service_of
from tocsin.intake.events.adapters.moments import moment
from tocsin.intake.events.adapters.texts import line
from tocsin.intake.events.adapters.words import USUAL_SEVERITIES

_MOST_SETS, _MOST_INSTANTS = 65_536, 65_536
_SEVERITIES = ("severity", "level", "priority")


@dataclass(frozen=True, slots=True)
class Known:
    fingerprint: str
    labels: Mapping[str, str]
    name: str
    severity: str
    service: str


_sets: dict[tuple[tuple[str, str], ...], Known] = {}
_instants: dict[str, datetime | None] = {}


def known(labels: Mapping[str, str]) -> Known | None:
    """What the labels say; None where there are none, or they are no texts."""
    told = tuple(labels.items())
    try:
        held = _sets.get(told)
    except TypeError:
        return None
    # 1, 1.0 and true are the same key, and none of them is a text.
    if held is None:
        if any(type(value) is not str for value in labels.values()):
            return None
        held = _worked_out(labels)
        if held is not None:
            if len(_sets) >= _MOST_SETS:
                _sets.clear()
            _sets[told] = held
    return held


def instant(told: str) -> datetime | None:
    """The instant; year one, which Go writes for none, is none."""
    try:
        return _instants[told]
    except KeyError:
        at = moment(told)
        if len(told) <= 40:
            if len(_instants) >= _MOST_INSTANTS:
                _instants.clear()
            _instants[told] = at
        return at


def _worked_out(labels: Mapping[str, str]) -> Known | None:
    held = {name: value for name, value in labels.items() if value}
    if not held:
        return None
    kept = bounded(held)
    severity = next((held[name] for name in _SEVERITIES if name in held), "")
    return Known(
        fingerprint=fingerprint(held),
        labels=kept,
        name=line(held.get("alertname") or next(iter(kept.values()), "")),
        severity=USUAL_SEVERITIES.of(severity),
        service=service_of(kept),
    )
