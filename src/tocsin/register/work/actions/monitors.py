"""What monitors tell and do, many incidents at once: each verb is one append.

Whoever calls them has locked the incidents by `hold`, all of a turn at once and in the
order of their ids, and names a cause for each deed, so that it is done once. Deeds that
are not possible where an incident stands are passed over; the verb says which it did.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.classification.reads import offered_codes
from tocsin.register.core.actions.writer import Draft, append
from tocsin.register.core.entries import Kind
from tocsin.register.core.queries import publish
from tocsin.register.core.rules import MIRRORED, RESOLVED, RESTORED
from tocsin.register.work.actions.linking import lock_all
from tocsin.register.work.held import Held, held, survivors_of
from tocsin.register.work.priority import rated

_GONE = "gone"


@dataclass(frozen=True, slots=True)
class Deed:
    """Something to be told of, or done to, one incident."""

    incident_id: int
    by: Actor
    cause: str | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    happened_at: datetime | None = None


def hold(ids: Iterable[int]) -> dict[int, Held]:
    """By id: where these incidents go on (themselves, or what they were merged into),
    locked in the order of their ids until this transaction ends."""
    asked = set(ids)
    if not asked:
        return {}
    ends = {row.id for row in survivors_of(asked).values()}
    lock_all(asked | ends)
    found = survivors_of(asked)
    if beyond := {row.id for row in found.values()} - asked - ends:
        lock_all(beyond)
    return found


def tell_alerts(kind: Kind, deeds: Sequence[Deed]) -> int:
    """Alerts joined, worsened or ended: one entry for each deed."""
    return append([_draft(kind, deed) for deed in deeds], by=SYSTEM)


def note_for_monitors(deeds: Sequence[Deed]) -> int:
    """What a sender's people wrote there is a note here."""
    return append([_draft(Kind.NOTED, deed) for deed in deeds], by=SYSTEM)


def acknowledge_many(deeds: Sequence[Deed]) -> set[int]:
    """Somebody answered where the alert came from."""
    return _done(
        Kind.ACKNOWLEDGED,
        deeds,
        lambda row: row.is_open and row.acknowledged_at is None,
    )


def restore_many(deeds: Sequence[Deed]) -> set[int]:
    """Users can work again."""
    return _done(
        Kind.RESTORED, deeds, lambda row: row.is_open and row.state != RESTORED
    )


def return_many(deeds: Sequence[Deed]) -> set[int]:
    """What was restored is so no more; what was resolved is reopened."""
    back = _done(Kind.IMPACT_RETURNED, deeds, lambda row: row.state == RESTORED)
    again = [deed for deed in deeds if deed.incident_id not in back]
    return back | _done(
        Kind.REOPENED, again, lambda row: row.state == RESOLVED, audience="reporter"
    )


def resolve_many(deeds: Sequence[Deed]) -> set[int]:
    """The fault went by itself, or was mended by a machine."""
    body = {"resolution": "automation"}
    if _GONE in offered_codes("resolution"):
        body["code"] = _GONE
    told = [
        Deed(d.incident_id, d.by, d.cause, {**body, **d.body}, d.happened_at)
        for d in deeds
    ]
    return _done(Kind.RESOLVED, told, lambda row: row.is_open, audience="reporter")


def close_many(deeds: Sequence[Deed]) -> set[int]:
    """What was resolved is ended."""
    return _done(
        Kind.CLOSED, deeds, lambda row: row.state == RESOLVED, audience="reporter"
    )


def raise_impact(deeds: Sequence[Deed]) -> set[int]:
    """Impact and urgency are as great as the deed's body says, if they were less, and
    priority follows, unless it was set by hand."""
    rows = held({deed.incident_id for deed in deeds})
    drafts = []
    for deed in deeds:
        row = rows.get(deed.incident_id)
        if row is not None and (facts := _raised(row, deed.body)):
            drafts.append(_draft(Kind.AMENDED, deed, facts))
    append(drafts, by=SYSTEM)
    return {draft.incident_id for draft in drafts}


def _raised(row: Held, told: Mapping[str, Any]) -> dict[str, Any]:
    if not row.is_open:
        return {}
    now = {"impact": row.impact, "urgency": row.urgency}
    facts = {
        name: told[name]
        for name, value in now.items()
        if told.get(name) and (value is None or told[name] < value)
    }
    if facts and not row.priority_overridden:
        priority, reason = rated(now | facts)
        facts |= {"priority": priority, "priority_reason": reason}
    return facts


def relate_many(pairs: Sequence[tuple[Held, Held]], *, by: Actor, cause: str) -> None:
    """Each of two is related to the other, and both say so, once."""
    drafts = []
    for one, other in pairs:
        for here, there, relation in (
            (one, other, "related"),
            (other, one, MIRRORED["related"]),
        ):
            body = {"ref": there.ref, "relation": relation}
            told = Deed(here.id, by, f"{cause}:{there.ref}")
            drafts.append(_draft(Kind.LINKED, told, body))
    append(drafts, by=by)


def count_alerts(counts: Mapping[int, int]) -> None:
    """How many alerts each incident has is on its row, for the queue."""
    if counts:
        publish(
            [
                {"id": number, "alerts_count": count}
                for number, count in sorted(counts.items())
            ]
        )


def _done(
    kind: Kind,
    deeds: Sequence[Deed],
    able: Callable[[Held], bool],
    audience: str = "internal",
) -> set[int]:
    """Does it to those that are able to; says to which."""
    if not deeds:
        return set()
    rows = held({deed.incident_id for deed in deeds})
    chosen: dict[int, Draft] = {}
    for deed in deeds:
        row = rows.get(deed.incident_id)
        if row is not None and row.id not in chosen and able(row):
            chosen[row.id] = _draft(
                kind, deed, audience=audience, since=row.state_since
            )
    append(list(chosen.values()), by=SYSTEM)
    return set(chosen)


def _draft(
    kind: Kind,
    deed: Deed,
    body: Mapping[str, Any] | None = None,
    audience: str = "internal",
    since: datetime | None = None,
) -> Draft:
    told = deed.body if body is None else body
    told = {name: value for name, value in told.items() if value not in (None, "")}
    at = deed.happened_at
    # What is told late sets no state; a machine's word holds from where it stands.
    if at is not None and since is not None:
        at = max(at, since)
    return Draft(
        deed.incident_id,
        kind,
        told,
        at,
        happened_basis="stated" if at else "clock",
        cause=deed.cause,
        audience=audience,
        by=deed.by,
    )
