"""Calendars are configuration: drafted, reviewed, published, each under its key."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.calendars.body import check
from tocsin.foundation.calendars.pinning import settle
from tocsin.foundation.calendars.reads import CALENDAR
from tocsin.foundation.calendars.refusals import COMPLAINTS
from tocsin.foundation.config.kind import Kind


def _calendar(body: Any) -> list[str]:
    texts = [(each.place, str(COMPLAINTS[each.code])) for each in check(body)]
    return [f"{place}: {text}" if place else text for place, text in texts]


CALENDAR_KIND = Kind(CALENDAR, _("Calendars"), _calendar, single=False, settle=settle)
KINDS = (CALENDAR_KIND,)
