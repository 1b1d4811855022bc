"""Questions about sources and requests."""

from dataclasses import dataclass

from tocsin.intake.events.keys import opened
from tocsin.intake.events.models import Bookmark, Failure, Source
from tocsin.intake.events.queries import Stored, count_backlog
from tocsin.kernel import home


def source_by_slug(slug: str) -> Source | None:
    return Source.objects.filter(slug=slug).first()


def key_of(source: Source) -> str:
    """The source's key, for administrators."""
    return opened(bytes(source.sealed_key))


def address_of(key: str) -> str:
    """To where a tool sends, its key in the address."""
    return f"{home.url()}/in/{key}"


def is_folded(stored: Stored) -> bool:
    """Whether folding has come past this request."""
    bookmark = Bookmark.objects.filter(name="fold").first()
    if bookmark is None:
        return False
    return (stored.xact, stored.id) <= (bookmark.xact, bookmark.request_id)


@dataclass(frozen=True, slots=True)
class Folding:
    """How folding stands: requests that wait, those folded in all, and those that
    could not be read and wait to be looked at."""

    backlog: int
    folded: int
    failures: int


def folding() -> Folding:
    held = Bookmark.objects.filter(name="fold").first()
    waiting = Failure.objects.filter(state=Failure.State.WAITING).count()
    return Folding(count_backlog(), held.folded if held else 0, waiting)
