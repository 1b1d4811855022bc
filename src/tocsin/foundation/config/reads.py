import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from tocsin.foundation.config.models import Document, Publication
from tocsin.foundation.config.option import Option, T, Unfit
from tocsin.foundation.config.refusals import DocumentUnknown, EnvironmentUnfit
from tocsin.foundation.config.rules import Difference, differences
from tocsin.kernel import keys

OPTION = "option"

# What this process has read last, by kind. A version number is drawn from a
# sequence and so never seen twice, not even after a rollback.
_held: dict[str, tuple[int, Mapping[str, Document]]] = {}


def version(kind: str) -> int:
    """A number that grows whenever something of this kind is published or retired."""
    newest = Publication.objects.filter(kind=kind).order_by("-id")
    return newest.values_list("id", flat=True).first() or 0


def all_published(kind: str) -> Mapping[str, Document]:
    """What is in force, by name; read again only when the version has moved."""
    number = version(kind)
    held = _held.get(kind)
    if held is None or held[0] != number:
        found = Document.objects.filter(kind=kind, state=Document.State.PUBLISHED)
        by_name = {document.name: document for document in found.order_by("name")}
        held = _held[kind] = (number, MappingProxyType(by_name))
    return held[1]


def published(kind: str, name: str = "default") -> Document | None:
    return all_published(kind).get(name)


def history(kind: str, name: str = "default") -> list[Document]:
    """Every version, the newest first."""
    return list(Document.objects.filter(kind=kind, name=name).order_by("-version"))


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
    return {"default": option.write(option.default)}


def _opened(option: Option[T], body: Any) -> T:
    """The stored value. One that the option cannot have any more, since an older
    version of Tocsin set it, counts as never set."""
    try:
        told = body["value"]
        if option.secret and told:
            told = keys.box().decrypt(told.encode()).decode()
        return option.fit(told)
    except (Unfit, KeyError, TypeError):
        return option.default
