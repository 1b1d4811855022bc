"""From an incident's entries to who watches it. Pure."""

from collections.abc import Iterable

from tocsin.register.core.entries import Kind

KINDS = (Kind.WATCHED, Kind.UNWATCHED)


def fold(said: Iterable[tuple[str, str]]) -> set[str]:
    """Who watches; `said` are kind and person, by `seq`."""
    watching: set[str] = set()
    for kind, person in said:
        if kind == Kind.WATCHED:
            watching.add(person)
        else:
            watching.discard(person)
    return watching
