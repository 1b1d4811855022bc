"""A copy of the public pages as files, for another server to show: what users read
most when things are down must not stand on what is down."""

import logging
import os
import time
from collections.abc import Iterator
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static

from tocsin.foundation.config.reads import value
from tocsin.kernel.refusal import Refusal
from tocsin.response.statuspage.models import Page
from tocsin.response.statuspage.options import EXPORT
from tocsin.response.statuspage.reads.desk import main_page, versions
from tocsin.response.statuspage.reads.shown import latest_of, months_told
from tocsin.response.statuspage.rules.words import PUBLIC
from tocsin.surfaces.status.addresses import wanted_at
from tocsin.surfaces.status.drawing import SHEETS, draw

_LOG = logging.getLogger("tocsin.status")
_MOST_NOTICES = 500
# Times go on though nothing changed.
_AGAIN = 300.0
_FORMS = "history days embed feed.atom feed.rss maintenance.ics badge.svg".split()
_JSON = (
    "summary status components incidents incidents/unresolved scheduled-maintenances"
    " scheduled-maintenances/upcoming scheduled-maintenances/active"
).split()


def copy_pages(folder: Path) -> int:
    """Every form of every page that everybody may read is a file below the folder,
    where its address is; says how many. Each is replaced at once, never half."""
    count = 0
    for name in (*SHEETS, "web/icon.svg"):
        found = finders.find(name)
        if found:
            _write(folder / static(name).lstrip("/"), Path(str(found)).read_bytes())
    main = main_page()
    for page in Page.objects.filter(retired_at=None, access=PUBLIC):
        for address in _addresses(page):
            count += _copy(folder, address)
    if main is not None and main.access == PUBLIC:
        count += _copy(folder, "/status")
    return count


def _addresses(page: Page) -> Iterator[str]:
    base = f"/status/{page.slug}"
    yield base
    yield from (f"{base}/{form}" for form in _FORMS)
    yield from (f"{base}/api/v2/{name}.json" for name in _JSON)
    yield from (f"{base}/history/{month:%Y-%m}" for month in months_told(page))
    told = latest_of(page, _MOST_NOTICES)
    yield from (f"{base}/notices/{said.row.code}" for said in told)


def _copy(folder: Path, address: str) -> int:
    wanted = wanted_at(address)
    drawn = draw(wanted, is_copy=True) if wanted else None
    if drawn is None:
        return 0
    place = folder / address.lstrip("/")
    is_page = drawn.kind.startswith("text/html")
    _write(place / "index.html" if is_page else place, drawn.body)
    return 1


def _write(place: Path, content: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_name(f".{place.name}.{os.getpid()}")
    fresh.write_bytes(content)
    fresh.replace(place)


class _Last:
    told: tuple[object, str] = (None, "")
    at = float("-inf")


def copy_when_changed() -> int:
    """The folder that the option names holds the pages as they are, some seconds after
    each change; says how many files were written."""
    folder = value(EXPORT).strip()
    if not folder:
        return 0
    told = (versions(), folder)
    if told == _Last.told and time.monotonic() - _Last.at < _AGAIN:
        return 0
    try:
        done = copy_pages(Path(folder))
    except (OSError, Refusal) as flaw:
        _LOG.warning("the copy of status pages was not written: %s", flaw)
        return 0
    _Last.told, _Last.at = told, time.monotonic()
    return done
