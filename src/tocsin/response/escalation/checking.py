"""What is wrong with a matrix as it is written. Pure.

{"rows": [{"key": "server-failure", "category": "infrastructure/server",
           "priorities": [1, 2], "when": {"hours": "closed"}, "lapses": 30,
           "levels": [{"after": 0, "target": {"kind": "on_call", "team": "owning"},
                       "acknowledge_within": 5},
                      {"after": {"percent": 80, "of": "resolve"}, "unless": "resolved",
                       "target": {"kind": "role", "role": "duty_manager"}}]}]}
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tocsin.foundation.calendars.percents import PERCENTS
from tocsin.response.escalation.matrix import (
    ANY,
    EVERYWHERE,
    EXECUTIVE,
    HOURS,
    LINE_MANAGER,
    ON_CALL,
    OWNING,
    PEAKS,
    PERSON,
    ROLE,
    ROLES,
    ROUND_ROBIN,
    SCHEDULE,
    SUPPLIER,
    TARGETS,
    UNLESS,
    WHOLE_TEAM,
)

MEASURES = ("response", "acknowledge", "restore", "resolve", "update")
MOST_ROWS, MOST_LEVELS, MOST_MINUTES = 1000, 12, 10_080
MOST_TIMES, MOST_RANK, MOST_NAMED = 100, 9, 200
_ROW = frozenset("key name category priorities when levels lapses".split())
_WHEN = frozenset("hours peak calendar services sites".split())
_LEVEL = frozenset("after unless target loud acknowledge_within repeat".split())
_TARGET: Mapping[str, frozenset[str]] = {
    ON_CALL: frozenset({"team", "rank"}),
    SCHEDULE: frozenset({"schedule"}),
    PERSON: frozenset({"person"}),
    ROUND_ROBIN: frozenset({"team"}),
    WHOLE_TEAM: frozenset({"team"}),
    ROLE: frozenset({"role"}),
    LINE_MANAGER: frozenset(),
    EXECUTIVE: frozenset(),
    SUPPLIER: frozenset({"supplier"}),
}
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong: in which row and level (counted from 1), which part."""

    code: str
    row: int = 0
    level: int = 0
    part: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """The keys that a matrix may name."""

    category: Collection[str] = ()
    team: Collection[str] = ()
    person: Collection[str] = ()
    schedule: Collection[str] = ()
    calendar: Collection[str] = ()
    services: Collection[str] = ()
    sites: Collection[str] = ()


def check_matrix(body: Any, known: Known) -> Iterator[Complaint]:
    if not isinstance(body, Mapping) or not isinstance(body.get("rows"), list):
        yield Complaint("rows_are_a_list")
        return
    for part in sorted(map(str, body.keys() - {"rows"})):
        yield Complaint("part_unknown", part=part, about=part)
    if len(body["rows"]) > MOST_ROWS:
        yield Complaint("too_many_rows", about=str(MOST_ROWS))
        return
    seen: dict[str, int] = {}
    for number, row in enumerate(body["rows"], start=1):
        if not isinstance(row, Mapping):
            yield Complaint("row_is_a_table", number)
            continue
        yield from _check_row(row, number, known)
        yield from _check_twice(row, number, seen)


def _check_twice(
    row: Mapping[str, Any], number: int, seen: dict[str, int]
) -> Iterator[Complaint]:
    """No two rows have one key, nor do two ask for the very same."""
    key = f"key {row.get('key')}"
    if key in seen:
        yield Complaint("key_twice", number, part="key", about=str(row.get("key"))[:80])
    when = row.get("when")
    told = sorted(when.items(), key=str) if isinstance(when, Mapping) else []
    asked = (row.get("category") or EVERYWHERE, row.get("priorities") or [], told)
    if str(asked) in seen:
        yield Complaint("row_twice", number, about=str(seen[str(asked)]))
    seen.setdefault(key, number)
    seen.setdefault(str(asked), number)


def _check_row(
    row: Mapping[str, Any], number: int, known: Known
) -> Iterator[Complaint]:
    yield from _unknown_parts(row, _ROW, number)
    key, name = row.get("key"), row.get("name", "")
    if not isinstance(key, str) or len(key) > 60 or not _KEY.fullmatch(key):
        yield Complaint("key_unfit", number, part="key")
    if not isinstance(name, str) or len(name) > 120:
        yield Complaint("name_unfit", number, part="name")
    category = row.get("category") or EVERYWHERE
    if category != EVERYWHERE and not _named(category, known.category):
        yield _not_known(number, "category", category)
    if not _are_priorities(row.get("priorities") or []):
        yield Complaint("priorities_unfit", number, part="priorities")
    if not _whole(row.get("lapses", 0), 0, MOST_MINUTES):
        yield Complaint("minutes_unfit", number, part="lapses", about=str(MOST_MINUTES))
    yield from _check_when(row.get("when") or {}, number, known)
    yield from _check_levels(row.get("levels"), number, known)


def _are_priorities(told: Any) -> bool:
    if not isinstance(told, list) or len(told) > 5:
        return False
    return all(_whole(each, 1, 5) for each in told) and len({*told}) == len(told)


