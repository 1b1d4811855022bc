"""People, teams, services and categories as lines, and back.

Keys are kept, because entries hold them. What is here already stays as it is: whoever
brings a register back into a database in use does not change that database's people.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from tocsin.foundation.accounts.models import (
    Absence,
    Contact,
    HeldSkill,
    Membership,
    Person,
    Skill,
    Team,
    WantedSkill,
)
from tocsin.foundation.changes.models import (
    Approval,
    ChangedService,
    ServiceChange,
)
from tocsin.foundation.classification.models import Category, Responsibility
from tocsin.foundation.services.models import (
    Dependency,
    Item,
    Offered,
    Redundancy,
    Service,
    Site,
)
from tocsin.register.transfer.portable.lines import BadLine, line

_UNUSABLE = "!brought-back"


@dataclass(frozen=True, slots=True)
class Part:
    """One type of line: its table and columns, and what tells its rows apart.

    `by_key`: columns that hold a row's number here and its key in a line.
    `names`: columns that must be unique and may be taken by somebody else here.
    `later`: columns that lines of older exports lack, with what they then hold.
    """

    kind: str
    model: type[models.Model]
    columns: tuple[str, ...]
    order: tuple[str, ...]
    by_key: Mapping[str, type[models.Model]] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    later: Mapping[str, Any] = field(default_factory=dict)


_PERSON = """key username name email phone zone language site theme is_active is_agent
is_major_incident_manager is_auditor is_administrator is_duty_manager joined_at
erased_at origin languages job_title department employee_number source external_id
line_manager_id deputy_id is_vip"""
_PERSON_LATER = {"languages": [], "is_vip": False} | dict.fromkeys(
    "job_title department employee_number source external_id".split(), ""
)
_PERSON_LATER |= {"line_manager_id": None, "deputy_id": None}
_TEAM = "key name purpose zone is_active origin calendar email chat"
_SERVICE = """key name nature purpose owner_id team_id criticality is_active
origin users outage_cost currency"""
_ITEM = "key name kind site_id team_id attributes status source source_id"
_CHANGE = """key title description kind risk state owner_id planned_start planned_end
started_at ended_at begins_at ends_at url source source_ref made_by_kind made_by"""
_APPROVAL = """change ref back_out state is_backdated asked asked_at asked_kind asked_by
asked_person decided_at decided_kind decided_by decided_person via reason"""
_ENDS = {"service": Service, "item": Item, "needs": Service, "needs_item": Item}

PARTS = (
    Part(
        "person",
        Person,
        tuple(_PERSON.split()),
        ("key",),
        names=("username",),
        later=_PERSON_LATER,
    ),
    Part(
        "contact",
        Contact,
        ("person", "kind", "value", "label", "position", "verified_at"),
        ("person__key", "position", "kind", "value"),
        by_key={"person": Person},
    ),
    Part(
        "absence",
        Absence,
        ("person", "starts_at", "ends_at", "stands_in_id"),
        ("person__key", "starts_at", "ends_at"),
        by_key={"person": Person},
    ),
    Part(
        "team",
        Team,
        tuple(_TEAM.split()),
        ("key",),
        names=("name",),
        later={"calendar": "", "email": "", "chat": ""},
    ),
    Part(
        "skill", Skill, ("key", "name", "about", "is_active"), ("key",), names=("name",)
    ),
    Part(
        "held_skill",
        HeldSkill,
        ("person", "skill_id", "level", "evidence", "expires_on"),
        ("person__key", "skill_id"),
        by_key={"person": Person},
    ),
    Part(
        "wanted_skill",
        WantedSkill,
        ("team", "skill_id", "level", "people"),
        ("team__key", "skill_id"),
        by_key={"team": Team},
    ),
    Part(
        "membership",
        Membership,
        ("team", "person", "is_lead"),
        ("team__key", "person__key"),
        by_key={"team": Team, "person": Person},
    ),
    Part(
        "service",
        Service,
        tuple(_SERVICE.split()),
        ("key",),
        names=("name",),
        later={"users": None, "outage_cost": None, "currency": ""},
    ),
    Part(
        "site",
        Site,
        ("key", "name", "zone", "address", "parent_id", "is_active"),
        ("key",),
        names=("name",),
    ),
    Part("item", Item, tuple(_ITEM.split()), ("key",)),
    Part(
        "offered",
        Offered,
        ("service", "site_id"),
        ("service__key", "site_id"),
        by_key={"service": Service},
    ),
    Part(
        "redundancy",
        Redundancy,
        ("service", "item", "name", "works_with"),
        ("service__key", "item__key", "name"),
        by_key={"service": Service, "item": Item},
    ),
    Part(
        "dependency",
        Dependency,
        ("service", "item", "needs", "needs_item", "redundancy__name"),
        ("service__key", "item__key", "needs__key", "needs_item__key"),
        by_key=_ENDS,
        later={"item": None, "needs_item": None, "redundancy__name": None},
    ),
    Part(
        "category",
        Category,
        ("key", "name", "parent_id", "fallback_id", "is_active", "origin"),
        ("key",),
    ),
    Part(
        "responsibility",
        Responsibility,
        ("category", "team_id", "starts_at", "ends_at", "why"),
        ("category__key", "starts_at"),
        by_key={"category": Category},
    ),
    Part("change", ServiceChange, tuple(_CHANGE.split()), ("key",)),
    Part(
        "changed_service",
        ChangedService,
        ("change", "service"),
        ("change__key", "service__key"),
        by_key={"change": ServiceChange, "service": Service},
    ),
    Part(
        "approval",
        Approval,
        tuple(_APPROVAL.split()),
        ("change__key",),
        by_key={"change": ServiceChange},
    ),
)
BY_TYPE = {part.kind: part for part in PARTS}


def directory_lines() -> Iterator[bytes]:
    """Everybody and everything that incidents name; nobody's password."""
    for part in PARTS:
        asked = [f"{c}__key" if c in part.by_key else c for c in part.columns]
        rows: Any = part.model._default_manager.order_by(*part.order)
        for row in rows.values_list(*asked).iterator(chunk_size=2000):
            yield line(part.kind, dict(zip(part.columns, row, strict=True)))


