"""Classes of people who are told of incidents: when, by which ways, how often. Pure.

{"zone": "Europe/Paris", "nag_minutes": 5, "escalate_minutes": 10,
 "classes": [{"name": "Carrier", "audience": "suppliers", "to": ["contact/carrier"],
              "majors": true, "priorities": [1], "models": [], "services": ["network"],
              "language": "fr", "minutes": {"usual": 60, "1": 30},
              "title": "{{ service }}: {{ state }}", "text": "…",
              "shows": ["state", "since", "affected"]}]}
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

AUDIENCES = (
    *("reporters", "users", "owner", "executives"),
    *("suppliers", "regulator", "media"),
)
# Who does not belong to the organisation is shown nothing of how it works inside.
OUTSIDE = frozenset({"reporters", "users", "suppliers", "regulator", "media"})
REPORTERS, OWNER, EXECUTIVES, NOTICES = "reporters", "owner", "executives", "notices"
PERSON, CONTACT = "person/", "contact/"
_WAYS = (REPORTERS, OWNER, EXECUTIVES, NOTICES)
SHOWS = ("state", "since", "affected", "workaround", "next", "users", "priority")
_INSIDE_ONLY = frozenset({"users", "priority"})
VARIABLES = ("ref", "service", *SHOWS)
MAIL, PAGE, WEBHOOK, SLACK, TEAMS = "mail", "page", "webhook", "slack", "teams"
CHANNELS = (MAIL, WEBHOOK, SLACK, TEAMS)

NEW, WORKED_ON, RESTORED, RESOLVED = "new", "worked_on", "restored", "resolved"
STAGES = (NEW, WORKED_ON, RESTORED, RESOLVED)
BEGUN, STATE, CADENCE, ASKED = "begun", "state", "cadence", "asked"

USUAL: dict[str, Any] = {
    "zone": "UTC",
    "nag_minutes": 5,
    "escalate_minutes": 10,
    "classes": [],
}
_CLASS = frozenset(
    "name audience to majors priorities models services language minutes title text"
    " shows active".split()
)
_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_NAME = re.compile(r"[^\x00-\x1f]{1,60}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")
MOST, MOST_MINUTES = 50, 1440
_LONGEST = {"title": 200, "text": 4000}


@dataclass(frozen=True, slots=True)
class Group:
    """One class as it is published."""

    name: str
    audience: str
    to: tuple[str, ...]
    majors: bool = True
    priorities: tuple[int, ...] = ()
    models: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    language: str = ""
    minutes: Mapping[str, int] | None = None
    title: str = ""
    text: str = ""
    shows: tuple[str, ...] = ("state", "since", "affected", "next")

    @property
    def is_outside(self) -> bool:
        return self.audience in OUTSIDE


@dataclass(frozen=True, slots=True)
class Case:
    """An incident, as far as it decides who is told of it."""

    is_major: bool
    priority: int | None
    model: str
    service: str


def group_of(body: Mapping[str, Any]) -> Group:
    told = {name: body[name] for name in _CLASS - {"active"} if name in body}
    for name in ("to", "priorities", "models", "services", "shows"):
        if name in told:
            told[name] = tuple(told[name])
    return Group(**told)


def applies(group: Group, case: Case) -> bool:
    """A class is told of majors, of these priorities, or of these models; where it
    names services, of those alone."""
    if group.services and case.service not in group.services:
        return False
    return (
        (group.majors and case.is_major)
        or case.priority in group.priorities
        or case.model in group.models
    )


def cadence(group: Group, priority: int | None) -> timedelta:
    """How long at most until they hear more, by priority."""
    told = group.minutes or {}
    usual = told.get("usual", 60)
    return timedelta(minutes=told.get(str(priority), usual))


@dataclass(frozen=True, slots=True)
class Pace:
    """How far one class has come with one incident: what was proposed last, until when
    it is to be told, and whether a draft waits."""

    stage: str
    due_at: datetime | None
    drafted: bool = False
    nagged: int = 0


def reason(pace: Pace, stage: str, now: datetime, ahead: timedelta) -> str:
    """Why a draft is proposed now; empty: none is."""
    if not pace.stage:
        return BEGUN
    if pace.stage != stage:
        return STATE
    due = pace.due_at
    if due is not None and not pace.drafted and due - ahead <= now:
        return CADENCE
    return ""


# Nobody, whoever may approve, and whoever stands above them.
NAGGED, OVERDUE, ESCALATED = 1, 2, 3


def level(
    due: datetime | None, now: datetime, nag: timedelta, escalate: timedelta
) -> int:
    """How loudly it is asked for: before it is due, when it is, and after that."""
    if due is None:
        return 0
    steps = ((ESCALATED, due + escalate), (OVERDUE, due), (NAGGED, due - nag))
    return next((number for number, at in steps if at <= now), 0)


def next_look(
    due: datetime | None, nagged: int, nag: timedelta, escalate: timedelta
) -> datetime | None:
    """When somebody has to look at it next: to propose and ask, to nag, to escalate."""
    if due is None or nagged >= ESCALATED:
        return None
    return (due - nag, due, due + escalate)[nagged]


def filled(text: str, values: Mapping[str, str]) -> str:
    """With its variables filled in; lines of which nothing is known are left out."""
    lines = []
    for line in text.splitlines():
        names = _VARIABLE.findall(line)
        if names and not any(values.get(name) for name in names):
            continue
        lines.append(_VARIABLE.sub(lambda found: values.get(found[1], ""), line))
    return "\n".join(lines).strip()


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong: in which class (from 1), at which part."""

    code: str
    number: int = 0
    part: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the document may name."""

    services: Collection[str] = ()
    models: Collection[str] = ()
    people: Collection[str] = ()
    contacts: Collection[str] = ()


def check_document(body: Any, known: Known) -> Iterator[Complaint]:
    if not isinstance(body, Mapping):
        yield Complaint("document_is_a_table")
        return
    for part in sorted(map(str, body.keys() - USUAL.keys())):
        yield Complaint("part_unknown", about=part[:60])
    if not _is_zone(body.get("zone") or "UTC"):
        yield Complaint("zone_unknown", about=str(body["zone"])[:80])
    for part in ("nag_minutes", "escalate_minutes"):
        if not _minutes(body.get(part, USUAL[part])):
            yield Complaint("minutes_unfit", part=part, about=str(MOST_MINUTES))
    yield from _classes(body.get("classes") or [], known)


def _classes(rows: Any, known: Known) -> Iterator[Complaint]:
    if not isinstance(rows, list) or len(rows) > MOST:
        yield Complaint("list_wanted", about=str(MOST))
        return
    names = set[str]()
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, Mapping):
            yield Complaint("class_is_a_table", number)
            continue
        for code, part, about in _class(row, known):
            yield Complaint(code, number, part, about)
        name = str(row.get("name"))
        if name in names:
            yield Complaint("name_twice", number, "name", name[:60])
        names.add(name)


_Wrong = Iterator[tuple[str, str, str]]


def _class(row: Mapping[str, Any], known: Known) -> _Wrong:
    for part in sorted(map(str, row.keys() - _CLASS)):
        yield "part_unknown", part[:60], part[:60]
    name = row.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name.strip()):
        yield "name_wanted", "name", ""
    if row.get("audience") not in AUDIENCES:
        yield "audience_unknown", "audience", ", ".join(AUDIENCES)
    for part in ("majors", "active"):
        if not isinstance(row.get(part, True), bool):
            yield "yes_or_no", part, ""
    language = row.get("language", "")
    if language and not _LANGUAGE.fullmatch(str(language).lower()):
        yield "language_unfit", "language", ""
    yield from _named(row, "services", known.services)
    yield from _named(row, "models", known.models)
    yield from _ways(row, known)
    yield from _pace(row)
    yield from _words(row)


def _named(row: Mapping[str, Any], part: str, known: Collection[str]) -> _Wrong:
    told = row.get(part) or []
    if not isinstance(told, list):
        yield "list_wanted", part, str(MOST)
        return
    for key in told:
        if str(key) not in known:
            yield "not_known", part, str(key)[:80]


def _ways(row: Mapping[str, Any], known: Known) -> _Wrong:
    told = row.get("to")
    if not isinstance(told, list) or not told or len(told) > MOST:
        yield "somebody_wanted", "to", ""
        return
    for each in told:
        way = str(each)
        kind, _slash, key = way.partition("/")
        fits = (
            way in _WAYS
            or (kind == "person" and key in known.people)
            or (kind == "contact" and key in known.contacts)
        )
        if not fits:
            yield "way_unknown", "to", way[:80]


def _pace(row: Mapping[str, Any]) -> _Wrong:
    told = row.get("minutes") or {}
    fits = isinstance(told, Mapping) and all(
        str(name) in {"usual", "1", "2", "3", "4", "5"} and _minutes(minutes)
        for name, minutes in told.items()
    )
    if not fits:
        yield "pace_unfit", "minutes", str(MOST_MINUTES)
    priorities = row.get("priorities") or []
    known = (1, 2, 3, 4, 5)
    if not isinstance(priorities, list) or any(p not in known for p in priorities):
        yield "priorities_unfit", "priorities", ""


def _words(row: Mapping[str, Any]) -> _Wrong:
    shows = row.get("shows", ["state"])
    outside = str(row.get("audience")) in OUTSIDE
    if not isinstance(shows, list) or not set(map(str, shows)) <= set(SHOWS):
        yield "shows_unfit", "shows", ", ".join(SHOWS)
    elif outside and (inside := _INSIDE_ONLY & set(shows)):
        yield "not_for_outsiders", "shows", ", ".join(sorted(inside))
    for part, longest in _LONGEST.items():
        text = row.get(part, "")
        if not isinstance(text, str) or len(text) > longest:
            yield "text_unfit", part, str(longest)
            continue
        for name in _VARIABLE.findall(text):
            if name not in VARIABLES or (outside and name in _INSIDE_ONLY):
                yield "variable_unknown", part, name[:40]


def _minutes(told: Any) -> bool:
    return type(told) is int and 1 <= told <= MOST_MINUTES


def _is_zone(name: Any) -> bool:
    try:
        ZoneInfo(str(name))
    except (KeyError, ValueError, OSError):
        return False
    return True