def _check_when(told: Any, number: int, known: Known) -> Iterator[Complaint]:
    if not isinstance(told, Mapping):
        yield Complaint("when_is_a_table", number, part="when")
        return
    yield from _unknown_parts(told, _WHEN, number)
    for part, words in (("hours", HOURS), ("peak", PEAKS)):
        if (told.get(part) or ANY) not in words:
            yield Complaint("word_unknown", number, part=part, about=", ".join(words))
    if (calendar := told.get("calendar")) and not _named(calendar, known.calendar):
        yield _not_known(number, "calendar", calendar)
    for part, keys in (("services", known.services), ("sites", known.sites)):
        yield from _check_named(told.get(part) or [], number, part, keys)


def _check_named(
    told: Any, number: int, part: str, keys: Collection[str]
) -> Iterator[Complaint]:
    if not isinstance(told, list) or len(told) > MOST_NAMED:
        yield Complaint("list_unfit", number, part=part, about=str(MOST_NAMED))
        return
    for key in told:
        if not _named(key, keys):
            yield _not_known(number, part, key)


def _check_levels(told: Any, number: int, known: Known) -> Iterator[Complaint]:
    if not isinstance(told, list) or not 1 <= len(told) <= MOST_LEVELS:
        yield Complaint("levels_unfit", number, part="levels", about=str(MOST_LEVELS))
        return
    before = 0
    for place, level in enumerate(told, start=1):
        if not isinstance(level, Mapping):
            yield Complaint("level_is_a_table", number, place)
            continue
        yield from _check_level(level, number, place, known)
        after = level.get("after", 0)
        if type(after) is int:
            if after < before:
                yield Complaint("levels_go_forward", number, place, "after")
            before = max(before, after)


def _check_level(
    level: Mapping[str, Any], number: int, place: int, known: Known
) -> Iterator[Complaint]:
    yield from _unknown_parts(level, _LEVEL, number, place)
    yield from _check_after(level.get("after", 0), number, place)
    if (level.get("unless") or UNLESS[0]) not in UNLESS:
        yield Complaint("word_unknown", number, place, "unless", ", ".join(UNLESS))
    if not isinstance(level.get("loud", True), bool):
        yield Complaint("yes_or_no", number, place, "loud")
    within = level.get("acknowledge_within")
    if within is not None and not _whole(within, 1, MOST_MINUTES):
        yield _minutes(number, place, "acknowledge_within")
    yield from _check_repeat(level.get("repeat") or {}, number, place)
    yield from _check_target(level.get("target"), number, place, known)


def _check_after(told: Any, number: int, place: int) -> Iterator[Complaint]:
    if not isinstance(told, Mapping):
        if not _whole(told, 0, MOST_MINUTES):
            yield _minutes(number, place, "after")
        return
    yield from _unknown_parts(told, frozenset({"percent", "of"}), number, place)
    if type(told.get("percent")) is not int or told["percent"] not in PERCENTS:
        about = ", ".join(map(str, PERCENTS))
        yield Complaint("word_unknown", number, place, "percent", about)
    if told.get("of") not in MEASURES:
        yield Complaint("word_unknown", number, place, "of", ", ".join(MEASURES))


def _check_repeat(told: Any, number: int, place: int) -> Iterator[Complaint]:
    if not isinstance(told, Mapping):
        yield Complaint("repeat_is_a_table", number, place, "repeat")
        return
    yield from _unknown_parts(told, frozenset({"times", "every"}), number, place)
    if told and not _whole(told.get("times"), 0, MOST_TIMES):
        yield Complaint("times_unfit", number, place, "times", str(MOST_TIMES))
    if told and not _whole(told.get("every", 5), 1, MOST_MINUTES):
        yield _minutes(number, place, "every")


def _check_target(
    told: Any, number: int, place: int, known: Known
) -> Iterator[Complaint]:
    kind = told.get("kind") if isinstance(told, Mapping) else None
    if not isinstance(kind, str) or kind not in TARGETS:
        yield Complaint("word_unknown", number, place, "target", ", ".join(TARGETS))
        return
    yield from _unknown_parts(told, _TARGET[kind] | {"kind"}, number, place)
    parts = _TARGET[kind]
    if kind == SUPPLIER:
        yield Complaint("suppliers_come_later", number, place, "supplier")
    team = told.get("team") or OWNING
    if "team" in parts and team != OWNING and not _named(team, known.team):
        yield _not_known(number, "team", team, place)
    if "rank" in parts and not _whole(told.get("rank", 1), 1, MOST_RANK):
        yield Complaint("rank_unfit", number, place, "rank", str(MOST_RANK))
    if "role" in parts and told.get("role") not in ROLES:
        yield Complaint("word_unknown", number, place, "role", ", ".join(ROLES))
    for part, keys in (("schedule", known.schedule), ("person", known.person)):
        if part in parts and not _named(told.get(part), keys):
            yield _not_known(number, part, told.get(part), place)


def _unknown_parts(
    told: Mapping[str, Any], parts: frozenset[str], number: int, place: int = 0
) -> Iterator[Complaint]:
    for part in sorted(map(str, told.keys() - parts)):
        yield Complaint("part_unknown", number, place, part[:60], part[:60])


def _named(told: Any, keys: Collection[str]) -> bool:
    return isinstance(told, str) and told in keys


def _whole(told: Any, least: int, most: int) -> bool:
    return type(told) is int and least <= told <= most


def _minutes(number: int, place: int, part: str) -> Complaint:
    return Complaint("minutes_unfit", number, place, part, str(MOST_MINUTES))


def _not_known(number: int, part: str, told: Any, place: int = 0) -> Complaint:
    return Complaint("not_known", number, place, part, str(told)[:80])
