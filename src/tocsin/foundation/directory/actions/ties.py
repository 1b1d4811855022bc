"""What a batch of people leaves behind of its source: ties, memberships, seats."""

from collections.abc import Mapping, Sequence

from django.db.models import Q

from tocsin.foundation.accounts.models import Membership, Person, Team
from tocsin.foundation.directory.models import Seat, Tie
from tocsin.foundation.directory.rules import Held, Move
from tocsin.kernel import clock


def put_ties(batch: Sequence[Move], people: Mapping[str, Person]) -> None:
    """Each tie says what its source said last, and what it answers for."""
    now = clock.now()
    Tie.objects.bulk_create(
        [
            _tie(move.tie, Tie(person=people[move.key], since=now, moved_at=now))
            for move in batch
            if move.tie is not None
        ],
        update_conflicts=True,
        unique_fields=["source", "person"],
        update_fields=["ref", "facts", "roles", "is_active", "moved_at", "gone_at"],
    )


def _tie(held: Held, row: Tie) -> Tie:
    row.source, row.ref = held.source, held.ref
    row.facts, row.roles = sorted(held.facts), sorted(held.roles)
    row.is_active = held.is_active
    row.gone_at = row.moved_at if held.is_gone else None
    return row


def put_seats(batch: Sequence[Move], people: Mapping[str, Person], source: str) -> None:
    """They are in the teams they join and in none they leave."""
    moved = [move for move in batch if move.joins or move.leaves]
    if not moved:
        return
    keys = {key for move in moved for key in (*move.joins, *move.leaves)}
    teams = dict(Team.objects.filter(key__in=keys).values_list("key", "id"))
    gone = Q(pk__in=[])
    for move in moved:
        if move.leaves:
            left = [teams[key] for key in move.leaves]
            gone |= Q(person=people[move.key], team_id__in=left)
    Membership.objects.filter(gone).delete()
    Seat.objects.filter(gone, source=source).delete()
    joined = [(m, key, leads) for m in moved for key, leads in m.joins.items()]
    Membership.objects.bulk_create(
        [
            Membership(person=people[m.key], team_id=teams[key], is_lead=leads)
            for m, key, leads in joined
        ],
        update_conflicts=True,
        unique_fields=["team", "person"],
        update_fields=["is_lead"],
    )
    Seat.objects.bulk_create(
        [
            Seat(source=source, person=people[m.key], team_id=teams[key])
            for m, key, _leads in joined
        ],
        ignore_conflicts=True,
    )
