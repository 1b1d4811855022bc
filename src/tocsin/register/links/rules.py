"""What may be linked with what, and how far a link reaches. Pure."""

from collections.abc import Mapping
from datetime import timedelta

from tocsin.register.core.rules import MIRRORED, OPEN, RESOLVED

# What people may say of an incident; the others are said by other verbs.
RELATIONS = (
    "related",
    "duplicate",
    "caused_by",
    "causes",
    "child_of",
    "parent_of",
    "caused_by_change",
    "mended_by_change",
)
TO_A_CHANGE = "caused_by_change"
# Who hands in what follows its parent by itself: reports of what is known already.
FOLLOWS = "help"
MENDED_BY = "mended_by_change"
# These lead to a change, which has no timeline: only the incident says so.
TO_CHANGES = frozenset({TO_A_CHANGE, MENDED_BY})
CHILD, PARENT = "child_of", "parent_of"
# Along these nothing may lead back to where it began; told in one direction.
_UPWARD: Mapping[str, bool] = {
    "child_of": True,
    "parent_of": False,
    "caused_by": True,
    "causes": False,
    "duplicate": True,
}
# Drills are never joined with what is real.
_JOINS = frozenset({"child_of", "parent_of", "duplicate"})
UNDO_MERGE_WINDOW = timedelta(days=30)

# In which states a child is reached by what happens to its parent.
REACHED: Mapping[str, frozenset[str]] = {
    "restore": OPEN - {"restored"},
    "resolve": OPEN,
    "close": OPEN | {RESOLVED},
    "reply": OPEN | {RESOLVED},
}


def upward(relation: str, ref: str, other: str) -> tuple[str, str, str] | None:
    """As whose link to whom a relation could close a circle: relation, from, to."""
    if relation not in _UPWARD:
        return None
    if _UPWARD[relation]:
        return relation, ref, other
    return str(MIRRORED[relation]), other, ref


def joins(relation: str) -> bool:
    return relation in _JOINS


def told_as(ref: str, seq: int) -> str:
    """The cause that an entry has elsewhere: nothing is said twice under it."""
    return f"{ref}/{seq}"
