from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from tocsin.foundation.audit.actions import By, record_change
from tocsin.foundation.config.models import Document, Publication
from tocsin.foundation.config.reads import OPTION
from tocsin.foundation.config.refusals import (
    DocumentUnknown,
    NotADraft,
    NotPublished,
)
from tocsin.foundation.config.rules import storable
from tocsin.kernel import clock
from tocsin.kernel.text import holdable
from tocsin.kernel.wake import CONFIG, wake

State = Document.State


@transaction.atomic
def draft(kind: str, name: str, body: Any, *, by: By, why: str = "") -> Document:
    """A new version waits to be published; nothing uses it yet."""
    _lock(kind)
    newest = Document.objects.filter(kind=kind, name=name).aggregate(
        version=Max("version", default=0)
    )
    return Document.objects.create(
        kind=kind,
        name=name,
        version=newest["version"] + 1,
        body=storable(body),
        why=holdable(why),
        author=by[1],
        created_at=clock.now(),
    )


@transaction.atomic
def publish(document_id: int, *, by: By, why: str = "") -> Document:
    """The draft is what everybody uses from now on; its predecessor is retired.

    Whoever knows the kind has checked the body before: this room cannot.
    """
    document = _locked(document_id)
    if document.state != State.DRAFT:
        raise NotADraft(
            name=document.name, version=document.version, state=document.state
        )
    before = _retire_predecessor(document)
    document.state = State.PUBLISHED
    document.published_at = clock.now()
    document.reviewer = by[1]
    document.save()
    _tell(document, "published", by=by, why=why or document.why, before=before)
    return document


@transaction.atomic
def publish_new(kind: str, name: str, body: Any, *, by: By, why: str = "") -> Document:
    """Drafted and published in one step, for those who may do both."""
    return publish(draft(kind, name, body, by=by, why=why).id, by=by, why=why)


@transaction.atomic
def retire(document_id: int, *, by: By, why: str = "") -> Document:
    """Nothing of this name is published any more."""
    document = _locked(document_id)
    if document.state != State.PUBLISHED:
        raise NotPublished(
            name=document.name, version=document.version, state=document.state
        )
    document.state = State.RETIRED
    document.retired_at = clock.now()
    document.save()
    _tell(document, "retired", by=by, why=why, before=document.version)
    return document


def _lock(kind: str) -> None:
    """One change of a kind at a time, so that versions grow in commit order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"config {kind}"]
        )


def _locked(document_id: int) -> Document:
    kinds = Document.objects.filter(id=document_id).values_list("kind", flat=True)
    for kind in kinds:
        _lock(kind)
        return Document.objects.get(id=document_id)
    raise DocumentUnknown


def _retire_predecessor(document: Document) -> int | None:
    """Gives the version that was published until now, if any."""
    predecessor = Document.objects.filter(
        kind=document.kind, name=document.name, state=State.PUBLISHED
    ).first()
    if predecessor is None:
        return None
    predecessor.state = State.RETIRED
    predecessor.retired_at = clock.now()
    predecessor.save()
    return predecessor.version


def _tell(
    document: Document, verb: str, *, by: By, why: str, before: int | None
) -> None:
    Publication.objects.create(kind=document.kind, document=document)
    # Of an option its own verb tells more: which value it had and has.
    if document.kind != OPTION:
        record_change(
            f"{document.kind}:{document.name}",
            verb,
            before={"version": before} if before else None,
            after={"version": document.version} if verb == "published" else None,
            why=why,
            by=by,
        )
    wake(CONFIG, document.kind)
