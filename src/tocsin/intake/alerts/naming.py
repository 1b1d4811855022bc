"""Whom of ours sources named on alerts, so that it goes when they are erased."""

from collections.abc import Iterable

from tocsin.foundation.accounts.reads import people_called
from tocsin.intake.alerts.models import ToldBy
from tocsin.intake.alerts.rules import Life

NAME = 120


def keep_names(told: Iterable[tuple[int, Life]]) -> None:
    """Of these alerts, each with its number: who is told to have done something at
    their source, if it is somebody we know."""
    named = {
        (number, str(body["by"]))
        for number, life in told
        for _kind, _at, _request, body in life.happened
        if body.get("by")
    }
    if not named:
        return
    people = people_called({name for _number, name in named})
    ToldBy.objects.bulk_create(
        [
            ToldBy(person=people[name], alert_id=number, name=name[:NAME])
            for number, name in sorted(named)
            if name in people
        ],
        ignore_conflicts=True,
    )
