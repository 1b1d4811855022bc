"""Contents are kept once, whole or not at all, and collected when nobody uses them."""

import hashlib
import io
import threading

import pytest
from django.db import connection, transaction

from tocsin.foundation.files.actions import (
    collect_files,
    drop_files_of,
    keep,
    release,
    use,
)
from tocsin.foundation.files.models import File, Piece
from tocsin.foundation.files.reads import content, piece_count
from tocsin.foundation.files.refusals import FileEmpty, FileTooLarge, FileTypeRefused
from tocsin.foundation.files.rules import PIECE
from tocsin.kernel import clock


def bring(data: bytes, name: str = "log.txt") -> File:
    return keep(io.BytesIO(data), name)


def test_a_content_comes_back_as_it_was(db: None) -> None:
    data = bytes(range(256)) * 9000
    file = bring(data)
    assert file.digest == hashlib.sha256(data).hexdigest()
    assert (file.size, piece_count(file)) == (len(data), 3)
    assert b"".join(content(file)) == data


@pytest.mark.parametrize("size", [1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE])
def test_pieces_are_cut_where_they_should_be(db: None, size: int) -> None:
    file = bring(b"a" * size)
    assert b"".join(content(file)) == b"a" * size
    assert Piece.objects.filter(file=file).count() == piece_count(file)


def test_the_same_content_is_kept_once(db: None) -> None:
    one, other = bring(b"the same"), bring(b"the same", "other.txt")
    assert one == other
    assert Piece.objects.count() == 1


def test_what_is_too_large_is_refused_before_it_is_stored(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_FILE_MB", "1")
    with pytest.raises(FileTooLarge):
        bring(b"x" * 1_000_001)
    assert not File.objects.exists()
    assert bring(b"x" * 1_000_000)


def test_a_program_is_refused_whatever_it_is_called(db: None) -> None:
    with pytest.raises(FileTypeRefused, match="application/x-msdownload"):
        bring(b"MZ" + b"\x00" * 100, "holiday.png")
    with pytest.raises(FileEmpty):
        bring(b"")


def test_only_what_is_allowed_where_somebody_says_what(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_FILE_TYPES_ALLOWED", "image/png")
    with pytest.raises(FileTypeRefused):
        bring(b"just text")


def test_what_nobody_uses_is_collected_after_a_day(
    db: None, hands: clock.Hands
) -> None:
    used, unused = bring(b"used"), bring(b"unused")
    use(used.digest, "INC-00001", 3, person="p-ada")
    hands.forward(hours=23)
    assert collect_files() == 0
    hands.forward(hours=2)
    assert collect_files() == 1
    assert not Piece.objects.filter(file_id=unused.digest).exists()
    release("INC-00001", 3)
    assert collect_files() == 0, "it was let go just now"
    hands.forward(hours=25)
    assert collect_files() == 1
    assert not File.objects.exists()


def test_a_persons_files_are_gone_but_where_others_use_them(db: None) -> None:
    own, shared = bring(b"my own"), bring(b"everybody's")
    use(own.digest, "INC-00001", 1, person="p-ada")
    use(shared.digest, "INC-00001", 2, person="p-ada")
    use(shared.digest, "INC-00002", 1, person="p-ben")
    assert drop_files_of("p-ada") == 1
    assert list(File.objects.all()) == [shared]
    assert b"".join(content(shared)) == b"everybody's"


class Breaks(io.BytesIO):
    """A source that ends in a failure after its first reading."""

    def seek(self, offset: int, whence: int = 0) -> int:
        self.readings = getattr(self, "readings", 0) + 1
        return super().seek(offset, whence)

    def read(self, size: int | None = -1, /) -> bytes:
        if self.readings > 1 and self.tell() >= PIECE:
            raise OSError("gone")
        return super().read(size)


def test_half_a_file_is_never_kept(db: None) -> None:
    with pytest.raises(OSError, match="gone"):
        keep(Breaks(b"y" * (3 * PIECE)), "y.txt")
    assert not File.objects.exists()
    assert not Piece.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_bring_the_same_at_once_store_it_once() -> None:
    data = b"z" * (2 * PIECE)
    ready = threading.Barrier(2, timeout=20)
    kept: list[str] = []

    def bringing() -> None:
        try:
            with transaction.atomic():
                ready.wait()
                kept.append(bring(data).digest)
        finally:
            connection.close()

    threads = [threading.Thread(target=bringing) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(set(kept)) == 1
    assert len(kept) == 2
    assert Piece.objects.count() == 2
