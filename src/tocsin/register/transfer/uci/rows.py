"""Rows of the log as they were written, and as they are understood. No database."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

MISSING = "?"


class Written(NamedTuple):
    """One row to the letter."""

    number: str
    incident_state: str
    reassignment_count: str
    reopen_count: str
    sys_mod_count: str
    made_sla: str
    caller_id: str
    opened_by: str
    opened_at: str
    sys_created_by: str
    sys_created_at: str
    sys_updated_by: str
    sys_updated_at: str
    contact_type: str
    location: str
    category: str
    subcategory: str
    u_symptom: str
    cmdb_ci: str
    impact: str
    urgency: str
    priority: str
    assignment_group: str
    assigned_to: str
    knowledge: str
    u_priority_confirmation: str
    notify: str
    problem_id: str
    rfc: str
    vendor: str
    caused_by: str
    closed_code: str
    resolved_by: str
    resolved_at: str


class Step(NamedTuple):
    """One row understood: facts as the fold holds them, `told` as the source says.

    `state` is None where the row says nothing of it (-100).
    """

    row: int
    at: datetime
    opened_at: datetime
    state: str | None
    cause: str
    facts: Mapping[str, Any]
    told: Mapping[str, Any]
    team: str | None
    owner: str | None
    by: str | None
    opened_by: str | None
    closure: str
    resolved_by: str
    resolved_at: datetime | None
    change: int


class BadRow(Exception):
    """Why a row cannot be used."""


_STATES: Mapping[str, tuple[str | None, str]] = {
    "New": ("registered", ""),
    "Active": ("diagnosis", ""),
    "Awaiting User Info": ("waiting", "reporter"),
    "Awaiting Vendor": ("waiting", "supplier"),
    "Awaiting Problem": ("waiting", "other"),
    "Awaiting Evidence": ("waiting", "other"),
    "Resolved": ("resolved", ""),
    "Closed": ("closed", ""),
    "-100": (None, ""),
}
_CHANNELS = {"Phone": "phone", "Self service": "portal", "Email": "email"}
_NEAREST_CHANNELS = {"IVR": "phone", "Direct opening": "other"}
_FLAGS = {"true": True, "false": False}
_TOLD_TEXTS = tuple(
    "sys_created_by notify problem_id rfc vendor caused_by cmdb_ci".split()
)
_FACTS = itemgetter(
    *map(
        Written._fields.index,
        """caller_id contact_type location category subcategory u_symptom impact
        urgency priority""".split(),
    )
)
_TOLD_FLAGS = ("made_sla", "knowledge", "u_priority_confirmation")
_TOLD_COUNTS = ("reassignment_count", "reopen_count")
_TOLD = (
    *_TOLD_FLAGS,
    *_TOLD_COUNTS,
    *_TOLD_TEXTS,
    "sys_created_at",
    "contact_type",
)
_TOLD_COLUMNS = itemgetter(*map(Written._fields.index, _TOLD))


def understand(row: int, written: Written, zone: tzinfo) -> Step:
    """What the row means; BadRow says what about it cannot be meant."""
    if written.number in ("", MISSING):
        raise BadRow("number is missing")
    if written.incident_state not in _STATES:
        raise BadRow(f"incident_state {written.incident_state!r} is not known")
    state, cause = _STATES[written.incident_state]
    return Step(
        row=row,
        at=_instant("sys_updated_at", written.sys_updated_at, zone),
        opened_at=_instant("opened_at", written.opened_at, zone),
        state=state,
        cause=cause,
        facts=_facts(_FACTS(written)),
        told=_told(_TOLD_COLUMNS(written), zone),
        team=key_of("", written.assignment_group),
        owner=key_of("", written.assigned_to),
        by=key_of("", written.sys_updated_by),
        opened_by=key_of("", written.opened_by),
        closure=_text(written.closed_code),
        resolved_by=_text(written.resolved_by),
        resolved_at=_perhaps("resolved_at", written.resolved_at, zone),
        change=_count("sys_mod_count", written.sys_mod_count),
    )


@lru_cache(maxsize=50_000)
def key_of(above: str, name: str) -> str | None:
    """A stable key from a name of the log: `Caller 2403` is `uci-caller-2403`, and a
    subcategory's goes on from its category's."""
    if name in ("", MISSING):
        return None
    letters = "".join(c if c.isalnum() and c.isascii() else " " for c in name.lower())
    word = "-".join(letters.split()) or name.encode().hex()
    return f"{above}/{word}"[:160] if above else f"uci-{word}"[:80]


def category_of(category: str, subcategory: str) -> str | None:
    upper = key_of("", category)
    return (key_of(upper, subcategory) or upper) if upper else None


# Most rows repeat what the row before them said, to the letter.
@lru_cache(maxsize=1000)
def _facts(columns: tuple[str, ...]) -> Mapping[str, Any]:
    caller, contact, location, category, subcategory, symptom, *levels = columns
    impact, urgency, priority = levels
    return {
        "title": _title(symptom, category, subcategory, location),
        "category": category_of(category, subcategory),
        "reporter": key_of("", caller),
        "symptoms": _text(symptom),
        "location_physical": _text(location),
        "channel": _CHANNELS.get(contact) or _NEAREST_CHANNELS.get(contact, ""),
        "impact": _level("impact", impact, 3),
        "urgency": _level("urgency", urgency, 3),
        "priority": _level("priority", priority, 5),
    }


@lru_cache(maxsize=50_000)
def _title(symptom: str, category: str, subcategory: str, location: str) -> str:
    kind = ", ".join(filter(None, [_text(category), _text(subcategory)]))
    place = _text(location)
    said = ": ".join(filter(None, [_text(symptom), kind])) or "?"
    return f"{said} ({place})" if place else said


@lru_cache(maxsize=1000)
def _told(columns: tuple[str, ...], zone: tzinfo) -> Mapping[str, Any]:
    values = dict(zip(_TOLD, columns, strict=True))
    told: dict[str, Any] = {name: _flag(name, values[name]) for name in _TOLD_FLAGS}
    told |= {name: _count(name, values[name]) for name in _TOLD_COUNTS}
    told |= {name: _text(values[name]) or None for name in _TOLD_TEXTS}
    created = _perhaps("sys_created_at", values["sys_created_at"], zone)
    told["sys_created_at"] = created.isoformat() if created else None
    if values["contact_type"] not in _CHANNELS:
        told["contact_type"] = _text(values["contact_type"]) or None
    return told


def _text(value: str) -> str:
    return "" if value == MISSING else value


def _level(name: str, value: str, worst: int) -> int | None:
    if value in ("", MISSING):
        return None
    level = value.partition(" ")[0]
    if not (level.isdecimal() and 1 <= int(level) <= worst):
        raise BadRow(f"{name} {value!r} is not known")
    return int(level)


def _flag(name: str, value: str) -> bool | None:
    if value in ("", MISSING):
        return None
    if value not in _FLAGS:
        raise BadRow(f"{name} {value!r} is neither true nor false")
    return _FLAGS[value]


def _count(name: str, value: str) -> int:
    if not (value.isascii() and value.isdecimal() and len(value) < 10):
        raise BadRow(f"{name} {value!r} is no number")
    return int(value)


def _perhaps(name: str, value: str, zone: tzinfo) -> datetime | None:
    return None if value in ("", MISSING) else _instant(name, value, zone)


def _instant(name: str, value: str, zone: tzinfo) -> datetime:
    found = _parsed(value, zone)
    if found is None:
        raise BadRow(f"{name} {value!r} is no date like 29/2/2016 01:16")
    return found


@lru_cache(maxsize=100_000)
def _parsed(value: str, zone: tzinfo) -> datetime | None:
    """Day first, in local time; of an hour that comes twice, the first."""
    try:
        day, _, clock = value.strip().partition(" ")
        date = [int(part) for part in day.split("/")]
        hour, minute = clock.split(":")
        local = datetime(date[2], date[1], date[0], int(hour), int(minute), tzinfo=zone)
        return local.astimezone(UTC)
    except (ValueError, IndexError, OverflowError):
        return None
