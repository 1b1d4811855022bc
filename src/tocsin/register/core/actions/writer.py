"""The one writer: appends entries, chains them, and brings rows up to date.

Everything that is said of an incident passes `append`, be it one entry or a hundred
thousand: the incidents are locked in id order, each entry gets its `seq` and its
place in the chain, and heads and rows move with it, in the caller's transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any

import orjson
from django.db import transaction

from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel import clock, sql
from tocsin.kernel.wake import REGISTER, wake
from tocsin.register.core import canonical, queries
from tocsin.register.core.entries import CURRENT_VERSION, TOLD_ONLY, Kind
from tocsin.register.core.models import Incident
from tocsin.register.core.projection import Said, State, step
from tocsin.register.core.rows import (
    ENTRY_COLUMNS,
    INCIDENT_COLUMNS,
    JSON_COLUMNS,
    STATE_COLUMNS,
    states_of,
)

_AS_IT_IS = tuple(name for name in STATE_COLUMNS if name not in JSON_COLUMNS)
_PLAIN, _JSON = attrgetter(*_AS_IT_IS), attrgetter(*JSON_COLUMNS)
_BORN = INCIDENT_COLUMNS[: -len(STATE_COLUMNS)] + _AS_IT_IS + JSON_COLUMNS


@dataclass(slots=True)
class Draft:
    """An entry to be written. `happened_at` is now where none is given."""

    incident_id: int
    kind: Kind
    body: Mapping[str, Any] = field(default_factory=dict)
    happened_at: datetime | None = None
    happened_basis: str = "stated"
    cause: str | None = None
    audience: str = "internal"
    corrects: int | None = None
    origin: str = "lived"
    by: Actor | None = None


@dataclass(slots=True)
class Birth:
    """A new incident: an id and a reference drawn by `draw_numbers`, not yet a row."""

    id: int
    ref: str
    source: str = ""
    source_ref: str = ""
    origin: str = "lived"
    is_drill: bool = False


@dataclass(slots=True)
class _Chain:
    id: int
    ref: str
    seq: int
    head: bytes | None
    is_drill: bool
    state: State | None
    birth: Birth | None = None


def draw_numbers(count: int) -> list[Birth]:
    """Ids and references for incidents to come: `INC-00042`. Gaps are allowed."""
    return [Birth(n.id, f"INC-{n.number:05}") for n in queries.new_numbers(count)]


@transaction.atomic
def append(drafts: Sequence[Draft], *, by: Actor, births: Iterable[Birth] = ()) -> int:
    """Append entries in the order given; says how many were new.

    After it the chains of all their incidents have grown, their rows agree with
    their timelines, and whoever listens wakes when the transaction commits. A draft
    whose `cause` the incident has heard before is passed over. Incidents in
    `births` come into being. Raises LookupError for an incident that is neither.
    """
    now = clock.now()
    drafts = sorted(drafts, key=attrgetter("incident_id"))
    chains = _chains(drafts, births)
    drafts = _unheard(drafts, chains)
    entries: list[tuple[Any, ...]] = []
    beside: list[tuple[int, int, str]] = []
    for draft in drafts:
        _chain_on(
            chains[draft.incident_id], draft, draft.by or by, now, entries, beside
        )
    _store(entries, beside, [chains[id] for id in {d.incident_id for d in drafts}], now)
    if entries:
        wake(REGISTER, " ".join(sorted({draft.kind for draft in drafts})))
    return len(entries)


def note_many(drafts: Sequence[Draft], *, by: Actor) -> int:
    """Append a set of entries that change no state: what clockwork and observers say.

    Raises ValueError when one of them would.
    """
    if wrong := {draft.kind for draft in drafts} - TOLD_ONLY:
        raise ValueError(f"these kinds change the row: {sorted(wrong)}")
    return append(drafts, by=by)


def lock(incident_id: int) -> Incident:
    """The incident, its lock held until this transaction ends."""
    return Incident.objects.select_for_update(no_key=True).get(id=incident_id)


def _chains(drafts: Sequence[Draft], births: Iterable[Birth]) -> dict[int, _Chain]:
    chains = {
        b.id: _Chain(b.id, b.ref, 0, None, b.is_drill, State(), b) for b in births
    }
    ids = sorted({draft.incident_id for draft in drafts} - chains.keys())
    if not ids:
        return chains
    locked = queries.lock_incidents(ids)
    changing = {d.incident_id for d in drafts if d.kind not in TOLD_ONLY}
    states = states_of([row.id for row in locked if row.id in changing])
    for row in locked:
        chains[row.id] = _Chain(
            row.id, row.ref, row.seq, row.head, row.is_drill, states.get(row.id)
        )
    if missing := set(ids) - chains.keys():
        raise LookupError(f"no incident has the id {min(missing)}")
    return chains


def _unheard(drafts: list[Draft], chains: Mapping[int, _Chain]) -> list[Draft]:
    causes = {draft.cause for draft in drafts if draft.cause is not None}
    if not causes:
        return drafts
    # A new incident has heard nothing; asking for thousands of them is dear.
    old = [id for id, chain in chains.items() if not chain.birth]
    heard = queries.causes_heard(old, list(causes)) if old else set()
    fresh = []
    for draft in drafts:
        if draft.cause is not None:
            if (draft.incident_id, draft.cause) in heard:
                continue
            heard.add((draft.incident_id, draft.cause))
        fresh.append(draft)
    return fresh


def _chain_on(
    chain: _Chain,
    draft: Draft,
    by: Actor,
    now: datetime,
    entries: list[tuple[Any, ...]],
    beside: list[tuple[int, int, str]],
) -> None:
    happened_at = draft.happened_at or now
    body = canonical.clean(draft.body)
    if chain.state is not None:
        said = Said(draft.kind, body, happened_at, draft.origin, chain.is_drill)
        step(chain.state, said)
    public, private = canonical.part(body)
    letters = canonical.canonical(public)
    chain.seq += 1
    kind = (draft.kind.value, CURRENT_VERSION)
    who = (by.kind, by.id, by.on_behalf_of or "", by.via)
    rest = (draft.cause, draft.audience, draft.corrects, draft.origin, chain.is_drill)
    wrapped = canonical.envelope(
        (chain.ref, chain.seq, *kind)
        + (canonical.micros(happened_at), draft.happened_basis, canonical.micros(now))
        + (*who, *rest)
    )
    hash_ = canonical.link(chain.ref, chain.head, wrapped, letters)
    entries.append(
        (chain.id, chain.seq, *kind, happened_at, draft.happened_basis, now)
        + (*who, *rest, letters.decode(), chain.head, hash_)
    )
    if private:
        beside.append((chain.id, chain.seq, orjson.dumps(private).decode()))
    chain.head = hash_


def _store(
    entries: Sequence[tuple[Any, ...]],
    beside: Sequence[tuple[int, int, str]],
    grown: Sequence[_Chain],
    now: datetime,
) -> None:
    if births := [chain for chain in grown if chain.birth]:
        sql.copy_rows(
            "register_incident",
            _BORN,
            (_row(chain, chain.birth, now) for chain in births if chain.birth),
        )
    if entries:
        sql.copy_rows("register_entry", ENTRY_COLUMNS, entries)
    if beside:
        sql.copy_rows("register_private", ("incident_id", "seq", "values"), beside)
    old = [chain for chain in grown if not chain.birth]
    if heads := [(c.id, c.seq, c.head) for c in old if c.state is None and c.head]:
        queries.move_heads(heads, now)
    if moved := [_as_json(chain) for chain in old if chain.state is not None]:
        queries.move_states(orjson.dumps(moved), now)


def _row(chain: _Chain, birth: Birth, now: datetime) -> tuple[Any, ...]:
    return (
        (
            chain.id,
            chain.ref,
            birth.source,
            birth.source_ref,
            chain.seq,
            chain.head,
            now,
        )
        + (None, "", 0, False, False)
        + _PLAIN(chain.state)
        + tuple(orjson.dumps(value).decode() for value in _JSON(chain.state))
    )


def _as_json(chain: _Chain) -> dict[str, Any]:
    row = {name: getattr(chain.state, name) for name in STATE_COLUMNS}
    head = "\\x" + (chain.head or b"").hex()
    return {"id": chain.id, "seq": chain.seq, "head": head} | row
