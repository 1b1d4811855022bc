"""Whoever is killed while a file comes in leaves nothing half."""

import io
import os
import signal

import pytest
from django.db import connection

from tests.company import Company
from tocsin.foundation.files.models import File, Piece
from tocsin.foundation.files.rules import PIECE
from tocsin.register.attachments.actions import attach
from tocsin.register.core.models import Entry


class Deadly(io.BytesIO):
    """A source whose reader is killed in the middle of the second reading."""

    readings = 0

    def seek(self, offset: int, whence: int = 0) -> int:
        self.readings += 1
        return super().seek(offset, whence)

    def read(self, size: int | None = -1, /) -> bytes:
        if self.readings == 2 and self.tell() >= PIECE:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().read(size)


@pytest.mark.django_db(transaction=True)
def test_killed_while_storing(company: Company) -> None:
    incident = company.open()
    grace = company.actor("grace")
    connection.close()
    child = os.fork()
    if child == 0:
        attach(incident.id, source=Deadly(b"k" * (4 * PIECE)), name="k.txt", by=grace)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert not File.objects.exists()
    assert not Piece.objects.exists()
    assert not Entry.objects.filter(kind="attached").exists()
    attach(incident.id, source=io.BytesIO(b"k" * (4 * PIECE)), name="k.txt", by=grace)
    assert Piece.objects.count() == 4
