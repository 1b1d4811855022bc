from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Q

from tocsin.foundation.audit.actions import By, record_change
from tocsin.foundation.config.models import Document, Publication
from tocsin.foundation.config.reads import OPTION, look_again
from tocsin.foundation.config.refusals import (
    DocumentUnknown,
    NotADraft,
    NotPlanned,
    NotPublished,
)
from tocsin.foundation.config.rules import storable
from tocsin.kernel import clock
from tocsin.kernel.text import holdable
from tocsin.kernel.wake import CONFIG, wake

State = Document.State
# So many of the doubts that were overridden are kept in the audit.
_DOUBTS = 50


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
def amend_draft(document_id: int, body: Any, *, by: By, why: str = "") -> Document:
    """The draft says this from now on; whoever amended it last is its author."""
    document = _locked_draft(document_id)
    document.body, document.why = storable(body), holdable(why) or document.why
    document.author = by[1]
    document.save()
    return document


@transaction.atomic
def discard_draft(document_id: int, *, by: By, why: str = "") -> Document:
    """The draft stays in the history and is published by nobody."""
    document = _locked_draft(document_id)
    document.state = State.DISCARDED
    document.save()
    _audit(document, "discarded", by=by, why=why, before=document.version)
    return document


@transaction.atomic
def publish(
    document_id: int,
    *,
    by: By,
    why: str = "",
    at: datetime | None = None,
    verb: str = "published",
    despite: Sequence[str] = (),
) -> Document:
    """The draft is what everybody uses, from now on or from an instant that is to
    come; its predecessor is retired then. It holds until the next planned version.

    Whoever knows the kind has checked the body before: this room cannot. `despite` are
    the doubts that were overridden; the audit keeps them.
    """
    document = _locked_draft(document_id)
    now = clock.now()
    if at is not None and at <= now:
        at = None
    _sweep(document.kind, now)
    before = _end_predecessor(document, at, now)
    document.state = State.PUBLISHED
    document.published_at, document.effective_from = now, at
    document.retired_at = _next_planned(document, at or now)
    document.reviewer = by[1]
    document.save()
    why = why or document.why
    _tell(document, verb, by=by, why=why, before=before, despite=despite)
    return document


@transaction.atomic
def publish_new(kind: str, name: str, body: Any, *, by: By, why: str = "") -> Document:
    """Drafted and published in one step, for those who may do both."""
    return publish(draft(kind, name, body, by=by, why=why).id, by=by, why=why)


@transaction.atomic
def retire(document_id: int, *, by: By, why: str = "") -> Document:
    """Nothing of this name is published any more, until a planned version's day."""
    document = _locked(document_id)
    now = clock.now()
    if not document.in_force(now):
        raise NotPublished(
            name=document.name,
            version=document.version,
            state=document.standing(now),
        )
    document.state = State.RETIRED
    document.retired_at = now
    document.save()
    _tell(document, "retired", by=by, why=why, before=document.version)
    return document


@transaction.atomic
def withdraw(document_id: int, *, by: By, why: str = "") -> Document:
    """The planned version is a draft again; what it would have ended goes on."""
    document = _locked(document_id)
    now = clock.now()
    if document.standing(now) != "planned":
        raise NotPlanned(version=document.version, name=document.name)
    rows = Document.objects.filter(kind=document.kind, name=document.name)
    before = rows.filter(state=State.PUBLISHED, retired_at=document.effective_from)
    ended = before.exclude(id=document.id).first()
    until = document.retired_at
    document.state, document.retired_at = State.DRAFT, None
    document.published_at = document.effective_from = None
    document.reviewer = ""
    document.save()
    if ended is not None:
        ended.retired_at = until
        ended.save()
    _tell(document, "withdrawn", by=by, why=why, before=document.version)
    return document


def _lock(kind: str) -> None:
    """One change of a kind at a time, so that versions grow in commit order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"config {kind}"]
        )
    # Another may have published while we waited.
    look_again()


def _locked(document_id: int) -> Document:
    kinds = Document.objects.filter(id=document_id).values_list("kind", flat=True)
    for kind in kinds:
        _lock(kind)
        return Document.objects.get(id=document_id)
    raise DocumentUnknown


def _locked_draft(document_id: int) -> Document:
    document = _locked(document_id)
    if document.state != State.DRAFT:
        state = document.standing(clock.now())
        raise NotADraft(name=document.name, version=document.version, state=state)
    return document


def _sweep(kind: str, now: datetime) -> None:
    """What ended by itself is marked so."""
    ended = Document.objects.filter(kind=kind, state=State.PUBLISHED)
    ended.filter(retired_at__lte=now).update(state=State.RETIRED)


def _end_predecessor(
    document: Document, at: datetime | None, now: datetime
) -> int | None:
    """Ends what would still hold when the document begins; gives its version."""
    rows = Document.objects.filter(
        kind=document.kind, name=document.name, state=State.PUBLISHED
    )
    begun = Q(effective_from=None) | Q(effective_from__lte=at or now)
    running = rows.filter(begun, Q(retired_at=None) | Q(retired_at__gt=at or now))
    predecessor = running.first()
    if predecessor is None:
        return None
    predecessor.retired_at = at or now
    if at is None or predecessor.effective_from == at:
        predecessor.state = State.RETIRED
    predecessor.save()
    return predecessor.version


def _next_planned(document: Document, start: datetime) -> datetime | None:
    """When the document will be followed by what is planned already."""
    rows = Document.objects.filter(
        kind=document.kind, name=document.name, state=State.PUBLISHED
    )
    ahead = rows.filter(effective_from__gt=start).order_by("effective_from")
    return ahead.values_list("effective_from", flat=True).first()


def _tell(
    document: Document,
    verb: str,
    *,
    by: By,
    why: str,
    before: int | None,
    despite: Sequence[str] = (),
) -> None:
    Publication.objects.create(kind=document.kind, document=document)
    look_again()
    _audit(document, verb, by=by, why=why, before=before, despite=despite)
    wake(CONFIG, document.kind)


def _audit(
    document: Document,
    verb: str,
    *,
    by: By,
    why: str,
    before: int | None,
    despite: Sequence[str] = (),
) -> None:
    # Of an option its own verb tells more: which value it had and has.
    if document.kind == OPTION:
        return
    after: dict[str, Any] = {"version": document.version}
    if document.effective_from:
        after["effective_from"] = document.effective_from.isoformat()
    if despite:
        after["despite"] = list(despite[:_DOUBTS])
    record_change(
        f"{document.kind}:{document.name}"[:120],
        verb,
        before={"version": before} if before else None,
        after=after if document.state == State.PUBLISHED else None,
        why=why,
        by=by,
    )
