import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import BinaryIO

from django.db import transaction

from tocsin.foundation.config.reads import value
from tocsin.foundation.files import queries
from tocsin.foundation.files.models import File, Use
from tocsin.foundation.files.options import ALLOWED, DENIED, LARGEST_MB
from tocsin.foundation.files.refusals import FileEmpty, FileTooLarge, FileTypeRefused
from tocsin.foundation.files.rules import HEAD, PIECE, type_of
from tocsin.kernel import clock

# An upload that was never used, or a use that was taken back, is kept this long.
_KEPT = timedelta(days=1)
_BATCH = 50


@transaction.atomic
def keep(source: BinaryIO, name: str) -> File:
    """The content is in the database, once, and this is what is known of it.

    `source` can be read twice: it is weighed and measured first, so that what is too
    large or not wanted never reaches the database. Never more than one piece is in
    memory. Until somebody uses it, it may be collected after a day.
    """
    digest, size, head = _measured(source, name)
    kind = type_of(head)
    allowed = value(ALLOWED)
    if kind in value(DENIED) or (allowed and kind not in allowed):
        raise FileTypeRefused(name=name, type=kind)
    if queries.remember(digest, size, kind, now=clock.now()):
        queries.store(digest, _pieces(source))
    return File.objects.get(digest=digest)


def use(digest: str, holder: str, number: int, *, person: str) -> None:
    """Entry `number` of `holder` holds on to the file. Told twice, once."""
    facts = {"file_id": digest, "person": person}
    Use.objects.get_or_create(facts, holder=holder, number=number)


def release(holder: str, number: int) -> None:
    """This entry no longer holds on to its file; unused, it is collected in time."""
    found = Use.objects.filter(holder=holder, number=number)
    digests = list(found.values_list("file_id", flat=True))
    found.delete()
    File.objects.filter(digest__in=digests).update(touched_at=clock.now())


@transaction.atomic
def drop_files_of(person: str) -> int:
    """Nothing that this person (a key) told holds on to a file; what nobody else
    uses is gone at once. Says how many contents are gone."""
    found = Use.objects.filter(person=person)
    digests = sorted(set(found.values_list("file_id", flat=True)))
    found.delete()
    return queries.drop_unused(digests) if digests else 0


def collect_files() -> int:
    """Contents that nobody uses are gone, as far as one batch reaches."""
    return queries.collect(before=clock.now() - _KEPT, batch=_BATCH)


def _measured(source: BinaryIO, name: str) -> tuple[str, int, bytes]:
    sha, size, head = hashlib.sha256(), 0, b""
    limit = value(LARGEST_MB)
    for piece in _pieces(source):
        head = head or piece[:HEAD]
        sha.update(piece)
        size += len(piece)
        if size > limit * 1_000_000:
            raise FileTooLarge(name=name, limit=limit)
    if not size:
        raise FileEmpty(name=name)
    return sha.hexdigest(), size, head


def _pieces(source: BinaryIO) -> Iterator[bytes]:
    """The whole from its beginning, in pieces of one size but the last."""
    source.seek(0)
    rest = b""
    while read := source.read(PIECE - len(rest)):
        rest += read
        if len(rest) == PIECE:
            yield rest
            rest = b""
    if rest:
        yield rest
