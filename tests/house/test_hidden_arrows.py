"""Arrows the import linter cannot see: foreign keys, and tables named in SQL."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model

from tests.house.source import QUERIES, SRC, modules, place, strings
from tocsin.kernel import sql

FLOORS = (
    "kernel",
    "foundation",
    "register",
    "intake",
    "response",
    "improvement",
    "engine",
    "surfaces",
)
# Side by side: strangers to one another.
BESIDE = frozenset({"intake", "response", "improvement"})
# Within a floor, each room may point at those before it.
ROOMS = {
    "foundation": (
        "audit",
        "idempotency",
        "config",
        "files",
        "workspace",
        "mail",
        "accounts",
        "directory",
        "sso",
        "calendars",
        "services",
        "classification",
        "changes",
        "oncall",
        "notify",
    ),
    "register": (
        "core",
        "work",
        "attachments",
        "links",
        "search",
        "tasks",
        "watching",
        "transfer",
    ),
    "intake": ("events", "alerts", "heartbeats", "correlation"),
}
# A comma in a from list, and a statement that goes on below, are not used here.
_NAMED = re.compile(
    r"\b(?:from|join|into|update|copy|table|truncate|trigger on)\s+"
    r"(?:only\s+)?\"?([a-z_]+)\"?(?!\w*\s*\()"
)
_OWN = re.compile(r"(\w+)(?:\([^()]*\))? as (?:not )?(?:materialized )?\(")


def room_of(app: str) -> tuple[str, ...]:
    return tuple(apps.get_app_config(app).name.split(".")[1:3])


def height(room: tuple[str, ...]) -> tuple[int, int]:
    floor, *inside = room
    rooms = ROOMS.get(floor, ())
    return FLOORS.index(floor), rooms.index(inside[0]) if inside and rooms else 0


def our_models() -> list[type[Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("tocsin.")]


def foreign_keys() -> list[tuple[type[Model], str, Any]]:
    return [
        (model, field.name, field)
        for model in our_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and not field.auto_created
    ]


def test_there_are_foreign_keys_to_look_at() -> None:
    assert len(foreign_keys()) > 10


@pytest.mark.parametrize(
    ("model", "name", "field"),
    foreign_keys(),
    ids=lambda one: getattr(one, "__name__", str(one)),
)
def test_foreign_keys_point_down(model: type[Model], name: str, field: Any) -> None:
    here, there = model._meta.app_label, field.related_model._meta.app_label
    if here != there:
        floors = {room_of(there)[0], room_of(here)[0]}
        assert not (len(floors) == 2 and floors <= BESIDE), f"{model} {name}"
        assert height(room_of(there)) < height(room_of(here)), f"{model} {name}"


@pytest.mark.parametrize(
    ("model", "name", "field"),
    foreign_keys(),
    ids=lambda one: getattr(one, "__name__", str(one)),
)
def test_what_others_point_at_is_not_deleted_with_them(
    model: type[Model], name: str, field: Any
) -> None:
    assert field.remote_field.on_delete.__name__ == "PROTECT", f"{model} {name}"


def tables() -> dict[str, tuple[str, ...]]:
    """Every table of ours, and the room it belongs to."""
    owners = {m._meta.db_table: room_of(m._meta.app_label) for m in our_models()}
    return owners | {"accounts_attempt": ("foundation", "accounts")}


def strangers(statement: str, room: tuple[str, ...]) -> set[str]:
    """The tables a statement names that are not its room's own.

    The register's rooms share the register's tables, and intake's rooms intake's:
    thousands of alerts a second are no place to ask for them one function at a time.
    """
    statement = re.sub(r"--.*|for (no key )?update( of \w+)?", "", statement.lower())
    own, known = set(_OWN.findall(statement)), tables()
    named = set(_NAMED.findall(statement)) - own
    home = room[:1] if room[0] in ("register", "intake") else room
    return {t for t in named if t in known and known[t][: len(home)] != home}


def _room(path: Path) -> tuple[str, ...]:
    parts = path.relative_to(SRC).with_suffix("").parts
    return parts[:2] if parts[0] in ROOMS else parts[:1]


@pytest.mark.parametrize(("package", "name"), QUERIES)
def test_a_named_query_names_only_its_own_tables(package: str, name: str) -> None:
    """Other rooms' data comes through functions they publish."""
    room = tuple(package.split(".")[1:])
    assert strangers(sql.load(package)[name], room) == set()


def test_sql_inside_modules_names_only_its_own_tables() -> None:
    found = {
        f"{place(path)}:{line}": names
        for path in modules(migrations=True)
        for line, text in strings(path)
        if (names := strangers(text, _room(path)))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("select * from register_entry", {"register_entry"}),
        ("with x as (select 1) select * from x", set()),
        ("update accounts_person set x = 1", {"accounts_person"}),
        ("select * from services_service for no key update", set()),
        ("select * from oncall_at(1)", set()),
        ("-- from register_entry\nselect 1", set()),
    ],
)
def test_the_look_at_statements_sees(statement: str, found: Iterable[str]) -> None:
    assert strangers(statement, ("foundation", "services")) == set(found)
