"""A published document as rows and levels. Pure: the body has no complaints."""

from collections.abc import Mapping
from typing import Any

from tocsin.response.escalation.matrix import (
    ACKNOWLEDGED,
    ANY,
    EVERYWHERE,
    OWNING,
    Level,
    Matrix,
    Row,
    Target,
    When,
)


def matrix_of(number: int, body: Mapping[str, Any]) -> Matrix:
    """The matrix that a body without complaints says."""
    rows = tuple(_row(told) for told in body["rows"])
    return Matrix(number, rows, {row.key: row for row in rows})


def _row(told: Mapping[str, Any]) -> Row:
    levels = enumerate(told["levels"], start=1)
    return Row(
        key=told["key"],
        name=told.get("name") or told["key"],
        category=told.get("category") or EVERYWHERE,
        priorities=tuple(sorted(told.get("priorities") or ())),
        when=_when(told.get("when") or {}),
        levels=tuple(_level(number, level) for number, level in levels),
        lapses=told.get("lapses", 30),
    )


def _when(told: Mapping[str, Any]) -> When:
    return When(
        hours=told.get("hours") or ANY,
        peak=told.get("peak") or ANY,
        calendar=told.get("calendar") or "",
        services=tuple(told.get("services") or ()),
        sites=tuple(told.get("sites") or ()),
    )


def _level(number: int, told: Mapping[str, Any]) -> Level:
    after = told.get("after", 0)
    share = after if isinstance(after, Mapping) else {}
    repeat = told.get("repeat") or {}
    return Level(
        number=number,
        target=_target(told["target"]),
        after=0 if share else after,
        percent=share.get("percent"),
        measure=share.get("of", ""),
        unless=told.get("unless") or ACKNOWLEDGED,
        loud=told.get("loud", True),
        acknowledge_within=told.get("acknowledge_within"),
        times=repeat.get("times", 0),
        every=repeat.get("every", 5),
    )


def _target(told: Mapping[str, Any]) -> Target:
    return Target(
        kind=told["kind"],
        team=told.get("team") or OWNING,
        rank=told.get("rank", 1),
        schedule=told.get("schedule", ""),
        person=told.get("person", ""),
        role=told.get("role", ""),
        supplier=told.get("supplier", ""),
    )


def body_of(matrix: Matrix) -> dict[str, Any]:
    """The same as a document, with nothing in it that goes without saying."""
    return {"rows": [_told_row(row) for row in matrix.rows]}


def _told_row(row: Row) -> dict[str, Any]:
    told: dict[str, Any] = {"key": row.key}
    if row.name != row.key:
        told["name"] = row.name
    told["category"] = row.category
    if row.priorities:
        told["priorities"] = list(row.priorities)
    if when := _told_when(row.when):
        told["when"] = when
    if row.lapses != Row(row.key).lapses:
        told["lapses"] = row.lapses
    return told | {"levels": [_told_level(level) for level in row.levels]}


def _told_when(when: When) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name in ("hours", "peak", "calendar"):
        if (value := getattr(when, name)) not in {"", ANY}:
            told[name] = value
    for name in ("services", "sites"):
        if value := getattr(when, name):
            told[name] = list(value)
    return told


def _told_level(level: Level) -> dict[str, Any]:
    share = {"percent": level.percent, "of": level.measure}
    told: dict[str, Any] = {"after": level.after if level.percent is None else share}
    if level.unless != ACKNOWLEDGED:
        told["unless"] = level.unless
    told["target"] = told_target(level.target)
    if not level.loud:
        told["loud"] = False
    if level.acknowledge_within is not None:
        told["acknowledge_within"] = level.acknowledge_within
    if level.times:
        told["repeat"] = {"times": level.times, "every": level.every}
    return told


_PARTS: Mapping[str, tuple[str, ...]] = {
    "on_call": ("team", "rank"),
    "schedule": ("schedule",),
    "person": ("person",),
    "round_robin": ("team",),
    "whole_team": ("team",),
    "role": ("role",),
    "supplier": ("supplier",),
}


def told_target(target: Target) -> dict[str, Any]:
    parts = _PARTS.get(target.kind, ())
    return {"kind": target.kind} | {name: getattr(target, name) for name in parts}
