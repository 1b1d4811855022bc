"""Questions about sources and requests."""

from tocsin.intake.events.keys import opened
from tocsin.intake.events.models import Bookmark, Source
from tocsin.intake.events.queries import Stored
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
