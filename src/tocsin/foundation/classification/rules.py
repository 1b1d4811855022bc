"""How bad, whose, and which model. Pure: no database, no clock."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

Body = Mapping[str, Any]

LEVELS = (1, 2, 3)
PRIORITIES = (1, 2, 3, 4, 5)

DEFAULT_MATRIX: Body = {"cells": [[1, 2, 3], [2, 3, 4], [3, 4, 5]]}

DEFAULT_CODES: Body = {
    "resolution": [
        {"code": "restarted", "title": "Restarted or restored"},
        {"code": "configured", "title": "Configuration mended"},
        {"code": "repaired", "title": "Fault repaired"},
        {"code": "replaced", "title": "Part replaced"},
        {"code": "access", "title": "Access given or reset"},
        {"code": "explained", "title": "Explained, works as meant"},
        {"code": "supplier", "title": "Mended by the supplier"},
        {"code": "gone", "title": "Gone by itself"},
    ],
    "closure": [
        {"code": "confirmed", "title": "Confirmed by the reporter"},
        {"code": "silent", "title": "No answer from the reporter"},
        {"code": "tested", "title": "Tested by us"},
    ],
}

# What a row of codes tells, and how long it may be: the register's column is as wide.
_LONGEST = {"code": 40, "title": 120}

CLOSURES = ("reporter_confirms", "desk_confirms", "check_passes")

# What becomes of an incident that is restored because all its alerts have ended.
ON_ALERTS_RESOLVED = ("wait", "resolve")
_LONGEST_DELAY = 10_080


# What a figure that proves something is told by, and for how long at most (minutes).
_PROVING = frozenset(
    {"figure", "source", "labels", "at_least", "at_most", "for_minutes"}
)
_LONGEST_PROOF = 1440


class Basis(StrEnum):
    """Why a team answers for a category."""

    OWN = "own"
    INHERITED = "inherited"
    FALLBACK = "fallback"


@dataclass(frozen=True, slots=True)
class Period:
    """One team answers for one category, from an instant until another."""

    category: str
    team: str
    starts_at: datetime
    ends_at: datetime | None

    def holds(self, at: datetime) -> bool:
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which team answers, on what basis, and whose period says so."""

    team: str
    basis: Basis
    category: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that keeps a body from being published, and where."""

    code: str
    place: str = ""


def path_of(key: str) -> list[str]:
    """The key and those of its ancestors, nearest first: a/b/c, a/b, a."""
    parts = key.split("/")
    return ["/".join(parts[:depth]) for depth in range(len(parts), 0, -1)]


def answers(
    key: str, fallback: str, periods: Iterable[Period], at: datetime
) -> Verdict:
    """Who answers for a category at an instant: its own period, else the nearest
    ancestor's, else its own fallback."""
    holding = {period.category: period for period in periods if period.holds(at)}
    for place in path_of(key):
        if period := holding.get(place):
            basis = Basis.OWN if place == key else Basis.INHERITED
            return Verdict(period.team, basis, place, period.starts_at)
    return Verdict(fallback, Basis.FALLBACK, key)


@dataclass(frozen=True, slots=True)
class Change:
    """From an instant on, another team answers for a category, and on what basis."""

    at: datetime
    before: str
    after: Verdict


def changes(key: str, fallback: str, periods: Iterable[Period]) -> list[Change]:
    """Every instant at which another team began to answer for a category, by its own
    periods or those above it; the earliest first."""
    held = [period for period in periods if period.category in path_of(key)]
    edges = {edge for each in held for edge in (each.starts_at, each.ends_at) if edge}
    found, team = [], fallback
    for at in sorted(edges):
        verdict = answers(key, fallback, held, at)
        if verdict.team != team:
            found.append(Change(at, team, verdict))
        team = verdict.team
    return found


def priority_of(matrix: Body, impact: int, urgency: int) -> int:
    """P1 to P5, from impact and urgency, 1 being the greatest of each."""
    return int(matrix["cells"][impact - 1][urgency - 1])


def check_matrix(body: Any) -> list[Complaint]:
    """What is wrong with a priority matrix; nothing, when it may be published."""
    cells: Any = body.get("cells") if isinstance(body, Mapping) else None
    if not _is_square(cells):
        return [Complaint("matrix_has_nine_cells")]
    strange = [
        Complaint("priority_is_1_to_5", f"{impact}/{urgency}")
        for impact, urgency in _pairs()
        if not _is_one_of(cells[impact - 1][urgency - 1], PRIORITIES)
    ]
    return strange or list(_steps_up(body))


def _steps_up(matrix: Body) -> Iterator[Complaint]:
    """Less impact or less urgency never gives a higher priority."""
    for impact, urgency in _pairs():
        here = priority_of(matrix, impact, urgency)
        for other in ((impact + 1, urgency), (impact, urgency + 1)):
            if max(other) <= max(LEVELS) and priority_of(matrix, *other) < here:
                yield Complaint("less_is_not_more_urgent", f"{other[0]}/{other[1]}")


def _pairs() -> Iterator[tuple[int, int]]:
    return ((impact, urgency) for impact in LEVELS for urgency in LEVELS)


def _is_square(cells: Any) -> bool:
    return (
        isinstance(cells, list)
        and len(cells) == len(LEVELS)
        and all(isinstance(row, list) and len(row) == len(LEVELS) for row in cells)
    )


def _is_one_of(value: Any, known: Iterable[Any]) -> bool:
    return type(value) in {int, str} and value in tuple(known)


