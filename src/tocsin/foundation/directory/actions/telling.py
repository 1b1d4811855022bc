"""What the audit says of a batch: people by key, facts by name, and of no other than
their line manager what it was."""

from collections.abc import Iterator, Sequence
from typing import Any

from tocsin.foundation.accounts.actions.facts import audited
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.audit.models import Change
from tocsin.foundation.directory.rules import Move
from tocsin.kernel import clock

_Said = tuple[str, str, Any, Any]


def audit_moves(batch: Sequence[Move], by: Actor) -> None:
    """One row for each thing that changed about each of these people. Deactivating is
    a verb of its own, and told there."""
    at = clock.now()
    Change.objects.bulk_create(
        Change(
            at=at,
            actor_kind=by.kind,
            actor_id=by.id,
            subject=subject[:120],
            verb=verb,
            before=before,
            after=after,
        )
        for move in batch
        for subject, verb, before, after in _said(move)
    )


def _said(move: Move) -> Iterator[_Said]:
    subject = f"person:{move.key}"
    if move.is_new:
        yield subject, "added", None, {"facts": sorted(move.after)}
    elif move.after:
        said = audited(move.before, move.after)
        yield subject, "changed", said["before"], said["after"]
    if move.active and not move.is_new:
        yield subject, "reactivated", None, None
    if move.gives or move.takes:
        before = {"roles": sorted(move.takes)} if move.takes else None
        after = {"roles": sorted(move.gives)} if move.gives else None
        yield subject, "roles set", before, after
    for team, leads in move.joins.items():
        told = {"person": move.key, "as": "lead" if leads else "member"}
        yield f"team:{team}", "joined", None, told
    for team in sorted(move.leaves):
        yield f"team:{team}", "left", {"person": move.key}, None
