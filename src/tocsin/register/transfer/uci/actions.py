"""The import: batch after batch, each a short transaction, safe to repeat."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel import sql
from tocsin.register.core.actions.writer import Birth, Draft, append, draw_numbers
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Incident
from tocsin.register.transfer.uci.directory import make_directory
from tocsin.register.transfer.uci.reads import Group, Line, read_groups, survey
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


Progress = Callable[[int, int], None]


def import_uci(
    path: Path, *, zone: str = "UTC", rejects: Path | None = None, tell: Progress
) -> Outcome:
    """Every incident of the log is in the register, with one entry per kind of thing
    that a row says and its row's number in it.

    Incidents that are there already are passed over, so an import that was broken off
    is finished by repeating it. Rows that cannot be used go to the file `rejects`, each
    with its line and the reason. `tell` hears how many rows are done, and of how many.
    """
    try:
        tz = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ZoneUnknown(zone=zone) from None
    found = survey(path)
    make_directory(found)
    outcome, done = Outcome(), 0
    with _Rejects(rejects or _beside(path), outcome) as bin_:
        groups = read_groups(path, tz, bin_.add)
        while batch := list(islice(groups, _BATCH)):
            _take_in(batch, outcome)
            done += sum(group.rows for group in batch)
            tell(done, found.rows)
    outcome.rows = found.rows
    return outcome


def _take_in(batch: Sequence[Group], outcome: Outcome) -> None:
    here = _here(batch)
    new = [group for group in batch if group.number not in here and group.steps]
    births = {
        group.number: replace(
            birth, source=SOURCE, source_ref=group.number, origin="history"
        )
        for birth, group in zip(draw_numbers(len(new)), new, strict=True)
    }
    drafts = {group.number: list(_drafts(births[group.number], group)) for group in new}
    outcome.passed_over += len(here)
    _write(new, births, drafts, outcome)


@transaction.atomic
def _write(
    new: Sequence[Group],
    births: Mapping[str, Birth],
    drafts: Mapping[str, Sequence[Draft]],
    outcome: Outcome,
) -> None:
    # Two imports at once take turns, so that neither stumbles over the other.
    sql.execute("select pg_advisory_xact_lock(hashtext('tocsin import'))")
    late = _here(new)
    numbers = [group.number for group in new if group.number not in late]
    outcome.passed_over += len(late)
    outcome.incidents += len(numbers)
    outcome.entries += append(
        [draft for number in numbers for draft in drafts[number]],
        by=_LOG,
        births=[births[number] for number in numbers],
    )


def _here(groups: Sequence[Group]) -> set[str]:
    numbers = [group.number for group in groups]
    found = Incident.objects.filter(source=SOURCE, source_ref__in=numbers)
    return set(found.values_list("source_ref", flat=True))


def _drafts(birth: Birth, group: Group) -> Iterator[Draft]:
    known = Known()
    for step in group.steps:
        for told in entries_of(known, step, _note):
            yield _draft(birth, told)


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
