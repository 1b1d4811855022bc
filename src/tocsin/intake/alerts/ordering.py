"""In which order alerts are listed, and from where to look on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from tocsin.intake.alerts.models import Alert
from tocsin.intake.alerts.quarters import quarter_of
from tocsin.kernel import sql

FIRST_SEEN, LAST_SEEN = "first_seen", "last_seen"
_MOST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where an alert is in the order: by this instant, if it goes by one, then by
    number."""

    at: datetime | None
    id: int

    def __str__(self) -> str:
        return str(self.id) if self.at is None else f"{sql.micros(self.at)}.{self.id}"


@dataclass(frozen=True, slots=True)
class Order:
    """The newest first by one of an alert's instants, or by its number alone."""

    column: str = ""

    def sort(self, rows: QuerySet[Alert]) -> QuerySet[Alert]:
        led = {"last_seen_at": ("-seen_quarter",)}.get(self.column, ())
        named = (f"-{self.column}",) if self.column else ()
        return rows.order_by(*led, *named, "-id")

    def place(self, alert: Alert) -> Place:
        at = getattr(alert, self.column) if self.column else None
        return Place(at, alert.id)

    def read(self, cursor: str) -> Place | None:
        """The place that a cursor names, if it is one of this order."""
        told, dot, number = cursor.rpartition(".")
        parts = [number, told] if dot else [number]
        fit = all(each.isascii() and each.isdecimal() for each in parts)
        if not fit or bool(dot) != bool(self.column):
            return None
        numbers = [int(each[:19]) for each in parts]
        if max(numbers) > _MOST or (dot and numbers[1] > 10**17):
            return None
        return Place(sql.instant(numbers[1]) if dot else None, numbers[0])

    def beyond(self, place: Place) -> Q:
        """What comes after it."""
        return self._beside(place, "lt", "lt")

    def down_to(self, place: Place) -> Q:
        """What comes before it, and it itself."""
        return self._beside(place, "gt", "gte")

    def _beside(self, place: Place, way: str, last: str) -> Q:
        if place.at is None:
            return Q(**{f"id__{last}": place.id})
        further = Q(**{f"{self.column}__{way}": place.at})
        same = Q(**{self.column: place.at, f"id__{last}": place.id})
        return self._reach(place.at, f"{way}e") & (further | same)

    def _reach(self, at: datetime, way: str) -> Q:
        """The same, coarsely, in words that an index answers."""
        if self.column == "last_seen_at":
            return Q(**{f"seen_quarter__{way}": quarter_of(at)})
        return Q(**{f"{self.column}__{way}": at})


ORDERS: Mapping[str, Order] = {
    "": Order(),
    FIRST_SEEN: Order("first_seen_at"),
    LAST_SEEN: Order("last_seen_at"),
}


def seen_between(column: str, since: datetime | None, until: datetime | None) -> Q:
    """First or last told from `since` on and before `until`, each if it is given."""
    asked = Q()
    if since is not None:
        asked &= Q(**{f"{column}__gte": since})
    if until is not None:
        asked &= Q(**{f"{column}__lt": until})
    if column == "last_seen_at":
        asked &= Q() if since is None else Q(seen_quarter__gte=quarter_of(since))
        asked &= Q() if until is None else Q(seen_quarter__lte=quarter_of(until))
    return asked