def take_in(part: Part, found: Sequence[Mapping[str, Any]]) -> int:
    """These rows are here, those that were here unchanged; says how many are new."""
    rows = [_columns(part, each) for each in found]
    numbers = {column: _numbers(part, column, rows) for column in part.by_key}
    made = []
    for row in _unknown(part, rows):
        keys = {column: row.pop(column) for column in numbers}
        ids = {column: numbers[column].get(key) for column, key in keys.items()}
        if all(ids[column] is not None for column, key in keys.items() if key):
            row |= {f"{column}_id": id for column, id in ids.items()}
            made.append(row)
    if part.model is Dependency:
        _join_groups(made)
    part.model._default_manager.bulk_create(
        [part.model(**row) for row in made], ignore_conflicts=True
    )
    return len(made)


def _join_groups(rows: Sequence[dict[str, Any]]) -> None:
    """Each need is in the group of its name that its holder has."""
    wanted = {row["redundancy__name"] for row in rows} - {None}
    held = Redundancy.objects.filter(name__in=wanted)
    columns = held.values_list("service_id", "item_id", "name", "id")
    groups: dict[Any, int] = {(s, i, name): id for s, i, name, id in columns}
    for row in rows:
        name = row.pop("redundancy__name")
        row["redundancy_id"] = groups.get((row["service_id"], row["item_id"], name))


def _columns(part: Part, found: Mapping[str, Any]) -> dict[str, Any]:
    told = {**part.later, **found}
    if lacking := [name for name in part.columns if name not in told]:
        raise BadLine(f"it lacks {lacking[0]}")
    row = {name: told[name] for name in part.columns}
    return row | ({"password": _UNUSABLE} if part.model is Person else {})


def _unknown(part: Part, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that are not here yet, under a name that is still free."""
    if "key" not in part.columns:
        return list(rows)
    all_rows: Any = part.model._default_manager
    keys = [row["key"] for row in rows]
    here = set(all_rows.filter(key__in=keys).values_list("key", flat=True))
    fresh = [row for row in rows if row["key"] not in here]
    for name in part.names:
        wanted = {f"{name}__in": [row[name] for row in fresh]}
        taken = set(all_rows.filter(**wanted).values_list(name, flat=True))
        for row in fresh:
            if row[name] in taken:
                row[name] = f"{row[name]} ({row['key']})"
    return fresh


def _numbers(part: Part, column: str, rows: Sequence[Any]) -> dict[str, int]:
    keys = {row[column] for row in rows}
    table: Any = part.by_key[column]._default_manager
    return dict(table.filter(key__in=keys).values_list("key", "id"))
