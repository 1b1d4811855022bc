"""Sources, runs and leavers as surfaces ask for them."""

from collections.abc import Iterator

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.directory.models import Leaver, Refused, Run, Tie
from tocsin.foundation.directory.refusals import (
    DirectoryFileGone,
    DirectoryRunUnknown,
)
from tocsin.foundation.files.models import File
from tocsin.foundation.files.reads import content


def runs(actor: Actor, most: int = 50) -> list[Run]:
    """The runs that were asked for, the newest first."""
    _need(actor)
    return list(Run.objects.order_by("-id")[:most])


def run_for(actor: Actor, run_id: int) -> Run:
    _need(actor)
    found = Run.objects.filter(id=run_id).first()
    if found is None:
        raise DirectoryRunUnknown
    return found


def refused_in(run: Run, most: int = 50) -> list[Refused]:
    return list(Refused.objects.filter(run=run).order_by("line", "id")[:most])


def refused_table(run: Run) -> Iterator[list[str]]:
    """Whoever could not be brought in, under a line of names; with their cells as they
    were, to be mended and handed in again."""
    rows = Refused.objects.filter(run=run).order_by("line", "id")
    names = [column["column"] for column in run.mapping.get("columns", ())]
    yield ["line", "reason", *(names or ["ref"])]
    for each in rows.iterator():
        cells = [each.cells.get(name, "") for name in names] if names else [each.ref]
        yield [str(each.line), each.reason, *cells]


def leavers(most: int = 100) -> list[Leaver]:
    """Who was deactivated by a source and whose open work waits, the first to go
    first."""
    waiting = Leaver.objects.filter(handed_over_at=None, person__is_active=False)
    return list(waiting.select_related("person").order_by("id")[:most])


def sources_of(key: str) -> list[Tie]:
    """Which sources tell of this person."""
    return list(Tie.objects.filter(person__key=key).order_by("source"))


def content_of(digest: str) -> bytes:
    """The kept file, all of it."""
    file = File.objects.filter(digest=digest).first()
    if file is None:
        raise DirectoryFileGone
    return b"".join(content(file))


def _need(actor: Actor) -> None:
    if not actor.has(ADMINISTRATOR):
        raise NotAllowed
