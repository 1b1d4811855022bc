"""What is due is proposed, nagged for, and taken further up."""

from datetime import datetime

from django.db import transaction

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.kernel import clock
from tocsin.register.core.entries import Kind
from tocsin.response.stakeholders import queries
from tocsin.response.stakeholders.actions.holding import Held, held_of, keep
from tocsin.response.stakeholders.actions.proposing import asking, propose
from tocsin.response.stakeholders.models import Audience
from tocsin.response.stakeholders.people import above, tellers
from tocsin.response.stakeholders.rules import (
    CADENCE,
    ESCALATED,
    NOTICES,
    OVERDUE,
    level,
    next_look,
)

_BATCH = 200


@transaction.atomic
def keep_telling(batch: int = _BATCH) -> int:
    """Classes that are to hear more soon have a draft; whoever may approve it is asked,
    and whoever stands above them when nobody did in time; each once. Says how many."""
    now = clock.now()
    ids = queries.claim_due(now, batch)
    if not ids:
        return 0
    rows = Audience.objects.filter(pk__in=ids, ended_at=None).order_by("id")
    found = held_of(list(rows))
    for held in found:
        _advance(held, now)
    keep(found, now=now)
    return len(ids)


def _advance(held: Held, now: datetime) -> None:
    row, rules = held.audience, held.rules
    if held.group is None:
        held.end(now)
        return
    reached = level(row.due_at, now, rules.nag, rules.escalate)
    if held.waiting is None:
        propose(held, held.group, CADENCE, now)
    # What notices promise is nagged for by their pages already.
    only_notices = set(held.group.to) == {NOTICES}
    if reached > row.nagged and not only_notices:
        _nag(held, reached)
    row.nagged = max(row.nagged, reached)
    row.look_at = next_look(row.due_at, row.nagged, rules.nag, rules.escalate)


def _nag(held: Held, reached: int) -> None:
    row, facts = held.audience, held.facts
    due = row.due_at.isoformat() if row.due_at else ""
    people = tellers(facts)
    if reached == ESCALATED:
        people = list(dict.fromkeys([*people, *above(facts)]))
    late = reached >= OVERDUE
    place = f"{row.code}:{due}:{reached}"
    held.pages += asking(facts, people, place, loud=late, late=late)
    if row.nagged < OVERDUE <= reached:
        waits = held.waiting
        body = {"draft": waits.code if waits else "", "due_at": due, "people": people}
        cause = f"stakeholders:{row.code}:overdue:{due}"
        held.say(Kind.STAKEHOLDERS_OVERDUE, SYSTEM, body, cause)
