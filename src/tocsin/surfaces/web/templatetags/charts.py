"""Charts as SVG: read in print and aloud, coloured by tokens alone."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django import template
from django.template.defaultfilters import date as date_text
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.intake.heartbeats.schedules import length_told
from tocsin.surfaces.web import words_of_heartbeats as words
from tocsin.surfaces.web.charting import HIGH, WIDE, Point, charted, said, sparked
from tocsin.surfaces.web.words import say

register = template.Library()

_BEAT_WIDE, _BEAT_HIGH = 5, 16
# By what was said: how high its bar stands; a failure hangs from the top.
_BARS = {"success": (4, 12), "start": (10, 6), "log": (12, 4), "fail": (0, 16)}
_SPARK_WIDE, _SPARK_HIGH = 96, 20


@register.filter
def beat_word(code: object, table: str) -> str:
    return say(getattr(words, table), code)


@register.filter
def as_length(length: timedelta | None) -> str:
    return length_told(length)


@register.filter
def as_figure(value: float) -> str:
    return said(value)


@register.simple_tag
def beats(pings: Sequence[tuple[str, datetime]]) -> SafeString:
    """What was heard lately, the latest on the right; failures are tall and say so."""
    if not pings:
        return format_html('<span class="faint">{}</span>', "–")
    fails = sum(said_ == "fail" for said_, _at in pings)
    told = ngettext("{n} ping", "{n} pings", len(pings)).format(n=len(pings))
    failed = ngettext("{n} failure", "{n} failures", fails).format(n=fails)
    bars = format_html_join(
        "",
        '<rect class="bar bar--{}" x="{}" y="{}" width="{}" height="{}"/>',
        ((name, n * _BEAT_WIDE, *_bar(name)) for n, (name, _at) in enumerate(pings)),
    )
    wide = len(pings) * _BEAT_WIDE
    return format_html(
        '<svg class="beats" viewBox="0 0 {} {}" width="{}" height="{}" role="img"'
        ' aria-label="{}, {}">{}</svg>',
        wide,
        _BEAT_HIGH,
        wide,
        _BEAT_HIGH,
        told,
        failed,
        bars,
    )


def _bar(name: str) -> tuple[int, int, int]:
    top, high = _BARS.get(name, _BARS["log"])
    return top, _BEAT_WIDE - 2, high


@register.simple_tag
def sparkline(values: Sequence[float], label: str) -> SafeString:
    """A line as small as a word; what it says is told beside it."""
    if len(values) < 2:
        return format_html('<span class="faint">{}</span>', "–")
    return format_html(
        '<svg class="spark" viewBox="-1 -1 {} {}" width="{}" height="{}" role="img"'
        ' aria-label="{}"><path d="{}"/></svg>',
        _SPARK_WIDE + 2,
        _SPARK_HIGH + 2,
        _SPARK_WIDE + 2,
        _SPARK_HIGH + 2,
        label,
        sparked(values, _SPARK_WIDE, _SPARK_HIGH),
    )


@register.simple_tag
def line_chart(
    points: Sequence[Point], since: datetime, until: datetime, label: str
) -> SafeString:
    """Values over time, with the band between least and greatest. The page shows the
    same as a table."""
    drawn = charted(points, since, until)
    latest = points[-1]
    told = _("{label}: from {low} to {high}, last {last}").format(
        label=label,
        low=said(min(each.least for each in points)),
        high=said(max(each.most for each in points)),
        last=said(latest.value),
    )
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        "<title>{}</title>{}{}{}{}{}</svg>",
        WIDE,
        HIGH,
        told,
        told,
        format_html_join(
            "",
            '<line class="grid" x1="56" x2="{}" y1="{}" y2="{}"/>'
            '<text class="figure" x="50" y="{}" dy="4">{}</text>',
            ((WIDE - 8, m.place, m.place, m.place, m.said) for m in drawn.figures),
        ),
        format_html_join(
            "",
            '<text class="instant instant--{}" x="{}" y="{}">{}</text>',
            (
                (n, x, HIGH - 6, _instant(at, until - since))
                for n, (x, at) in enumerate(drawn.instants)
            ),
        ),
        format_html('<path class="band" d="{}"/>', drawn.band) if drawn.band else "",
        format_html('<path class="value" d="{}"/>', drawn.line),
        format_html_join(
            "", '<circle class="dot" cx="{}" cy="{}" r="2.5"/>', drawn.dots
        ),
    )


def _instant(at: datetime, span: timedelta) -> str:
    local = timezone.localtime(at)
    if span <= timedelta(days=2):
        return f"{local:%H:%M}"
    return date_text(local, "j M")
