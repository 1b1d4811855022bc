"""The matrix in force, and those that were."""

from collections.abc import Iterable

from tocsin.foundation.config.models import Document
from tocsin.foundation.config.reads import published
from tocsin.response.escalation.matrix import MATRIX, Matrix
from tocsin.response.escalation.parsing import matrix_of
from tocsin.response.escalation.usual import OWN_PATH_ROWS, USUAL

_USUAL = matrix_of(0, USUAL)
# The number of the matrix that Tocsin's own drill climbs by; no version reaches it.
OWN_NUMBER = 2**31 - 1
OWN_PATH = matrix_of(OWN_NUMBER, OWN_PATH_ROWS)
_BUILT_IN = {0: _USUAL, OWN_NUMBER: OWN_PATH}
_MOST_HELD = 50
# What this process has read, by the document's id: what is published never changes.
_held: dict[int, Matrix] = {}


def matrix_in_force() -> Matrix:
    """The published matrix; failing one, the usual."""
    document = published(MATRIX)
    return _USUAL if document is None else _matrix(document)


def matrices(numbers: Iterable[int]) -> dict[int, Matrix]:
    """Versions that are or were in force, by number; 0 is the usual one."""
    asked = set(numbers)
    found = {number: _BUILT_IN[number] for number in asked & _BUILT_IN.keys()}
    if not asked - found.keys():
        return found
    rows = Document.objects.filter(kind=MATRIX, name="default", version__in=asked)
    ids = dict(rows.exclude(state=Document.State.DRAFT).values_list("version", "id"))
    unread = [number for number in ids.values() if number not in _held]
    for document in Document.objects.filter(id__in=unread):
        _matrix(document)
    return found | {n: _held[id] for n, id in ids.items() if id in _held}


def _matrix(document: Document) -> Matrix:
    if document.id not in _held:
        if len(_held) >= _MOST_HELD:
            _held.clear()
        _held[document.id] = matrix_of(document.version, document.body)
    return _held[document.id]
