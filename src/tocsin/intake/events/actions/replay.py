"""Reading again what a source sent, and putting aside what is not worth it.

What is read again is stored as a new request that names the first one, so it goes the
way of all requests; folding takes it for what it is and counts nothing twice.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.intake.events.actions.sources import locked_source
from tocsin.intake.events.models import Failure
from tocsin.intake.events.refusals import NothingToReplay
from tocsin.kernel import clock, sql
from tocsin.kernel.wake import INTAKE, wake

_SQL = sql.load("tocsin.intake.events")
# So many are read again by one act.
MOST = 10_000


@transaction.atomic
def replay_failures(ids: Sequence[int], *, by: Actor) -> int:
    """These failures that still wait are on their way again; gives how many."""
    return _replay(_locked(by, id__in=list(ids)), by)


@transaction.atomic
def replay_failures_of(slug: str, *, by: Actor) -> int:
    """All failures of a source that still wait are on their way again."""
    _need_administrator(by)
    source = locked_source(slug)
    return _replay(_locked(by, source=source), by)


def _replay(failures: Sequence[Failure], by: Actor) -> int:
    if not failures:
        raise NothingToReplay
    ids, now = [failure.id for failure in failures], clock.now()
    sql.execute(_SQL["replay_failures"], failures=ids, now=now)
    _end(failures, Failure.State.REPLAYED, by)
    _tell(failures, "replayed", by)
    wake(INTAKE)
    return len(failures)


@transaction.atomic
def dismiss_failures(ids: Sequence[int], *, by: Actor, why: str = "") -> int:
    """These failures are put aside; they can be looked at, and wait for nobody."""
    failures = _locked(by, id__in=list(ids))
    _end(failures, Failure.State.DISMISSED, by)
    if failures:
        _tell(failures, "dismissed", by, why)
    return len(failures)


@transaction.atomic
def replay_requests(
    slug: str, *, since: datetime, until: datetime, by: Actor, why: str = ""
) -> int:
    """What the source sent from `since` until `until` is on its way again, the first
    `MOST` of it; gives how many. What was read again before is left out."""
    _need_administrator(by)
    source = locked_source(slug)
    told = {"source": source.id, "since": since, "until": until}
    count = sql.execute(_SQL["replay_requests"], **told, now=clock.now(), most=MOST)
    if not count:
        raise NothingToReplay
    period = {"received_at__gte": since, "received_at__lt": until}
    _end(_locked(by, source=source, **period), Failure.State.REPLAYED, by)
    record_change(
        f"source:{slug}",
        "replayed",
        after={
            "since": since.isoformat(),
            "until": until.isoformat(),
            "requests": count,
        },
        why=why,
        by=(by.kind, by.id),
    )
    wake(INTAKE)
    return count


def _locked(by: Actor, **which: object) -> list[Failure]:
    _need_administrator(by)
    rows = Failure.objects.select_for_update(of=("self",), no_key=True)
    waiting = rows.select_related("source").filter(state=Failure.State.WAITING, **which)
    return list(waiting.defer("body").order_by("id")[:MOST])


def _end(failures: Sequence[Failure], state: str, by: Actor) -> None:
    ids = [failure.id for failure in failures]
    ended = {"state": state, "ended_at": clock.now(), "ended_by": by.id[:80]}
    Failure.objects.filter(id__in=ids).update(**ended)


def _tell(failures: Sequence[Failure], verb: str, by: Actor, why: str = "") -> None:
    for slug in sorted({failure.source.slug for failure in failures}):
        numbers = [f.request_id for f in failures if f.source.slug == slug]
        after = {"failures": len(numbers), "requests": numbers[:20]}
        by_whom = (by.kind, by.id)
        record_change(f"source:{slug}", verb, after=after, why=why, by=by_whom)


def _need_administrator(by: Actor) -> None:
    if not by.has(ADMINISTRATOR):
        raise NotAllowed
