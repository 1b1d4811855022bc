"""How the desk shows what machines told."""

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tocsin.surfaces.web import words_of_alerts as words
from tocsin.surfaces.web.words import say

register = template.Library()

_HIGH, _WIDE = 16, 4


@register.filter
def alert_word(code: object, table: str) -> str:
    """The word for a code: `{{ alert.state|alert_word:"ALERT_STATES" }}`."""
    return say(getattr(words, table), code)


@register.filter
def kept_back(suppressed: str) -> str:
    """Why an alert is kept back, in a sentence."""
    return words.reason(suppressed)


@register.simple_tag
def tiny_bars(counts: Sequence[int], label: str) -> SafeString:
    """A small drawing of how many there were, the latest on the right."""
    most = max([*counts, 1])
    bars = (
        (n * _WIDE, _HIGH - high, high)
        for n, count in enumerate(counts)
        if (high := round(_HIGH * count / most) or (1 if count else 0))
    )
    drawn = format_html_join(
        "", f'<rect x="{{}}" y="{{}}" width="{_WIDE - 1}" height="{{}}"/>', bars
    )
    return format_html(
        '<svg class="tiny-bars" viewBox="0 0 {} {}" width="{}" height="{}" role="img"'
        ' aria-label="{}"><title>{}</title>{}</svg>',
        *(max(len(counts), 1) * _WIDE, _HIGH) * 2,
        label,
        label,
        drawn,
    )
