"""The phone greeting: what the service desk's telephone says before anybody answers,
from the same notices as everything else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.response.statuspage.models import Page
from tocsin.response.statuspage.reads.statement import (
    Statement,
    statement_for,
    statements_on,
)
from tocsin.response.statuspage.rules.greeting import (
    LONGEST,
    MOST,
    a_sentence,
    shortened,
)
from tocsin.response.statuspage.rules.words import PUBLIC


@dataclass(frozen=True, slots=True)
class Greeting:
    """What is said in one language. Empty while nothing is wrong, so that a telephone
    system can go on at once."""

    language: str
    text: str
    next_update_at: datetime | None = None

    @property
    def has_news(self) -> bool:
        return bool(self.text)


def languages() -> list[str]:
    """Those of the pages for everybody, the main page's first."""
    rows = Page.objects.filter(retired_at=None, is_drill=False, access=PUBLIC)
    told = rows.order_by("-is_main", "id").values_list("language", flat=True)
    return list(dict.fromkeys(told)) or ["en"]


def greeting(language: str = "", service: str = "") -> Greeting:
    """What a telephone says now, in this language or the main page's: of one service
    or of everything. Words of a page in another language are not read out: what is
    affected is said in their place."""
    wanted = language or languages()[0]
    found = _statements(wanted, service)
    if not found:
        return Greeting(wanted, "")
    with translation.override(wanted):
        told = [_said(each, wanted) for each in found[:MOST]]
        more = len(found) - MOST
        if more > 0:
            words = ngettext(
                "{n} more thing is wrong.", "{n} more things are wrong.", more
            )
            told.append(words.format(n=more))
        text = " ".join(told)
    dues = [each.next_update_at for each in found[:MOST] if each.next_update_at]
    return Greeting(wanted, text, min(dues, default=None))


def _statements(language: str, service: str) -> Sequence[Statement]:
    if service:
        found = statement_for(service=service, language=language)
        return [found] if found else []
    rows = Page.objects.filter(retired_at=None, is_drill=False, access=PUBLIC)
    pages = list(rows.order_by("-is_main", "id"))
    pages.sort(key=lambda page: not _is_in(page.language, language))
    return next(filter(None, map(statements_on, pages)), [])


def _is_in(spoken_in: str, wanted: str) -> bool:
    return spoken_in[:2].lower() == wanted[:2].lower()


def _said(each: Statement, language: str) -> str:
    if _is_in(each.language, language):
        told = a_sentence(each.title)
        left = max(0, LONGEST // MOST - len(told))
        told = f"{told} {shortened(each.text, left)}".strip()
    else:
        names = ", ".join(each.components) or each.page_name
        told = _("We know that {names} does not work as it should.").format(names=names)
    if each.next_update_at and not each.is_overdue:
        local = each.next_update_at.astimezone(ZoneInfo(each.zone))
        at = time_format(local, "H:i")
        told = f"{told} {_('We say more by {at}.').format(at=at)}"
    return told
