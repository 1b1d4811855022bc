"""How long a server asks to be left alone (RFC 9110, section 10.2.3)."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

# Who asks for more is asked again after this.
_MOST = timedelta(minutes=15)


def wait_asked(told: str, now: datetime) -> timedelta | None:
    """Of a header `Retry-After`: seconds, or an instant; None where it says neither."""
    told = told.strip()
    if told.isascii() and told.isdecimal():
        return min(timedelta(seconds=int(told[:6])), _MOST)
    try:
        at = parsedate_to_datetime(told)
    except (ValueError, IndexError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(at - now, timedelta()), _MOST)
