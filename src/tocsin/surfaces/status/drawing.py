"""Every form of a page, as bytes: drawn without a person, a session or a request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import timezone, translation

from tocsin.improvement.reviews.reads import public_reviews
from tocsin.kernel import home
from tocsin.response.statuspage.models import Page
from tocsin.response.statuspage.reads.desk import main_page, page_at
from tocsin.response.statuspage.reads.shown import (
    latest_of,
    month_of,
    months_told,
    notice_on,
    picture_of,
)
from tocsin.response.statuspage.refusals import PageUnknown
from tocsin.response.statuspage.rules.words import PUBLIC, WORK
from tocsin.surfaces.status import addresses, feeds, pictures, statuspage
from tocsin.surfaces.status.addresses import Wanted

SHEETS = (
    "web/layers.css",
    "web/tokens.css",
    "web/base.css",
    "web/components/button.css",
    "web/components/field.css",
    "web/pages/calm.css",
    "status/page.css",
)
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self';"
    " base-uri 'none'; frame-ancestors {ancestors}"
)
Headers = tuple[tuple[str, str], ...]
_HTML: Headers = (
    ("Content-Security-Policy", _POLICY.format(ancestors="'none'")),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
_EMBEDDED: Headers = (
    ("Content-Security-Policy", _POLICY.format(ancestors="*")),
    ("Referrer-Policy", "same-origin"),
)
_OPEN: Headers = (("Access-Control-Allow-Origin", "*"),)
_HTML_TYPE = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A form of a page, ready to be sent to anybody who may read the page."""

    body: bytes
    kind: str
    headers: Headers = ()


def draw(wanted: Wanted, *, is_copy: bool = False) -> Drawn | None:
    """The form in the page's own language and zone; None where there is none. A copy
    is what another server shows: nobody can subscribe there."""
    page = main_page() if not wanted.slug else _page(wanted.slug)
    if page is None:
        return None
    with (
        translation.override(page.language),
        timezone.override(ZoneInfo(page.zone)),
    ):
        drawn = _FORMS[wanted.form](page, wanted, is_copy)
    if drawn is None:
        return None
    return replace(
        drawn, headers=(("X-Content-Type-Options", "nosniff"), *drawn.headers)
    )


def _page(slug: str) -> Page | None:
    try:
        return page_at(slug)
    except PageUnknown:
        return None


def html(template: str, page: Page, more: Mapping[str, Any]) -> bytes:
    """A template of ours, with what every page of this surface needs."""
    context = {
        "page": page,
        "sheets": SHEETS,
        "base": f"/status/{page.slug}",
        "home": home.url(),
        "is_public": page.access == PUBLIC,
        **more,
    }
    return render_to_string(f"status/{template}.html", context).encode()


def _main(page: Page, _wanted: Wanted, is_copy: bool) -> Drawn:
    picture = picture_of(page)
    more = {"picture": picture, "is_copy": is_copy}
    return Drawn(html("page", page, more), _HTML_TYPE, _HTML)


def _history(page: Page, _wanted: Wanted, _copy: bool) -> Drawn:
    more = {"months": months_told(page)}
    return Drawn(html("history", page, more), _HTML_TYPE, _HTML)


def _month(page: Page, wanted: Wanted, _copy: bool) -> Drawn | None:
    year, month = (int(part) for part in wanted.what.split("-"))
    if not 1970 <= year <= 2999:
        return None
    months = months_told(page)
    here = next(
        (each for each in months if (each.year, each.month) == (year, month)), None
    )
    if here is None:
        return None
    at = months.index(here)
    more = {
        "month": here,
        "notices": month_of(page, year, month),
        "earlier": months[at + 1] if at + 1 < len(months) else None,
        "later": months[at - 1] if at else None,
    }
    return Drawn(html("month", page, more), _HTML_TYPE, _HTML)


def _notice(page: Page, wanted: Wanted, _copy: bool) -> Drawn | None:
    found = notice_on(page, wanted.what)
    if found is None:
        return None
    more = {"said": found, "learnt": _learnt(found.row.incident_id)}
    return Drawn(html("notice", page, more), _HTML_TYPE, _HTML)


def _learnt(incident_id: int | None) -> str:
    """Where whoever reads the page reads what was learnt, once that is published."""
    path = public_reviews([incident_id]).get(incident_id) if incident_id else None
    return f"{home.url()}{path}" if path else ""


def _days(page: Page, _wanted: Wanted, _copy: bool) -> Drawn:
    more = {"picture": picture_of(page)}
    return Drawn(html("days", page, more), _HTML_TYPE, _HTML)


def _embed(page: Page, _wanted: Wanted, _copy: bool) -> Drawn:
    more = {"picture": picture_of(page)}
    return Drawn(html("embed", page, more), _HTML_TYPE, _EMBEDDED)


def _badge(page: Page, _wanted: Wanted, _copy: bool) -> Drawn:
    return Drawn(pictures.badge(picture_of(page)), "image/svg+xml", _OPEN)


def _atom(page: Page, _wanted: Wanted, _copy: bool) -> Drawn:
    told = feeds.atom(page, latest_of(page))
    return Drawn(told, "application/atom+xml; charset=utf-8", _OPEN)


def _rss(page: Page, _wanted: Wanted, _copy: bool) -> Drawn:
    told = feeds.rss(page, latest_of(page))
    return Drawn(told, "application/rss+xml; charset=utf-8", _OPEN)


def _calendar(page: Page, _wanted: Wanted, _copy: bool) -> Drawn:
    told = feeds.calendar(page, latest_of(page, 100, WORK))
    return Drawn(told, "text/calendar; charset=utf-8", _OPEN)


def _json(page: Page, wanted: Wanted, _copy: bool) -> Drawn:
    told = statuspage.answer(picture_of(page), wanted.what)
    return Drawn(told, "application/json; charset=utf-8", _OPEN)


_FORMS: Mapping[str, Callable[[Page, Wanted, bool], Drawn | None]] = {
    addresses.PAGE: _main,
    addresses.HISTORY: _history,
    addresses.MONTH: _month,
    addresses.NOTICE: _notice,
    addresses.DAYS: _days,
    addresses.EMBED: _embed,
    addresses.BADGE: _badge,
    addresses.ATOM: _atom,
    addresses.RSS: _rss,
    addresses.CALENDAR: _calendar,
    addresses.JSON: _json,
}
