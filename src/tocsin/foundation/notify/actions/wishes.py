"""How a person wants to be told: by which ways, after how long, in which hours not."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.notify.actions.methods import refuse_unless_own
from tocsin.foundation.notify.models import Manner, Method, Step
from tocsin.foundation.notify.refusals import StepsUnfit
from tocsin.foundation.notify.rules import URGENCIES

_MOST_STEPS = 10
_LONGEST = timedelta(hours=24)


@transaction.atomic
def write_steps(
    person: str, urgency: str, steps: Sequence[tuple[int, int]], *, by: Actor
) -> None:
    """Pages of this urgency reach them by these ways (0 is the address they sign in
    with), each so many minutes after the page. None: as is usual."""
    refuse_unless_own(person, by)
    if urgency not in URGENCIES:
        raise StepsUnfit(why=f"{urgency[:20]} is neither loud nor quiet")
    if len(steps) > _MOST_STEPS:
        raise StepsUnfit(why=f"{len(steps)} are too many")
    mine = Method.objects.filter(person=person, verified_at__isnull=False)
    known = {0, *mine.values_list("id", flat=True)}
    for number, minutes in steps:
        if number not in known:
            raise StepsUnfit(why=f"{number} is no verified way of theirs")
        if not timedelta() <= timedelta(minutes=minutes) <= _LONGEST:
            raise StepsUnfit(why=f"{minutes} minutes")
    before = _told_steps(person, urgency)
    Step.objects.filter(person=person, urgency=urgency).delete()
    Step.objects.bulk_create(
        Step(
            person=person,
            urgency=urgency,
            method_id=number or None,
            delay=timedelta(minutes=minutes),
        )
        for number, minutes in steps
    )
    after = _told_steps(person, urgency)
    if before != after:
        record_change(
            f"person:{person}",
            "steps of paging changed",
            before={urgency: before},
            after={urgency: after},
            by=(by.kind, by.id),
        )


def _told_steps(person: str, urgency: str) -> list[str]:
    rows = Step.objects.filter(person=person, urgency=urgency)
    told = rows.select_related("method")
    return [
        f"{row.method.channel if row.method else 'mail'} after {row.delay}"
        for row in told
    ]


@transaction.atomic
def set_manner(
    person: str,
    *,
    by: Actor,
    quiet: Sequence[Mapping[str, Any]] | None = None,
    bundles: bool | None = None,
    duty_notices: bool | None = None,
) -> Manner:
    """Their quiet hours, and whether they want what is told together and notices of
    their duty; what is not told stays."""
    refuse_unless_own(person, by)
    row, _made = Manner.objects.get_or_create(person=person)
    before = _told_manner(row)
    if quiet is not None:
        row.quiet = [dict(each) for each in quiet]
    if bundles is not None:
        row.bundles = bundles
    if duty_notices is not None:
        row.duty_notices = duty_notices
    row.save()
    if before != _told_manner(row):
        record_change(
            f"person:{person}",
            "manner of paging changed",
            before=before,
            after=_told_manner(row),
            by=(by.kind, by.id),
        )
    return row


def _told_manner(row: Manner) -> dict[str, Any]:
    return {
        "quiet_hours": len(row.quiet),
        "bundles": row.bundles,
        "duty_notices": row.duty_notices,
    }
