from collections.abc import Iterable, Iterator

from tocsin.foundation.files.models import File, Piece, Use
from tocsin.foundation.files.rules import PIECE


def used_files(holder: str) -> dict[int, File]:
    """The files that entries of this holder hold on to, by the entry's number."""
    found = Use.objects.filter(holder=holder).select_related("file")
    return {use.number: use.file for use in found}


def piece(digest: str, number: int) -> bytes:
    found = Piece.objects.filter(file=digest, number=number)
    return bytes(found.values_list("data", flat=True).get())


def piece_count(file: File) -> int:
    return -(-file.size // PIECE)


def content(file: File) -> Iterator[bytes]:
    """The file piece by piece: never more than one is in memory."""
    for number in range(piece_count(file)):
        yield piece(file.digest, number)


def known_digests(digests: Iterable[str]) -> set[str]:
    found = File.objects.filter(digest__in=list(digests))
    return set(found.values_list("digest", flat=True))
