"""Sources that were regular, and which of them have fallen silent."""

from datetime import datetime, timedelta

from django.db import transaction

from tocsin.foundation.config.reads import value
from tocsin.intake.alerts.holding import Rhythm
from tocsin.intake.alerts.options import SILENT_TIMES
from tocsin.intake.alerts.rhythm_rules import Beat, begun, heard, is_silent
from tocsin.intake.events.models import Source


@transaction.atomic
def keep_rhythms() -> int:
    """Of each source that has sent since it was looked at last, its rhythm goes on;
    says of how many."""
    rows = Rhythm.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
    held = {row.source_id: row for row in rows}
    times, moved = value(SILENT_TIMES), 0
    told = Source.objects.filter(last_request_at__isnull=False, is_active=True)
    for number, at in told.values_list("id", "last_request_at"):
        row = held.get(number)
        if at is None or (row and at <= row.last_at):
            continue
        _keep(number, heard(_beat(row), at, times) if row else begun(at))
        moved += 1
    return moved


def silent_sources(now: datetime) -> dict[int, datetime]:
    """By source's id: when it sent last, of those that have fallen silent. A source
    that was heard meanwhile is not, whoever looked at it last."""
    times, found = value(SILENT_TIMES), {}
    rows = Rhythm.objects.filter(source__is_active=True).select_related("source")
    for row in rows:
        last = row.source.last_request_at
        if last == row.last_at and is_silent(_beat(row), now, times):
            found[row.source_id] = row.last_at
    return found


def _beat(row: Rhythm) -> Beat:
    return Beat(
        row.last_at,
        row.since,
        row.intervals,
        timedelta(seconds=row.usual),
        timedelta(seconds=row.strays),
    )


def _keep(number: int, beat: Beat) -> None:
    Rhythm.objects.update_or_create(
        source_id=number,
        defaults={
            "last_at": beat.last_at,
            "since": beat.since,
            "intervals": beat.intervals,
            "usual": beat.usual.total_seconds(),
            "strays": beat.strays.total_seconds(),
        },
    )
