"""Partitions for the days to come; those whose time is over go."""

from django.db import transaction

from tocsin.foundation.config.reads import value
from tocsin.intake.events.options import RAW_TOTAL
from tocsin.intake.events.queries import keep_days, shed_days
from tocsin.kernel import clock

AHEAD = 3
_MEGABYTE = 1024 * 1024


@transaction.atomic
def keep_requests() -> int:
    """Days are made ahead and dropped when their class's time is over, earlier when
    requests take more room than they may; says how many tables came or went. A day
    with requests that wait to be folded stays."""
    now = clock.now()
    shed = shed_days(now, value(RAW_TOTAL) * _MEGABYTE)
    return shed + keep_days(now, AHEAD)
