"""What administrators do with a kind: draft, review, publish, restore, retire."""

from datetime import datetime
from typing import Any

from django.db import transaction

from tocsin.foundation.config.actions.documents import (
    amend_draft,
    discard_draft,
    draft,
    publish,
    retire,
    withdraw,
)
from tocsin.foundation.config.kind import Kind
from tocsin.foundation.config.models import Document
from tocsin.foundation.config.options import FOUR_EYES
from tocsin.foundation.config.reads import document, published, value
from tocsin.foundation.config.refusals import (
    AdministratorWanted,
    AnotherPublishes,
    DocumentUnknown,
    NotPublishable,
    OverrideWithoutWhy,
    PublishedInDoubt,
)
from tocsin.foundation.config.rules import Configurer

# So many doubts are said in a refusal; all of them are on the page of the draft.
_SAID = 5


@transaction.atomic
def save_draft(
    kind: Kind,
    name: str,
    body: Any,
    *,
    by: Configurer,
    why: str = "",
    number: int | None = None,
) -> Document:
    """The draft waits, whole or not: it is checked when it is published.

    With `number`, the draft of that version says this instead.
    """
    need_administrator(by)
    if number is None:
        return draft(kind.code, name, body, by=_of(by), why=why)
    held = document(kind.code, name, number)
    return amend_draft(held.id, body, by=_of(by), why=why)


@transaction.atomic
def publish_draft(
    kind: Kind,
    name: str,
    number: int,
    *,
    by: Configurer,
    why: str = "",
    at: datetime | None = None,
    override: bool = False,
) -> Document:
    """The draft holds from now on, or from an instant to come, if nothing is wrong
    with it. Where four eyes are wanted, its author publishes it only with a reason; and
    where its kind has doubts about it, anybody does."""
    need_administrator(by)
    held = document(kind.code, name, number)
    refuse_unless_publishable(kind, held.body)
    verb = _verb(kind, held, by, why, override)
    despite = _overridden(kind, held, why, override)
    if kind.settle is not None:
        kind.settle(name, held.body)
    return publish(held.id, by=_of(by), why=why, at=at, verb=verb, despite=despite)


@transaction.atomic
def publish_checked(
    kind: Kind,
    name: str,
    body: Any,
    *,
    by: Configurer,
    why: str = "",
    at: datetime | None = None,
    override: bool = False,
) -> Document:
    """Drafted, checked and published in one step."""
    held = save_draft(kind, name, body, by=by, why=why)
    return publish_draft(
        kind, name, held.version, by=by, why=why, at=at, override=override
    )


@transaction.atomic
def drop_draft(
    kind: Kind, name: str, number: int, *, by: Configurer, why: str = ""
) -> Document:
    """The draft is published by nobody; its history keeps it."""
    need_administrator(by)
    return discard_draft(document(kind.code, name, number).id, by=_of(by), why=why)


@transaction.atomic
def withdraw_planned(
    kind: Kind, name: str, number: int, *, by: Configurer, why: str = ""
) -> Document:
    """What was planned is a draft again."""
    need_administrator(by)
    return withdraw(document(kind.code, name, number).id, by=_of(by), why=why)


@transaction.atomic
def restore_version(
    kind: Kind, name: str, number: int, *, by: Configurer, why: str = ""
) -> Document:
    """A new draft says what that version said."""
    need_administrator(by)
    old = document(kind.code, name, number)
    return draft(kind.code, name, old.body, by=_of(by), why=why)


@transaction.atomic
def retire_published(
    kind: Kind, name: str, *, by: Configurer, why: str = ""
) -> Document:
    """Nothing of this name is in force any more."""
    need_administrator(by)
    held = published(kind.code, name)
    if held is None:
        raise DocumentUnknown
    return retire(held.id, by=_of(by), why=why)


def refuse_unless_publishable(kind: Kind, body: Any) -> None:
    if complaints := kind.check(body):
        raise NotPublishable(complaints="; ".join(complaints))


def need_administrator(by: Configurer) -> None:
    if not by.has("administrator"):
        raise AdministratorWanted


def _verb(kind: Kind, held: Document, by: Configurer, why: str, override: bool) -> str:
    """How the audit tells the publication; Tocsin itself needs no second person."""
    wanted = kind.code in value(FOUR_EYES) and by.kind != "system"
    if not wanted or held.author != by.id:
        return "published"
    if not override:
        raise AnotherPublishes(version=held.version, name=held.name)
    if not why.strip():
        raise OverrideWithoutWhy
    return "published alone"


def _overridden(kind: Kind, held: Document, why: str, override: bool) -> list[str]:
    """The doubts that somebody overrides, and says why; refused where nobody does."""
    doubts = kind.doubts(held.name, held.body) if kind.doubts else []
    if doubts and not override:
        raise PublishedInDoubt(doubts=" ".join(doubts[:_SAID]), count=len(doubts))
    if doubts and not why.strip():
        raise OverrideWithoutWhy
    return doubts


def _of(by: Configurer) -> tuple[str, str]:
    return by.kind, by.id
