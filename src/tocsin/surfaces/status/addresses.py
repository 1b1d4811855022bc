"""Which address shows what of a page. Pure."""

import re
from dataclasses import dataclass

_SLUG = r"(?P<slug>[a-z0-9_-]{1,60})"
PAGE, HISTORY, MONTH, NOTICE, DAYS, EMBED = (
    "page",
    "history",
    "month",
    "notice",
    "days",
    "embed",
)
ATOM, RSS, CALENDAR, BADGE, JSON = "atom", "rss", "calendar", "badge", "json"
_JSON_NAMES = (
    "summary|status|components|incidents|incidents/unresolved"
    "|scheduled-maintenances|scheduled-maintenances/upcoming"
    "|scheduled-maintenances/active"
)
_FORMS = (
    (PAGE, ""),
    (HISTORY, "/history"),
    (MONTH, r"/history/(?P<what>[0-9]{4}-(?:0[1-9]|1[0-2]))"),
    (NOTICE, r"/notices/(?P<what>[a-z0-9]{12})"),
    (DAYS, "/days"),
    (EMBED, "/embed"),
    (ATOM, r"/feed\.atom"),
    (RSS, r"/feed\.rss"),
    (CALENDAR, r"/maintenance\.ics"),
    (BADGE, r"/badge\.svg"),
    (JSON, rf"/api/v2/(?P<what>{_JSON_NAMES})\.json"),
)
_KNOWN = [(form, re.compile(f"/status/{_SLUG}{rest}")) for form, rest in _FORMS]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One form of a page; the main page has no name (`slug` is empty)."""

    slug: str
    form: str
    what: str = ""


def wanted_at(path: str) -> Wanted | None:
    """What is drawn at an address; None where none of it is."""
    if path == "/status":
        return Wanted("", PAGE)
    for form, pattern in _KNOWN:
        if found := pattern.fullmatch(path):
            told = found.groupdict()
            return Wanted(told["slug"], form, told.get("what") or "")
    return None
