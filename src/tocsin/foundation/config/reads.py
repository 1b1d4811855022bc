import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from tocsin.foundation.config import queries
from tocsin.foundation.config.models import Document, Publication
from tocsin.foundation.config.option import Option, T, Unfit
from tocsin.foundation.config.refusals import DocumentUnknown, EnvironmentUnfit
from tocsin.foundation.config.rules import Difference, differences
from tocsin.kernel import clock, keys

OPTION = "option"


@dataclass(frozen=True, slots=True)
class Held:
    """What this process has read last of a kind: what was in force at `at`, and
    the instant at which that ends by itself.

    A version number is drawn from a sequence and so never seen twice, not even
    after a rollback.
    """

    number: int
    at: datetime
    until: datetime | None
    by_name: Mapping[str, Document]

    def holds(self, number: int, now: datetime) -> bool:
        ended = self.until is not None and now >= self.until
        return self.number == number and self.at <= now and not ended


@dataclass
class _Look:
    """The version of each kind, once it was asked for. What was begun in it and
    outlives it, such as a stream, finds it over."""

    versions: Mapping[str, int] | None = None
    is_over: bool = False

    def of(self, kind: str) -> int:
        if self.versions is None:
            rows = Publication.objects.order_by().values_list("kind")
            self.versions = dict(rows.annotate(newest=Max("id")))
        return self.versions.get(kind, 0)


_held: dict[str, Held] = {}
# Within `one_look`: what was seen at it.
_looked: ContextVar[_Look | None] = ContextVar("looked", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """Inside, whether anything was published is asked at most once for all kinds, and
    again after something was published inside: for what reads many of them many times
    in a moment."""
    look = _Look()
    token = _looked.set(look)
    try:
        yield
    finally:
        look.is_over = True
        _looked.reset(token)


def look_again() -> None:
    """What was just published is seen within `one_look`, too."""
    if (look := _looked.get()) is not None:
        look.versions = None


def version(kind: str) -> int:
    """A number that grows whenever something of this kind is published or retired."""
    look = _looked.get()
    if look is not None and not look.is_over:
        return look.of(kind)
    return queries.newest(kind)


def all_published(kind: str) -> Mapping[str, Document]:
    """What is in force, by name; read again only when the version has moved, or a
    day that somebody planned for has come."""
    number, now = version(kind), clock.now()
    held = _held.get(kind)
    if held is None or not held.holds(number, now):
        held = _held[kind] = _read(kind, number, now)
    return held.by_name


def _read(kind: str, number: int, now: datetime) -> Held:
    rows = Document.objects.filter(kind=kind, state=Document.State.PUBLISHED)
    found = list(rows.order_by("name", "version"))
    edges = [edge for row in found for edge in (row.effective_from, row.retired_at)]
    ahead = [edge for edge in edges if edge is not None and edge > now]
    by_name = {row.name: row for row in found if row.in_force(now)}
    until = min(ahead, default=None)
    return Held(number, now, until, MappingProxyType(by_name))


def in_force_at(kind: str, at: datetime) -> dict[str, Document]:
    """What was or will be in force at an instant, by name, as planned today."""
    wanted = [Document.State.PUBLISHED, Document.State.RETIRED]
    rows = Document.objects.filter(kind=kind, state__in=wanted).order_by("version")
    return {row.name: row for row in rows if _held_at(row, at)}


def _held_at(row: Document, at: datetime) -> bool:
    since = row.effective_from or row.published_at
    begun = since is not None and since <= at
    return begun and (row.retired_at is None or at < row.retired_at)


def published(kind: str, name: str = "default") -> Document | None:
    return all_published(kind).get(name)


def history(kind: str, name: str = "default") -> list[Document]:
    """Every version, the newest first."""
    return list(Document.objects.filter(kind=kind, name=name).order_by("-version"))


def open_drafts(kinds: Iterable[str]) -> list[Document]:
    """What waits to be published, the newest first."""
    rows = Document.objects.filter(kind__in=list(kinds), state=Document.State.DRAFT)
    return list(rows.order_by("-created_at", "-id"))


def planned(kinds: Iterable[str]) -> list[Document]:
    """What is published and waits for its day, the nearest first."""
    rows = Document.objects.filter(kind__in=list(kinds), effective_from__gt=clock.now())
    return list(rows.filter(state="published").order_by("effective_from", "id"))


def document(kind: str, name: str, number: int) -> Document:
    found = Document.objects.filter(kind=kind, name=name, version=number).first()
    if found is None:
        raise DocumentUnknown
    return found


def diff(before: Document, after: Document) -> list[Difference]:
    return list(differences(before.body, after.body))


def value(option: Option[T]) -> T:
    """What the option is now: by the environment, else as set, else its default."""
    if (told := by_environment(option)) is not None:
        return told
    held = published(OPTION, option.name)
    return option.default if held is None else _opened(option, held.body)


def by_environment(option: Option[T]) -> T | None:
    """What the environment says the option is, if it says anything."""
    text = os.environ.get(option.env)
    if text is None:
        return None
    try:
        return option.read(text)
    except Unfit as found:
        told = "…" if option.secret else text
        raise EnvironmentUnfit(name=option.env, told=told, **_bounds(option)) from found


def _bounds(option: Option[Any]) -> dict[str, Any]:
    choices = ", ".join(str(each) for each in option.choices or ())
    bounds = [f"{option.least}–{option.most}"] if option.most is not None else []
    may = choices or "".join(bounds)
    default = option.write(option.default)
    return {"may": may or _("what docs/settings.md says"), "default": default or "–"}


def refuse_unfit_environment(options: Iterable[Option[Any]]) -> None:
    """Raises for the first option that the environment sets to what it cannot be."""
    for option in options:
        by_environment(option)


def is_unfit(option: Option[Any]) -> bool:
    """Whether what is stored of it is no value that it can have, so that its default
    is used; the environment, where it says something, stands above both."""
    held = published(OPTION, option.name)
    return (
        held is not None
        and by_environment(option) is None
        and not _fits(option, held.body)
    )


def _fits(option: Option[T], body: Any) -> bool:
    try:
        _told(option, body)
    except _UNFIT:
        return False
    return True


def _opened(option: Option[T], body: Any) -> T:
    """The stored value. One that the option cannot have any more, since an older
    version of Tocsin set it, counts as never set."""
    try:
        return _told(option, body)
    except _UNFIT:
        return option.default


_UNFIT = (Unfit, KeyError, TypeError)


def _told(option: Option[T], body: Any) -> T:
    told = body["value"]
    if option.secret and told:
        told = keys.box().decrypt(told.encode()).decode()
    return option.fit(told)
