"""Words and signs of being paged."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tocsin.foundation.notify.channels.registry import channels
from tocsin.foundation.notify.whys import why_of
from tocsin.surfaces.web import words_of_paging
from tocsin.surfaces.web.templatetags.desk import icon

register = template.Library()

_TABLES: Mapping[str, Mapping[str, Any]] = {
    "KINDS": words_of_paging.KINDS,
    "STATES": words_of_paging.STATES,
    "TOLD": words_of_paging.TOLD,
    "URGENCIES": words_of_paging.URGENCIES,
}


@register.filter
def paging_word(code: object, table: str) -> str:
    """The word for a code; what has none is shown as it is told."""
    return str(_TABLES[table].get(str(code), code))


@register.simple_tag
def channel_sign(name: str) -> SafeString:
    """The icon of a channel; its title stands beside it."""
    known = channels().get(name)
    return icon(known.icon if known else "bell")


@register.filter
def channel_title(name: str) -> str:
    known = channels().get(name)
    return str(known.title) if known else name


@register.filter
def why_told(why: Mapping[str, Any]) -> str:
    """Why somebody got a page, in words."""
    return why_of(why) or _("Whoever asked for it did not say why.")
