"""The time zones that this machine knows by name (IANA's, through `zoneinfo`)."""

from functools import cache
from zoneinfo import available_timezones


@cache
def known_zones() -> frozenset[str]:
    """Every name that `ZoneInfo` opens, read once: it means walking a folder of six
    hundred files. "localtime" is how Debian calls the machine's own, and no zone."""
    return frozenset(available_timezones() - {"localtime"})
