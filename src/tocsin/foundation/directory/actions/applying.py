"""Carrying out a plan: in sets, batch after batch, each one whole or not at all."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.actions import add_team, change_team
from tocsin.foundation.accounts.models import Person, Team
from tocsin.foundation.accounts.rules import ROLES, Actor
from tocsin.foundation.directory.actions.leaving import take_leave
from tocsin.foundation.directory.actions.telling import audit_moves
from tocsin.foundation.directory.actions.ties import put_seats, put_ties
from tocsin.foundation.directory.models import Refused, Run, Tie
from tocsin.foundation.directory.rules import FACTS, Fault, Move, Plan, TeamMove
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal

# So many people stay well under half a second: the feed waits for the oldest writing
# transaction of the whole server.
_BATCH = 500
_FLAGS = [f"is_{role}" for role in ROLES]
_WRITTEN = [*FACTS, *_FLAGS, "line_manager", "is_active", "source", "external_id"]


def apply_plan(
    plan: Plan,
    *,
    by: Actor,
    run_id: int | None = None,
    tell: Callable[[int], bool] = lambda done: True,
) -> list[Fault]:
    """What the plan says is so; gives whom the database refused nevertheless.

    Each batch is a transaction of its own. `tell` hears how many are through and
    stops everything by saying False; asking again goes on with what is left.
    """
    hand = replace(by, scopes=by.scopes | {"admin"})
    faults = list(plan.faults)
    _note_faults(run_id, faults)
    for team in plan.teams:
        _put_team(team, plan.source, hand)
    through = 0
    for batch in _batches(plan.moves):
        if not tell(through):
            break
        refused = _bring_or_refuse(batch, plan.source, hand, run_id)
        _note_faults(run_id, refused)
        faults += refused
        through += len(batch)
    tell(through)
    return faults


def _batches(moves: Sequence[Move]) -> Iterator[Sequence[Move]]:
    for start in range(0, len(moves), _BATCH):
        yield moves[start : start + _BATCH]


def _bring_or_refuse(
    batch: Sequence[Move], source: str, by: Actor, run_id: int | None
) -> list[Fault]:
    """The batch; when the database refuses it, one by one, and who is at fault."""
    try:
        _bring(batch, source, by, run_id)
    except (IntegrityError, Refusal) as found:
        if len(batch) > 1:
            halves = (_bring_or_refuse([m], source, by, run_id) for m in batch)
            return [fault for some in halves for fault in some]
        (move,) = batch
        why = str(found) if isinstance(found, Refusal) else _complaint(found)
        return [Fault(move.line, move.ref, why, move.cells)]
    return []


def _complaint(found: IntegrityError) -> str:
    for name in ("username", "email", "employee_number", "external_id"):
        if name in str(found):
            return _("somebody else has this {name} already").format(name=name)
    return _("somebody changed the same meanwhile; the next run sees it")


@transaction.atomic
def _bring(batch: Sequence[Move], source: str, by: Actor, run_id: int | None) -> None:
    _lock()
    people = _people(batch)
    new = [_written(people[m.key], m, source) for m in batch if m.is_new]
    old = [_written(people[m.key], m, source) for m in batch if not m.is_new]
    Person.objects.bulk_create(new)
    if moved := [row for row, m in zip(old, _old(batch), strict=True) if m.shows]:
        Person.objects.bulk_create(
            moved,
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=_WRITTEN,
        )
    for move in batch:
        if move.deactivates and not move.is_new:
            take_leave(people[move.key], source, by)
    put_ties(batch, people)
    put_seats(batch, people, source)
    audit_moves(batch, by)
    if run_id is not None:
        _count(run_id, batch)


def _lock() -> None:
    """One batch at a time: two runs that touch the same people wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", ["directory"]
        )


def _old(batch: Iterable[Move]) -> list[Move]:
    return [move for move in batch if not move.is_new]


def _people(batch: Sequence[Move]) -> dict[str, Person]:
    """The rows of the batch, locked in one order; new ones are made, not yet kept."""
    rows = Person.objects.select_for_update(no_key=True).order_by("id")
    found = {row.key: row for row in rows.filter(key__in=[m.key for m in _old(batch)])}
    now = clock.now()
    for move in batch:
        if move.is_new:
            found[move.key] = Person(
                key=move.key,
                joined_at=now,
                password=make_password(None),
                is_active=not move.deactivates,
            )
    return found


def _written(person: Person, move: Move, source: str) -> Person:
    for name, value in move.after.items():
        column = "line_manager_id" if name == "line_manager" else name
        setattr(person, column, value)
    for role in move.gives | move.takes:
        setattr(person, f"is_{role}", role in move.gives)
    if move.active:
        person.is_active = True
    if not person.source and move.tie is not None and not move.is_gone:
        person.source, person.external_id = source, move.ref[:200]
    return person


def _count(run_id: int, batch: Sequence[Move]) -> None:
    left = sum(move.deactivates and not move.is_new for move in batch)
    added = sum(move.is_new for move in batch)
    changed = sum(m.shows and not m.is_new and not m.deactivates for m in batch)
    Run.objects.filter(id=run_id).update(
        moved_at=clock.now(),
        done=F("done") + len(batch),
        added=F("added") + added,
        changed=F("changed") + changed,
        deactivated=F("deactivated") + left,
    )


def _note_faults(run_id: int | None, faults: Sequence[Fault]) -> None:
    if run_id is None or not faults:
        return
    Refused.objects.bulk_create(
        Refused(
            run_id=run_id,
            line=fault.line,
            ref=fault.ref,
            reason=fault.why,
            cells={name: value[:2000] for name, value in fault.cells.items()},
        )
        for fault in faults
    )
    Run.objects.filter(id=run_id).update(refused=F("refused") + len(faults))


@transaction.atomic
def _put_team(move: TeamMove, source: str, by: Actor) -> None:
    facts = dict(move.after)
    if move.is_new:
        add_team(move.key, facts.pop("name"), by=by, **facts)
    elif facts:
        change_team(move.key, by=by, why=f"told by {source}", **facts)
    if move.tie is None:
        return
    now, team = clock.now(), Team.objects.get(key=move.key)
    Tie.objects.update_or_create(
        source=source,
        team=team,
        defaults={
            "ref": move.ref,
            "is_active": move.tie.is_active,
            "moved_at": now,
            "gone_at": now if move.is_gone else None,
        },
        create_defaults={
            "ref": move.ref,
            "is_active": move.tie.is_active,
            "since": now,
            "moved_at": now,
        },
    )