def check_model(
    body: Any,
    *,
    categories: Iterable[str],
    services: Iterable[str],
    teams: Iterable[str],
) -> list[Complaint]:
    """What is wrong with an incident model; nothing, when it may be published."""
    if not isinstance(body, Mapping):
        return [Complaint("model_is_a_table")]
    matching = body.get("match") or {}
    if not isinstance(matching, Mapping):
        return [Complaint("model_is_a_table", "match")]
    known = [
        ("category", body.get("category"), categories),
        ("team", body.get("team"), teams),
        ("match.category", matching.get("category"), categories),
        ("match.service", matching.get("service"), services),
        ("impact", body.get("impact"), LEVELS),
        ("urgency", body.get("urgency"), LEVELS),
        ("closure", body.get("closure"), CLOSURES),
        ("on_alerts_resolved", body.get("on_alerts_resolved"), ON_ALERTS_RESOLVED),
    ]
    found = [
        Complaint("not_known", place)
        for place, value, values in known
        if value is not None and not _is_one_of(value, values)
    ]
    return [*_missing(body), *found]


def _missing(body: Body) -> Iterator[Complaint]:
    if not (isinstance(body.get("title"), str) and body["title"].strip()):
        yield Complaint("needs_a_title")
    if not body.get("match"):
        yield Complaint("needs_something_to_match")
    steps = body.get("steps", [])
    if not (isinstance(steps, list) and all(isinstance(step, str) for step in steps)):
        yield Complaint("steps_are_sentences")
    delay = body.get("resolve_after_minutes", 0)
    if type(delay) is not int or not 0 <= delay <= _LONGEST_DELAY:
        yield Complaint("minutes_are_a_number", "resolve_after_minutes")
    told = body.get("automatic_notice", False)
    if not (isinstance(told, bool) or _is_word(told)):
        yield Complaint("notice_is_yes_or_a_template", "automatic_notice")
    if "restored_when" in body:
        yield from _unproving(body["restored_when"])


def _unproving(told: Any) -> Iterator[Complaint]:
    """What is wrong with what is to prove that users can work again: that all alerts
    have ended, that a heartbeat is up, or that a figure keeps a bound for a time."""
    place = "restored_when"
    if told in ({"alerts": "resolved"}, None):
        return
    if not isinstance(told, Mapping):
        yield Complaint("proof_is_alerts_heartbeat_or_figure", place)
    elif set(told) == {"heartbeat"}:
        if not _is_word(told["heartbeat"]):
            yield Complaint("proof_is_alerts_heartbeat_or_figure", place)
    elif set(told) - _PROVING or not all(map(_is_word, _named_in(told))):
        yield Complaint("proof_is_alerts_heartbeat_or_figure", place)
    else:
        yield from _unbounded(told, place)


def _named_in(told: Body) -> list[Any]:
    return [told.get("figure"), told.get("source")]


def _unbounded(told: Body, place: str) -> Iterator[Complaint]:
    bounds = [told[name] for name in ("at_least", "at_most") if name in told]
    numbers = [bound for bound in bounds if type(bound) in {int, float}]
    if not bounds or len(numbers) < len(bounds) or numbers != sorted(numbers):
        yield Complaint("figure_has_a_bound", place)
    minutes = told.get("for_minutes", 5)
    if type(minutes) is not int or not 1 <= minutes <= _LONGEST_PROOF:
        yield Complaint("minutes_are_a_number", f"{place}.for_minutes")
    labels = told.get("labels", {})
    if not isinstance(labels, Mapping) or not all(map(_is_word, labels.values())):
        yield Complaint("proof_is_alerts_heartbeat_or_figure", f"{place}.labels")


def _is_word(told: Any) -> bool:
    return isinstance(told, str) and 0 < len(told.strip()) <= 200


def matching_model(
    models: Mapping[str, Body], *, category: str | None, service: str | None
) -> str | None:
    """The name of the model that fits best: one that names the service before one
    that does not, then the deeper category, then by name."""
    fitting = [
        (_closeness(model["match"]), name)
        for name, model in models.items()
        if _fits(model["match"], category, service)
    ]
    return min(fitting)[1] if fitting else None


def _fits(match: Body, category: str | None, service: str | None) -> bool:
    if not match:
        return False
    wanted = match.get("category")
    if wanted and wanted not in path_of(category or ""):
        return False
    return match.get("service") in {None, service}


def _closeness(match: Body) -> tuple[int, int]:
    depth = len(path_of(match["category"])) if match.get("category") else 0
    return (0 if match.get("service") else 1, -depth)


def check_codes(body: Any) -> list[Complaint]:
    """What is wrong with the lists of codes; nothing, when they may be published."""
    if not isinstance(body, Mapping):
        return [Complaint("codes_are_lists")]
    found = []
    for name in DEFAULT_CODES:
        codes = _codes(body.get(name))
        if not codes:
            found.append(Complaint("codes_are_lists", name))
        elif len(set(codes)) < len(codes):
            found.append(Complaint("codes_are_told_once", name))
        elif not any(is_offered(row) for row in body[name]):
            found.append(Complaint("one_code_is_offered", name))
    return found


def is_offered(row: Body) -> bool:
    """Whether a code may be chosen from now on; others only keep their title."""
    return bool(row.get("active", True))


def _codes(rows: Any) -> list[str]:
    """The codes of a list; none when a row is not a code with a title."""
    if not isinstance(rows, list) or not all(map(_is_code, rows)):
        return []
    return [row["code"] for row in rows]


def _is_code(row: Any) -> bool:
    if not isinstance(row, Mapping) or row.keys() - {*_LONGEST, "active"}:
        return False
    words = [(row.get(part), longest) for part, longest in _LONGEST.items()]
    return isinstance(row.get("active", True), bool) and all(
        isinstance(word, str) and 0 < len(word.strip()) <= longest
        for word, longest in words
    )
