"""What the desk makes a child of something that is known follows it, too."""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from tocsin.kernel import clock
from tocsin.register.core.actions.writer import append
from tocsin.register.core.entries import Kind
from tocsin.register.core.reads.entries import entries_at
from tocsin.register.links.rules import CHILD
from tocsin.register.work.answering import Answerable, answerable
from tocsin.register.work.tags import QUIET
from tocsin.response.reports.actions.frame import RULE, quieted
from tocsin.response.reports.actions.reporting import answer
from tocsin.response.reports.models import Follower
from tocsin.response.reports.reads import Known, known_now

TIES = frozenset({Kind.LINKED})


@transaction.atomic
def adopt(places: Collection[tuple[int, int]]) -> int:
    """Somebody's report that was made a child of something that is known, as these
    entries (incident, `seq`) say, follows it from then on, as if its reporter had said
    so; says how many are new."""
    ties = {
        entry.incident_id: (str(entry.body.get("ref")), entry.seq)
        for entry in entries_at(places)
        if entry.body.get("relation") == CHILD
    }
    there = Follower.objects.filter(pk__in=ties).values_list("pk", flat=True)
    rows = answerable(set(ties) - set(there)) if len(there) < len(ties) else {}
    reports = [row for row in rows.values() if row.reporter_id and row.is_open]
    known = {
        (each.ref, drills): each
        for drills in {row.is_drill for row in reports}
        for each in known_now(drills=drills)
        if each.ref
    }
    found = [
        (row, about, ties[row.id][1])
        for row in sorted(reports, key=lambda each: each.id)
        if (about := known.get((ties[row.id][0], row.is_drill)))
    ]
    return _adopt(found)


def _adopt(found: Collection[tuple[Answerable, Known, int]]) -> int:
    now, drafts = clock.now(), []
    for row, known, seq in found:
        facts: dict[str, Any] = {"known_id": known.incident_id, "since_seq": seq}
        facts |= {"since": now, "joined_at": now}
        Follower.objects.get_or_create(incident_id=row.id, defaults=facts)
        drafts += quieted(row.id, [QUIET] if row.is_quiet else [], RULE)
        drafts.append(answer(row.id, row.reporter_id, known))
    append(drafts, by=RULE)
    return len(found)
