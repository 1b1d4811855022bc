"""Partitions for the days to come; those whose time is over go. What Amazon SNS offers
is confirmed."""

from django.db import transaction

from tocsin.foundation.config.reads import value
from tocsin.intake.events.actions.subscriptions import (
    claim_certificates,
    claim_offers,
)
from tocsin.intake.events.confirming import confirm, fetch_certificate
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


def confirm_subscriptions() -> int:
    """Subscriptions that Amazon SNS offered are confirmed, certificates that signatures
    need are fetched; says how many. Nobody is asked inside a transaction, and what
    fails is tried again in a minute."""
    confirmed = sum(map(confirm, claim_offers()))
    return confirmed + sum(map(fetch_certificate, claim_certificates()))
