"""When a digest goes. Pure."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tocsin.response.statuspage.rules.words import KINDS

DAILY, WEEKLY = RHYTHMS = ("daily", "weekly")
# In the morning, by the page's clock; weekly ones on Mondays.
_AT = time(8)
_MONDAY = 0


def next_digest(rhythm: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The next instant at which digests of this rhythm go, later than now."""
    day = now.astimezone(zone).date()
    while True:
        at = datetime.combine(day, _AT, zone)
        if at > now and (rhythm == DAILY or day.weekday() == _MONDAY):
            return at
        day += timedelta(days=1)


def chosen(rhythms: Mapping[str, str]) -> dict[str, str]:
    """By kind, the rhythm that somebody chose; kinds that are told at once are not
    among them."""
    return {kind: rhythms[kind] for kind in KINDS if rhythms.get(kind) in RHYTHMS}
