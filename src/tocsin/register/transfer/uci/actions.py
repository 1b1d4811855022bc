"""The import: batch after batch, each a short transaction, safe to repeat."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import IO, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import Actor
from tocsin.register.core.actions.writer import Birth, Draft, append, draw_numbers
from tocsin.register.core.entries import Kind
from tocsin.register.core.reads.sources import incidents_from
from tocsin.register.transfer.crew import crew
from tocsin.register.transfer.uci.directory import make_directory
from tocsin.register.transfer.uci.reads import (
    Batch,
    Line,
    read_batches,
    survey,
    understood,
)
from tocsin.register.transfer.uci.refusals import RejectsUnwritable, ZoneUnknown
from tocsin.register.transfer.uci.rows import Step
from tocsin.register.transfer.uci.rules import Known, Told, entries_of

SOURCE = "uci"
# So many incidents of ten entries stay well under half a second: the feed waits for
# the oldest writing transaction of the whole server.
_BATCH = 250
_SHARED = frozenset({Kind.RESOLVED, Kind.CLOSED, Kind.REOPENED})
_LOG = Actor(kind="source", id=SOURCE, via="import")


@dataclass(slots=True)
class Outcome:
    """What an import did; `reasons` holds the first few rejections as sentences."""

    rows: int = 0
    incidents: int = 0
    entries: int = 0
    passed_over: int = 0
    rejected: int = 0
    rejects: Path | None = None
    reasons: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Done:
    """What became of one batch."""

    rows: int = 0
    incidents: int = 0
    entries: int = 0
    passed_over: int = 0
    rejected: list[tuple[Line, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Job:
    """The file, and how far this process has read it."""

    path: Path
    zone: tzinfo
    batches: Iterator[tuple[int, Batch]] | None = None


Progress = Callable[[int, int], None]
_job: _Job | None = None


def import_uci(
    path: Path,
    *,
    zone: str = "UTC",
    rejects: Path | None = None,
    workers: int | None = None,
    tell: Progress,
) -> Outcome:
    """Every incident of the log is in the register, with one entry per kind of thing
    that a row says and its row's number in it.

    Incidents that are there already are passed over, so an import that was broken off
    is finished by repeating it. Rows that cannot be used go to the file `rejects`, each
    with its line and the reason. `tell` hears how many rows are done, and of how many.
    """
    global _job
    _job = _Job(path, _zone(zone))
    found = survey(path, _BATCH)
    make_directory(found)
    outcome, done = Outcome(rows=found.rows), 0
    with _Rejects(rejects or _beside(path), outcome) as bin_:
        for part in crew(_take_in, range(found.batches), workers):
            outcome.incidents += part.incidents
            outcome.entries += part.entries
            outcome.passed_over += part.passed_over
            for line, why in sorted(part.rejected, key=itemgetter(0)):
                bin_.add(line, why)
            done += part.rows
            tell(done, found.rows)
    return outcome


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ZoneUnknown(zone=name) from None


def _batch(number: int) -> Batch:
    """The batch of this number. Each process reads the file for itself, once, since
    the numbers that come to it only grow."""
    assert _job
    if _job.batches is None:
        _job.batches = enumerate(read_batches(_job.path, _BATCH))
    return next(batch for at, batch in _job.batches if at == number)


def _take_in(number: int) -> _Done:
    assert _job
    batch = _batch(number)
    rows = len(batch.unusable) + sum(len(group.lines) for group in batch.groups)
    done = _Done(rows=rows, rejected=list(batch.unusable))
    here = _here([group.number for group in batch.groups])
    done.passed_over = len(here)
    told = {}
    for group in batch.groups:
        if group.number not in here:
            steps = understood(
                group, _job.zone, lambda line, why: done.rejected.append((line, why))
            )
            told[group.number] = list(_told(steps))
    new = {number: entries for number, entries in told.items() if entries}
    try:
        _write(new, done)
    except IntegrityError:
        # Another import brought one of them meanwhile; now it is seen to be here.
        _write(new, done)
    return done


def _told(steps: Iterable[Step]) -> Iterator[Told]:
    known = Known()
    for step in steps:
        yield from entries_of(known, step, _note)


@transaction.atomic
def _write(told: Mapping[str, Sequence[Told]], done: _Done) -> None:
    late = _here(told)
    new = [number for number in told if number not in late]
    births = [
        replace(birth, source=SOURCE, source_ref=number, origin="history")
        for birth, number in zip(draw_numbers(len(new)), new, strict=True)
    ]
    drafts = [
        _draft(birth, said) for birth in births for said in told[birth.source_ref]
    ]
    done.entries += append(drafts, by=_LOG, births=births)
    done.incidents += len(births)
    done.passed_over += len(late)


def _here(numbers: Iterable[str]) -> set[str]:
    found = incidents_from({SOURCE: list(numbers)})
    return set(found.values_list("source_ref", flat=True))


def _note(step: Step) -> str:
    said = _("Change %(change)d at the source: nothing it tells was changed.")
    return said % {"change": step.change}


def _draft(birth: Birth, told: Told) -> Draft:
    by = Actor(kind="person", id=told.by, via="import") if told.by else None
    return Draft(
        birth.id,
        told.kind,
        told.body,
        told.at,
        happened_basis="imported",
        cause=f"{SOURCE}:{told.body['row']}:{told.kind.value}",
        audience="reporter" if told.kind in _SHARED else "internal",
        origin="history",
        by=by,
    )


def _beside(path: Path) -> Path:
    return Path(f"{path.name.split('.')[0]}.rejects.csv")


class _Rejects:
    """The file of rejected rows, made with the first of them."""

    def __init__(self, path: Path, outcome: Outcome) -> None:
        self.path, self.outcome = path, outcome
        self._file: IO[str] | None = None
        self._writer: Any = None

    def __enter__(self) -> "_Rejects":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        told: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file:
            self._file.close()

    def add(self, line: Line, reason: str) -> None:
        if self._writer is None:
            self._open()
        self._writer.writerow([line.line, line.row, reason, *line.values])
        self.outcome.rejected += 1
        if len(self.outcome.reasons) < 5:
            self.outcome.reasons.append(_("line %d: %s") % (line.line, reason))

    def _open(self) -> None:
        try:
            self._file = self.path.open("w", newline="", encoding="utf-8")
        except OSError as told:
            raise RejectsUnwritable(path=self.path, why=told.strerror) from None
        self._writer = csv.writer(self._file)
        self._writer.writerow(["line", "row", "reason", "values"])
        self.outcome.rejects = self.path
