"""Somebody's records come in: tried first, then batch after batch, safe to repeat."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.files.actions import release, use
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.sheets import Row, rows_of, text_of
from tocsin.register.core.actions.writer import Birth, Draft, append, draw_numbers
from tocsin.register.core.entries import Kind
from tocsin.register.core.reads.sources import incidents_from
from tocsin.register.transfer.anyones.names import Names, names_here
from tocsin.register.transfer.anyones.numbering import Numbered, numbered
from tocsin.register.transfer.anyones.reads import content_of, run_for
from tocsin.register.transfer.anyones.rules import Mapped, mapped_of
from tocsin.register.transfer.anyones.understanding import (
    BadRow,
    Said,
    Understood,
    understand,
)
from tocsin.register.transfer.models import Reject, Run

# So many incidents stay well under half a second: the feed waits for the oldest
# writing transaction of the whole server.
_BATCH = 200
_TURN = timedelta(seconds=2)
_SHARED = frozenset({Kind.RESOLVED, Kind.CLOSED, Kind.CANCELLED, Kind.REPLIED})
_GOING = (Run.State.WAITING, Run.State.RUNNING)
_SHOWN = 20


@dataclass(slots=True)
class Plan:
    """What an import would do, found out by trying it without writing anything."""

    rows: int = 0
    created: int = 0
    passed_over: int = 0
    flagged: int = 0
    rejected: int = 0
    flags: Counter[str] = field(default_factory=Counter)
    unusable: Counter[tuple[str, str]] = field(default_factory=Counter)
    rejects: list[tuple[int, str]] = field(default_factory=list)
    cut: bool = False


@dataclass(slots=True)
class _Batch:
    """Some records that follow one another: what they say, and which say nothing."""

    rows: int = 0
    told: dict[str, Understood] = field(default_factory=dict)
    rejected: list[tuple[Row, str]] = field(default_factory=list)


def plan_records(
    name: str, content: bytes, mapped: Mapped, *, most: int | None = None
) -> Plan:
    """What importing the file would do; of `most` records at the most."""
    plan, names = Plan(), names_here()
    for some in _batches(numbered(rows_of(name, content), mapped)):
        if most is not None and plan.rows >= most:
            plan.cut = True
            break
        batch = _understood(some, mapped, names)
        here = _here(mapped.source, batch.told)
        new = [said for number, said in batch.told.items() if number not in here]
        plan.rows += batch.rows
        plan.created += len(new)
        plan.passed_over += len(here)
        plan.flagged += sum(bool(said.flags) for said in new)
        plan.rejected += len(batch.rejected)
        plan.flags.update(flag for said in new for flag in said.flags)
        plan.unusable.update(odd for said in new for odd in said.unusable)
        shown = [(row.line, why) for row, why in batch.rejected]
        plan.rejects += shown[: _SHOWN - len(plan.rejects)]
    return plan


@transaction.atomic
def start_import(name: str, mapped: Mapped, *, by: Actor, file: str = "") -> Run:
    """The import waits to be carried out. `file` is the digest of a kept file, which
    is held on to until the import has ended."""
    if not by.has(ADMINISTRATOR):
        raise NotAllowed
    now, body = clock.now(), mapped.body()
    run = Run.objects.create(
        name=name[:200], file=file, mapping=body, by=by.id, asked_at=now, moved_at=now
    )
    if file:
        use(file, f"import:{run.pk}", 1, person="")
    _audit(run, "started", by)
    return run


@transaction.atomic
def stop_import(run_id: int, *, by: Actor) -> Run:
    """Nothing more comes in; what came in stays. Asking for the same file goes on."""
    if not by.has(ADMINISTRATOR):
        raise NotAllowed
    run = run_for(by, run_id)
    if Run.objects.filter(id=run.id, state__in=_GOING).update(
        state=Run.State.STOPPED, ended_at=clock.now()
    ):
        _let_go(run)
        _audit(run, "stopped", by)
    return run_for(by, run_id)


def import_records(
    name: str,
    content: bytes,
    mapped: Mapped,
    *,
    by: Actor,
    tell: Callable[[int, int | None], None],
) -> Run:
    """Every record of the file is an incident of its source, with an entry for each
    thing it tells; those that are here already are passed over, so that an import that
    was broken off is finished by repeating it."""
    run = start_import(name, mapped, by=by)
    for done, rows in _carry_on(run.pk, content):
        tell(done, rows)
    return run_for(by, run.pk)


def carry_out_imports() -> int:
    """The oldest import that waits or was broken off goes on, for a moment; says how
    many records came through."""
    run = Run.objects.filter(state__in=_GOING).exclude(file="").order_by("id").first()
    if run is None:
        return 0
    until, through = clock.now() + _TURN, run.done
    try:
        for done, _rows in _carry_on(run.pk, content_of(run.file)):
            through = done
            if clock.now() > until:
                break
    except (Refusal, DatabaseError, ValueError) as why:
        _end(run.pk, Run.State.FAILED, str(why)[:2000])
    return through - run.done


def _carry_on(run_id: int, content: bytes) -> Iterator[tuple[int, int]]:
    """Batch after batch behind what is through already; tells how far it is."""
    run = Run.objects.get(id=run_id)
    mapped, names = mapped_of(run.mapping), names_here()
    if not run.rows:
        count = sum(1 for _row in rows_of(run.name, content))
        Run.objects.filter(id=run_id).update(rows=count, state=Run.State.RUNNING)
        run.rows = count
    rest = islice(numbered(rows_of(run.name, content), mapped), run.done, None)
    for some in _batches(rest):
        batch = _understood(some, mapped, names)
        if not _bring(run_id, run.done, mapped.source, batch):
            return
        run.done += batch.rows
        yield run.done, run.rows
    _end(run_id, Run.State.DONE)


def _batches(rows: Iterable[Numbered]) -> Iterator[list[Numbered]]:
    reading = iter(rows)
    while some := list(islice(reading, _BATCH)):
        yield some


def _understood(some: list[Numbered], mapped: Mapped, names: Names) -> _Batch:
    batch, zone, now = _Batch(rows=len(some)), ZoneInfo(mapped.zone), clock.now()
    for row, number, first in some:
        try:
            if first is not None:
                raise BadRow(_("its number stands in line %d already") % first)
            batch.told[number] = understand(row, mapped, names, zone, now)
        except BadRow as why:
            batch.rejected.append((row, str(why)))
    return batch


def _bring(run_id: int, done: int, source: str, batch: _Batch) -> bool:
    """The batch is in the register and counted, both or neither; False when somebody
    else went on with the run, or stopped it."""
    try:
        return _write(run_id, done, source, batch)
    except IntegrityError:
        # Another import brought one of them meanwhile; now it is seen to be here.
        return _write(run_id, done, source, batch)


@transaction.atomic
def _write(run_id: int, done: int, source: str, batch: _Batch) -> bool:
    going = Run.objects.select_for_update(skip_locked=True)
    run = going.filter(id=run_id, done=done, state__in=_GOING).first()
    if run is None:
        return False
    here = _here(source, batch.told)
    new = {number: said for number, said in batch.told.items() if number not in here}
    births = [
        replace(birth, source=source, source_ref=number, origin="history")
        for birth, number in zip(draw_numbers(len(new)), new, strict=True)
    ]
    drafts = [draft for b in births for draft in _drafts(b, new[b.source_ref].said)]
    by = Actor(kind="source", id=source, via="import")
    entries = append(drafts, by=by, births=births) if births else 0
    Reject.objects.bulk_create(_rejects(run, batch.rejected))
    Run.objects.filter(id=run_id).update(
        state=Run.State.RUNNING,
        moved_at=clock.now(),
        done=F("done") + batch.rows,
        created=F("created") + len(births),
        entries=F("entries") + entries,
        passed_over=F("passed_over") + len(here),
        flagged=F("flagged") + sum(bool(said.flags) for said in new.values()),
        rejected=F("rejected") + len(batch.rejected),
    )
    return True


def _rejects(run: Run, rejected: Iterable[tuple[Row, str]]) -> Iterator[Reject]:
    for row, why in rejected:
        cells = {name: text_of(cell)[:2000] for name, cell in row.cells.items()}
        yield Reject(run=run, line=row.line, reason=why, cells=cells)


def _here(source: str, numbers: Iterable[str] | Mapping[str, object]) -> set[str]:
    found = incidents_from({source: list(numbers)})
    return set(found.values_list("source_ref", flat=True))


def _drafts(birth: Birth, said: Iterable[Said]) -> Iterator[Draft]:
    for place, each in enumerate(said):
        yield Draft(
            birth.id,
            each.kind,
            each.body,
            each.at,
            happened_basis="imported",
            cause=f"import:{place}",
            audience="reporter" if each.kind in _SHARED else "internal",
            origin="history",
            by=Actor(kind="person", id=each.by, via="import") if each.by else None,
        )


def _end(run_id: int, state: str, why: str = "") -> None:
    ended = Run.objects.filter(id=run_id, state__in=_GOING)
    if ended.update(state=state, ended_at=clock.now(), why=why):
        _let_go(Run.objects.get(id=run_id))


def _let_go(run: Run) -> None:
    if run.file:
        release(f"import:{run.pk}", 1)


def _audit(run: Run, verb: str, by: Actor) -> None:
    after = {"file": run.name, "source": run.mapping["source"]}
    record_change(
        f"import:{run.pk}", verb, before=None, after=after, why="", by=(by.kind, by.id)
    )
