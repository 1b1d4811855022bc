"""How the stretches of a clock are written: to the second, by the calendar's wall."""

from datetime import datetime, timedelta

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tocsin.surfaces.web import words_of_clocks as words
from tocsin.surfaces.web.durations import promised
from tocsin.surfaces.web.words import say

register = template.Library()


@register.filter
def clock_word(code: object, table: str) -> str:
    """The word for a code: `{{ line.what|clock_word:"STRETCHES" }}`."""
    return say(getattr(words, table), code)


@register.filter
def wall(at: datetime) -> str:
    """By the wall clock that the instant carries, with the zone's name then."""
    return f"{at:%Y-%m-%d %H:%M:%S} {at.tzname()}"


@register.filter
def seconds(length: timedelta) -> str:
    """Hours, minutes and seconds; negative once more is counted than was allowed."""
    sign = "−" if length < timedelta(0) else ""
    minutes, rest = divmod(int(abs(length).total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours}:{minutes:02}:{rest:02}"


@register.simple_tag
def clock_bar(share: float) -> SafeString:
    """A bar as wide as what is left."""
    return format_html(
        '<svg class="clock-bar" viewBox="0 0 200 4" preserveAspectRatio="none"'
        ' aria-hidden="true"><rect class="track" width="200" height="4"/>'
        '<rect class="left" width="{}" height="4"/></svg>',
        round(200 * share, 1),
    )


@register.filter
def percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"


@register.filter
def worked(minutes: int) -> str:
    """Minutes of a target, short."""
    return promised(minutes)
