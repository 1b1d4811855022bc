"""Alerts as their own sources ask for them: a source sees its own, and no other's."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from tocsin.intake.alerts.models import Alert
from tocsin.intake.alerts.rules import fitting_key
from tocsin.kernel.text import holdable


def alert_of_source(source: int, number: int) -> Alert | None:
    """The alert of this number, if it is this source's."""
    return _of(source).filter(id=number).first()


def latest_of_key(
    source: int, key: str, before: datetime | None = None
) -> Alert | None:
    """The alert of this key that is standing, or else the last that was; as it was at
    an instant, if one is given."""
    rows = _of(source).filter(key=fitting_key(holdable(key)))
    if before is not None:
        rows = rows.filter(first_seen_at__lte=before)
    return rows.order_by("-id").first()


def alerts_of_source(
    source: int,
    wanted: Q,
    *,
    order: str = "-first_seen_at",
    start: int = 0,
    limit: int = 20,
) -> Sequence[Alert]:
    """Those that fit, in this order; of equals the youngest first."""
    rows = _of(source).filter(wanted).order_by(order, "-id")
    return list(rows[start : start + limit])


def count_of_source(source: int, wanted: Q) -> int:
    return _of(source).filter(wanted).count()


def _of(source: int) -> QuerySet[Alert]:
    return Alert.objects.filter(source_id=source)
