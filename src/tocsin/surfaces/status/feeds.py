"""What a page tells programs that read feeds: Atom (RFC 4287), RSS 2.0, and planned
work as a calendar (RFC 5545)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.etree import ElementTree as Xml

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from tocsin.kernel import home
from tocsin.response.statuspage.models import Page
from tocsin.response.statuspage.reads.shown import Said
from tocsin.response.statuspage.rules.words import COMPLETED, SCHEDULED
from tocsin.response.statuspage.statements import status_word

_ATOM = "http://www.w3.org/2005/Atom"
# What XML 1.0 cannot hold.
_UNHOLDABLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535), "�")


def atom(page: Page, notices: Sequence[Said]) -> bytes:
    base = f"{home.url()}/status/{page.slug}"
    feed = Xml.Element("feed", {"xmlns": _ATOM})
    _put(feed, "id", f"tag:{_host()},2026:status/{page.code}")
    _put(feed, "title", _("Status of {page}").format(page=page.name))
    _put(feed, "updated", _iso(page.changed_at))
    Xml.SubElement(feed, "link", {"rel": "self", "href": f"{base}/feed.atom"})
    Xml.SubElement(feed, "link", {"href": base})
    author = Xml.SubElement(feed, "author")
    _put(author, "name", page.name)
    for said in notices:
        entry = Xml.SubElement(feed, "entry")
        _put(entry, "id", f"tag:{_host()},2026:notice/{said.row.code}")
        _put(entry, "title", said.row.title)
        _put(entry, "published", _iso(said.row.began_at))
        _put(entry, "updated", _iso(_moved(said)))
        Xml.SubElement(entry, "link", {"href": f"{base}/notices/{said.row.code}"})
        content = Xml.SubElement(entry, "content", {"type": "text"})
        content.text = _clean(_all(said))
    return _written(feed)


def rss(page: Page, notices: Sequence[Said]) -> bytes:
    base = f"{home.url()}/status/{page.slug}"
    root = Xml.Element("rss", {"version": "2.0"})
    channel = Xml.SubElement(root, "channel")
    _put(channel, "title", _("Status of {page}").format(page=page.name))
    _put(channel, "link", base)
    _put(channel, "description", page.about or page.name)
    _put(channel, "pubDate", format_datetime(page.changed_at))
    for said in notices:
        item = Xml.SubElement(channel, "item")
        _put(item, "title", said.row.title)
        _put(item, "link", f"{base}/notices/{said.row.code}")
        guid = Xml.SubElement(item, "guid", {"isPermaLink": "false"})
        guid.text = f"{said.row.code}:{said.row.status}:{len(said.updates)}"
        _put(item, "pubDate", format_datetime(_moved(said)))
        _put(item, "description", _all(said))
    return _written(root)


def calendar(page: Page, works: Sequence[Said]) -> bytes:
    told = Calendar()
    told.add("prodid", "-//Tocsin//Status//EN")
    told.add("version", "2.0")
    told.add("x-wr-calname", _("Planned work: {page}").format(page=page.name))
    for said in works:
        row = said.row
        event = Event()
        event.add("uid", f"{row.code}@{_host()}")
        event.add("dtstamp", row.changed_at.astimezone(UTC))
        event.add("last-modified", row.changed_at.astimezone(UTC))
        event.add("sequence", len(said.updates))
        if row.starts_at and row.until_at:
            event.add("dtstart", row.starts_at.astimezone(UTC))
            event.add("dtend", row.until_at.astimezone(UTC))
        event.add("summary", _clean(row.title))
        event.add("description", _clean(_all(said)))
        event.add("url", f"{home.url()}/status/{page.slug}/notices/{row.code}")
        over = row.status == COMPLETED
        event.add("status", "TENTATIVE" if row.status == SCHEDULED else "CONFIRMED")
        event.add("transp", "TRANSPARENT")
        if over:
            event.add("comment", status_word(row.status))
        told.add_component(event)
    return bytes(told.to_ical())


def _moved(said: Said) -> datetime:
    return max([said.row.began_at, *(each.at for each in said.updates)])


def _all(said: Said) -> str:
    """Everything that the notice said, the newest first."""
    return "\n\n".join(
        f"{each.at:%Y-%m-%d %H:%M} UTC, {status_word(each.status)}\n{each.text}"
        for each in said.updates
    )


def _put(into: Xml.Element, name: str, text: str) -> None:
    Xml.SubElement(into, name).text = _clean(text)


def _clean(text: str) -> str:
    return text.translate(_UNHOLDABLE)


def _written(root: Xml.Element) -> bytes:
    return bytes(Xml.tostring(root, encoding="utf-8", xml_declaration=True))


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _host() -> str:
    return home.url().partition("://")[2].partition(":")[0].partition("/")[0]
