"""Reports are as what they follow is: restored, resolved and closed with it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction

from tocsin.register.core.entries import Kind
from tocsin.register.core.reads.entries import entries_at
from tocsin.register.core.rules import CLOSED, RESOLVED, RESTORED
from tocsin.register.links.rules import told_as
from tocsin.register.work.actions.monitors import (
    Deed,
    close_many,
    hold,
    resolve_many,
    restore_many,
)
from tocsin.register.work.held import Held, families_of, survivors_of
from tocsin.register.work.spoken import spoken_of
from tocsin.response.reports.actions.frame import RULE
from tocsin.response.reports.actions.leaving import LEAVES
from tocsin.response.reports.models import Follower

_SAYS: Mapping[str, Kind] = {
    RESTORED: Kind.RESTORED,
    RESOLVED: Kind.RESOLVED,
    CLOSED: Kind.CLOSED,
}
MOVES = frozenset({*_SAYS.values(), Kind.MERGED})


@transaction.atomic
def bring_along(ids: Iterable[int], only: Collection[int] | None = None) -> int:
    """Whatever follows these incidents, or what was merged into them, is restored,
    resolved or closed as they are; of it, where that is told, `only` these. Each names
    the entry that it follows as its cause, so that it is done once."""
    ends = {row.id: row for row in survivors_of(set(ids)).values()}
    moved = {id for id, row in ends.items() if row.state in _SAYS}
    families = families_of(moved)
    end_of = {each: id for id, family in families.items() for each in family}
    rows = Follower.objects.filter(known__in=end_of, left_at=None)
    found = list(rows if only is None else rows.filter(pk__in=only))
    hold({row.pk for row in found})
    following: dict[int, list[int]] = {}
    for child in sorted(found, key=lambda row: row.pk):
        following.setdefault(end_of[child.known_id], []).append(child.pk)
    gone = _gone(found)
    stays = {id: [c for c in told if c not in gone] for id, told in following.items()}
    return _moved(ends, stays)


def _gone(followers: Collection[Follower]) -> set[int]:
    """Those that said since that they go their own way, heard of or not."""
    since = {row.pk: row.since_seq for row in followers}
    said = spoken_of(since, {kind.value for kind in LEAVES}) if since else {}
    return {id for id, told in said.items() if told[-1].seq > since[id]}


def _moved(ends: Mapping[int, Held], following: Mapping[int, Sequence[int]]) -> int:
    done: set[int] = set()
    for id, children in following.items():
        for state, cause, body in _as_it_is(ends[id]):
            deeds = [Deed(child, RULE, cause, body) for child in children]
            done |= _VERBS[state](deeds)
    return len(done)


_VERBS = {RESTORED: restore_many, RESOLVED: resolve_many, CLOSED: close_many}


def _as_it_is(known: Held) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """What is done to whatever follows it, now that it is as it is: to which state, by
    which entry, with which words. Words of a restricted one stay in it."""
    said = spoken_of([known.id], {kind.value for kind in _SAYS.values()})
    last = {entry.kind: entry.seq for entry in said.get(known.id, ())}
    wanted = [RESOLVED, CLOSED] if known.state == CLOSED else [known.state]
    places = {(known.id, last[_SAYS[s]]) for s in wanted if _SAYS[s] in last}
    bodies = {entry.kind: entry.body for entry in entries_at(places)}
    names = ("resolution",) if known.restricted else ("resolution", "text")
    for state in wanted:
        if (kind := _SAYS[state]) in last:
            told = bodies.get(kind, {})
            body = {name: told[name] for name in names if told.get(name)}
            yield state, told_as(known.ref, last[kind]), {"code": "", **body}
