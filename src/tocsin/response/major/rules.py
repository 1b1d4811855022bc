"""What may become of a major incident, and the document by which it is led. Pure.

{"zone": "Europe/Paris",
 "criteria": [{"name": "Checkout in its peak",
               "when": "priority == 1 && \"checkout\" in services && size(peaks) > 0"}],
 "roles": [{"role": "manager", "schedule": "duty-major", "priorities": [1]},
           {"role": "operations", "schedule": "shop-leads", "services": ["checkout"]}],
 "orders": {"executives_minutes": 60, "update_minutes": 30, "nag_minutes": 5},
 "figures": [{"service": "checkout", "source": "shop", "series": "orders_per_minute",
              "per": "minute", "price": 42.5, "currency": "EUR", "unit": "orders"}]}
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from tocsin.kernel.expr import RuleUnfit, compile_rule

PROPOSED, REJECTED, DECLARED, ENDED = "proposed", "rejected", "declared", "ended"
NONE = ""
MAY_FOLLOW: Mapping[str, frozenset[str]] = {
    NONE: frozenset({PROPOSED, DECLARED}),
    PROPOSED: frozenset({DECLARED, REJECTED}),
    REJECTED: frozenset({PROPOSED, DECLARED}),
    DECLARED: frozenset({ENDED}),
    ENDED: frozenset({DECLARED}),
}

MANAGER, OPERATIONS, COMMUNICATIONS = "manager", "operations", "communications"
SCRIBE, LIAISON = "scribe", "liaison"
ROLES = (MANAGER, OPERATIONS, COMMUNICATIONS, SCRIBE, LIAISON)
BLOCKS = (
    *("criteria", "coordinator", "team", "resources"),
    *("methods", "communications", "review"),
)
NAMES = (
    *"category categories service services criticality users cost currency".split(),
    *"team impact urgency priority nature model tags fields channel children".split(),
    *"hour weekday open peaks is_drill".split(),
)
USUAL: dict[str, Any] = {
    "zone": "UTC",
    "criteria": [],
    "roles": [],
    "orders": {"executives_minutes": 60, "update_minutes": 30, "nag_minutes": 5},
    "figures": [],
}
ORDERS = ("executives_minutes", "update_minutes", "nag_minutes")
PER = {"second": 1, "minute": 60, "hour": 3600}
_PARTS = frozenset(USUAL)
_CRITERION = frozenset({"name", "when", "active"})
_ROSTER = frozenset({"role", "schedule", "services", "priorities"})
_FIGURE = frozenset(
    "service source series labels per price currency unit forecast".split()
)
_NAME = re.compile(r"[^\x00-\x1f]{1,60}")
_CURRENCY = re.compile(r"[A-Z]{3}")
MOST, MOST_MINUTES = 100, 1440


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong: in which list, at which place (from 1), which part."""

    code: str
    place: str = ""
    number: int = 0
    part: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the document may name: keys of services and of schedules."""

    services: Collection[str] = ()
    schedules: Collection[str] = ()


def check_document(body: Any, known: Known) -> Iterator[Complaint]:
    if not isinstance(body, Mapping):
        yield Complaint("document_is_a_table")
        return
    for part in sorted(map(str, body.keys() - _PARTS)):
        yield Complaint("part_unknown", about=part[:60])
    if not _is_zone(body.get("zone") or "UTC"):
        yield Complaint("zone_unknown", about=str(body["zone"])[:80])
    yield from _each(body, "criteria", _CRITERION, _criterion, known)
    yield from _each(body, "roles", _ROSTER, _roster, known)
    yield from _each(body, "figures", _FIGURE, _figure, known)
    yield from _orders(body.get("orders") or {})
    yield from _twice(body.get("criteria"))


def _each(
    body: Mapping[str, Any], place: str, parts: frozenset[str], check: Any, known: Known
) -> Iterator[Complaint]:
    told = body.get(place) or []
    if not isinstance(told, list) or len(told) > MOST:
        yield Complaint("list_wanted", place, about=str(MOST))
        return
    for number, row in enumerate(told, start=1):
        if not isinstance(row, Mapping):
            yield Complaint("row_is_a_table", place, number)
            continue
        for part in sorted(map(str, row.keys() - parts)):
            yield Complaint("part_unknown", place, number, part[:60], part[:60])
        for code, part, about in check(row, known):
            yield Complaint(code, place, number, part, about)


_Wrong = Iterator[tuple[str, str, str]]


def _criterion(row: Mapping[str, Any], _known: Known) -> _Wrong:
    name = row.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name.strip()):
        yield "name_wanted", "name", ""
    if not isinstance(row.get("active", True), bool):
        yield "yes_or_no", "active", ""
    try:
        when = row.get("when")
        compile_rule(when if isinstance(when, str) else "", NAMES)
    except RuleUnfit as found:
        yield "condition_unfit", "when", str(found)


def _roster(row: Mapping[str, Any], known: Known) -> _Wrong:
    if row.get("role") not in ROLES:
        yield "role_unknown", "role", ", ".join(ROLES)
    if row.get("schedule") not in known.schedules:
        yield "not_known", "schedule", str(row.get("schedule"))[:80]
    services, priorities = row.get("services") or [], row.get("priorities") or []
    if not isinstance(services, list):
        yield "list_wanted", "services", str(MOST)
    else:
        for key in services:
            if key not in known.services:
                yield "not_known", "services", str(key)[:80]
    fit = isinstance(priorities, list) and all(p in (1, 2, 3, 4, 5) for p in priorities)
    if not fit:
        yield "priorities_unfit", "priorities", ""


def _figure(row: Mapping[str, Any], known: Known) -> _Wrong:
    if row.get("service") not in known.services:
        yield "not_known", "service", str(row.get("service"))[:80]
    for part in ("source", "series"):
        if not isinstance(row.get(part), str) or not row[part].strip():
            yield "word_wanted", part, ""
    if not isinstance(row.get("labels") or {}, Mapping):
        yield "row_is_a_table", "labels", ""
    yield from _amounts(row)


def _amounts(row: Mapping[str, Any]) -> _Wrong:
    if row.get("per", "minute") not in PER:
        yield "per_unknown", "per", ", ".join(PER)
    for part in ("price", "forecast"):
        told = row.get(part, 0)
        if type(told) not in (int, float) or not 0 <= told <= 1e12:
            yield "amount_unfit", part, ""
    if row.get("price") and not _CURRENCY.fullmatch(str(row.get("currency", ""))):
        yield "currency_wanted", "currency", ""


def _orders(orders: Any) -> Iterator[Complaint]:
    if not isinstance(orders, Mapping):
        yield Complaint("row_is_a_table", "orders")
        return
    for part in sorted(map(str, orders.keys() - set(ORDERS))):
        yield Complaint("part_unknown", "orders", part=part[:60], about=part[:60])
    for part in ORDERS:
        told = orders.get(part, USUAL["orders"][part])
        if type(told) is not int or not 1 <= told <= MOST_MINUTES:
            yield Complaint("minutes_unfit", "orders", 0, part, str(MOST_MINUTES))


def _twice(criteria: Any) -> Iterator[Complaint]:
    seen: set[str] = set()
    for number, row in enumerate(criteria if isinstance(criteria, list) else (), 1):
        name = str(row.get("name")) if isinstance(row, Mapping) else ""
        if name and name in seen:
            yield Complaint("name_twice", "criteria", number, "name", name[:60])
        seen.add(name)


def _is_zone(name: Any) -> bool:
    try:
        ZoneInfo(str(name))
    except (KeyError, ValueError, OSError):
        return False
    return True
