"""Applying a file: everything it plans, in sets and in one transaction."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.audit.models import Change
from tocsin.foundation.services.actions.facts import lock_directory, unusable
from tocsin.foundation.services.importing.lines import ITEM, KINDS, SERVICE
from tocsin.foundation.services.importing.planning import (
    COLUMNS,
    MODELS,
    Link,
    Move,
    Name,
    Plan,
    plan_of,
)
from tocsin.foundation.services.importing.reading import read_file
from tocsin.foundation.services.models import (
    Dependency,
    Item,
    Offered,
    Redundancy,
    Service,
)
from tocsin.foundation.services.refusals import PlanRefused
from tocsin.kernel import clock, sql
from tocsin.kernel.text import holdable

_BATCH = 2000


def plan_import(
    name: str, content: bytes, *, by: Actor, source: str = "", whole: bool = False
) -> Plan:
    """What applying this file would do; nothing is changed."""
    _may_import(by, source, whole)
    return plan_of(read_file(name, content), source=holdable(source), whole=whole)


@transaction.atomic
def apply_import(
    name: str, content: bytes, *, by: Actor, source: str = "", whole: bool = False
) -> Plan:
    """Sites, services, items and their needs are as this file tells them.

    What it does not name stays; with `whole`, items of that source are retired, none is
    deleted. Told twice, the second time changes nothing. With one line that cannot be
    used, nothing is changed.
    """
    _may_import(by, source, whole)
    lock_directory()
    plan = plan_of(read_file(name, content), source=holdable(source), whole=whole)
    if plan.faults:
        raise PlanRefused(count=len(plan.faults))
    moves = [*plan.added, *plan.changed, *plan.retired]
    for kind in KINDS:
        _put(kind, [move for move in moves if move.name[0] == kind])
    _offer([move for move in moves if move.name[0] == SERVICE])
    Dependency.objects.filter(id__in=[id for id, _link in plan.unlinks]).delete()
    _put_links(plan.links)
    _sweep(plan.unlinks)
    _audit(name, plan, by)
    return plan


def _may_import(by: Actor, source: str, whole: bool) -> None:
    if not by.has(ADMINISTRATOR):
        raise NotAllowed
    if len(source) > 40 or (whole and not source):
        raise unusable("source", source, _("A name of at most 40 characters."))


def _put(kind: str, moves: Sequence[Move]) -> None:
    """New rows by COPY where there are many, changed ones by one upsert a batch."""
    columns = COLUMNS[kind]
    fresh = [move for move in moves if move.before is None]
    if kind == ITEM and fresh:
        rows = ((move.name[1], *_cells(move, columns)) for move in fresh)
        sql.copy_rows("services_item", ("key", *columns), rows)
        moves = [move for move in moves if move.before is not None]
    model = MODELS[kind]
    model.objects.bulk_create(
        [
            model(key=move.name[1], **{name: move.after[name] for name in columns})
            for move in moves
        ],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=[
            name.removesuffix("_id") if name != "source_id" else name
            for name in columns
        ],
        batch_size=_BATCH,
    )


def _cells(move: Move, columns: Iterable[str]) -> Iterable[Any]:
    for name in columns:
        value = move.after[name]
        yield json.dumps(value) if name == "attributes" else value


def _offer(moves: Sequence[Move]) -> None:
    """Services are used at exactly the sites their lines tell."""
    moved = {m.name[1]: m for m in moves if "sites" in m.differing}
    ids = dict(Service.objects.filter(key__in=moved).values_list("key", "id"))
    Offered.objects.filter(service__key__in=moved).delete()
    Offered.objects.bulk_create(
        Offered(service_id=ids[key], site_id=site)
        for key, move in moved.items()
        for site in move.after["sites"]
    )


def _put_links(links: Sequence[Link]) -> None:
    if not links:
        return
    ids: dict[Name, int] = {
        (SERVICE, key): id for key, id in Service.objects.values_list("key", "id")
    }
    ids |= {(ITEM, key): id for key, id in Item.objects.values_list("key", "id")}
    groups = _groups(links, ids)
    columns = ("service_id", "item_id", "needs_id", "needs_item_id", "redundancy_id")
    rows = (
        (
            *_pair(upper, ids),
            *_pair(lower, ids),
            groups[upper, group] if group else None,
        )
        for upper, lower, group, _works_with in links
    )
    sql.copy_rows("services_dependency", columns, rows)


def _pair(name: Name, ids: dict[Name, int]) -> tuple[int | None, int | None]:
    """The two columns of an end: a service's number or an item's."""
    return (None, ids[name]) if name[0] == ITEM else (ids[name], None)


def _groups(links: Sequence[Link], ids: dict[Name, int]) -> dict[Any, int]:
    """The groups of these links are there, working with what is told; by their name."""
    told = {(upper, group): count for upper, _lower, group, count in links if group}
    if not told:
        return {}
    rows = []
    for (upper, group), works_with in told.items():
        service, item = _pair(upper, ids)
        rows.append(
            Redundancy(
                service_id=service, item_id=item, name=group, works_with=works_with
            )
        )
    Redundancy.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["service", "item", "name"],
        update_fields=["works_with"],
        batch_size=_BATCH,
    )
    names = {id: name for name, id in ids.items() if name[0] == SERVICE}
    items = {id: name for name, id in ids.items() if name[0] == ITEM}
    found = Redundancy.objects.values_list("id", "service_id", "item_id", "name")
    return {
        (names[service] if service else items[item], group): id
        for id, service, item, group in found
    }


def _sweep(unlinks: Sequence[Any]) -> None:
    """Groups that lost their last member are none."""
    if unlinks:
        held = Dependency.objects.exclude(redundancy=None).values("redundancy")
        Redundancy.objects.exclude(id__in=held).delete()


def _audit(name: str, plan: Plan, by: Actor) -> None:
    """One row for the file, and one for each thing that it changed."""
    at = clock.now()
    rows = [("import:items", "imported", None, {"file": name[:200], **plan.counts})]
    for verb, moves in (
        ("added", plan.added),
        ("changed", plan.changed),
        ("retired", plan.retired),
    ):
        rows += [_told(verb, move) for move in moves]
    rows += _links_told("depends", plan.links)
    rows += _links_told("stopped depending", [link for _id, link in plan.unlinks])
    Change.objects.bulk_create(
        (
            Change(
                at=at,
                actor_kind=by.kind,
                actor_id=by.id,
                subject=subject,
                verb=verb,
                before=before,
                after=after,
                why=holdable(name[:200]),
            )
            for subject, verb, before, after in rows
        ),
        batch_size=_BATCH,
    )


def _told(verb: str, move: Move) -> Any:
    kind, key = move.name
    if move.before is None:
        return (f"{kind}:{key}", verb, None, dict(move.after))
    differing = move.differing
    before = {fact: value for fact, (value, _after) in differing.items()}
    after = {fact: value for fact, (_before, value) in differing.items()}
    return (f"{kind}:{key}", verb, before, after)


def _links_told(verb: str, links: Iterable[Link]) -> list[Any]:
    """One row for all that a thing needs from now on, or no longer."""
    told: dict[Name, list[str]] = {}
    for upper, lower, _group, _count in links:
        told.setdefault(upper, []).append(":".join(lower))
    return [
        (f"{kind}:{key}", verb, None, {"needs": needs})
        for (kind, key), needs in told.items()
    ]
