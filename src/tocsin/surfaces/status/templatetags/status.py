"""How a status page shows a state, ninety days, an instant, a promise."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import template
from django.template.defaultfilters import date as date_text
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.kernel import clock as the_clock
from tocsin.response.statuspage import statements
from tocsin.response.statuspage.reads.shown import Bar, Picture, Said, Shown
from tocsin.response.statuspage.rules.digests import DAILY, WEEKLY
from tocsin.response.statuspage.rules.words import (
    CHANNELS,
    DEGRADED,
    FAULT,
    FAULTS,
    MAIL,
    MAINTENANCE,
    MAJOR,
    OPERATIONAL,
    PARTIAL,
    SLACK,
    TEAMS,
    WEBHOOK,
    WORK,
)
from tocsin.surfaces.web.templatetags.desk import icon

register = template.Library()

_SIGNS: Mapping[str, str] = {
    OPERATIONAL: "check",
    DEGRADED: "triangle-alert",
    PARTIAL: "triangle-alert",
    MAJOR: "x",
    MAINTENANCE: "wrench",
}
# A bad day is also taller: where it begins and how high it is, of 28.
_TALL: Mapping[str, tuple[str, int, int]] = {
    DEGRADED: ("partial", 4, 24),
    PARTIAL: ("partial", 4, 24),
    MAJOR: ("down", 0, 28),
    MAINTENANCE: ("work", 8, 20),
    "": ("unknown", 8, 20),
}
_RECT = '<rect{} x="{}" y="{}" width="6" height="{}" rx="1"/>'
_NAMED = 3


@register.simple_tag
def truth(picture: Picture) -> str:
    titles = [said.row.title for said in picture.notices]
    return statements.truth(titles, picture.faulty, picture.worked_on)


@register.simple_tag
def beside(picture: Picture) -> str:
    others = [e for e in picture.leaves if e.state == OPERATIONAL]
    is_well = not (picture.notices or picture.faulty or picture.worked_on)
    return statements.beside(is_well, bool(others))


@register.simple_tag
def promise(at: datetime) -> SafeString:
    """When more is said: the time, and how far off that is."""
    left = at - the_clock.now()
    minutes = int(left.total_seconds()) // 60
    if minutes < 0:
        return format_html(
            "{} {}.", _("We said we would say more by"), clock(at, "time")
        )
    if minutes >= 120:
        return format_html("{} {}.", _("We say more by"), clock(at, "step"))
    told = ngettext("in {n} min", "in {n} min", minutes).format(n=minutes)
    return format_html("{} {}, {}.", _("We say more by"), clock(at, "time"), told)


@register.simple_tag
def state_word(state: str) -> str:
    return statements.state_word(state)


@register.simple_tag
def status_word(status: str) -> str:
    return statements.status_word(status)


@register.simple_tag
def sign(state: str) -> SafeString:
    return icon(_SIGNS[state])


@register.simple_tag
def mood(said: Said) -> str:
    """How grave a notice looks: the class that its line has."""
    if said.row.kind == "maintenance":
        return " notice--work"
    if said.row.ended_at:
        return " notice--over"
    grave = said.row.impact == "critical" or said.worst == MAJOR
    return "" if grave else " notice--partial"


@register.simple_tag
def clock(at: datetime | None, shape: str) -> SafeString:
    """An instant in the page's zone, exact for machines and on hover."""
    if at is None:
        return SafeString()
    local = timezone.localtime(at)
    today = timezone.localtime(the_clock.now()).date() == local.date()
    exact = f"{date_text(local, 'j F Y, H:i')} {local.tzname()}"
    if shape == "time" or (shape == "step" and today):
        text = f"{local:%H:%M}"
    elif shape == "day":
        text = date_text(local, "j F")
    else:
        text = date_text(local, "j M, H:i" if shape == "step" else "j F Y, H:i")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="minutes"),
        exact,
        text,
    )


@register.simple_tag
def lasted(said: Said) -> str:
    """How long it was so: 18 min, 3 h 05, 2 d."""
    told = said.lasted
    if told is None:
        return ""
    minutes = max(1, round(told.total_seconds() / 60))
    if minutes < 60:
        return _("{n} min").format(n=minutes)
    if minutes < 48 * 60:
        hours, rest = divmod(minutes, 60)
        return _("{h} h {m:02}").format(h=hours, m=rest)
    return _("{n} d").format(n=minutes // 1440)


@register.simple_tag
def percent(share: float) -> str:
    told = f"{share:.2f}".rstrip("0").rstrip(".")
    return _("{share} % up").format(share=told)


@register.simple_tag
def loose(shown: Iterable[Shown]) -> list[Shown]:
    """Those that are no groups."""
    return [each for each in shown if not each.row.is_group]


@register.simple_tag
def bars(shown: Shown) -> SafeString:
    """Ninety days, a bar a day, by the worst of that day; read aloud as a sentence."""
    drawn = format_html_join(
        "", _RECT, (_bar(n, each) for n, each in enumerate(shown.bars))
    )
    return format_html(
        '<svg class="uptime" viewBox="0 0 718 28" preserveAspectRatio="none"'
        ' role="img" aria-labelledby="u-{0}"><title id="u-{0}">{1}</title>{2}</svg>',
        shown.row.code,
        _aloud(shown),
        drawn,
    )


def _bar(number: int, bar: Bar) -> tuple[str, int, int, int]:
    if bar.state == OPERATIONAL:
        return "", number * 8, 8, 20
    name, top, height = _TALL[bar.state or ""]
    return SafeString(f' class="{name}"'), number * 8, top, height


def _aloud(shown: Shown) -> str:
    bad = [bar for bar in shown.bars if bar.state in FAULTS]
    if not bad:
        told = _("no outage in 90 days")
    else:
        days = [
            _("{state} on {day}").format(
                state=statements.state_word(bar.state or "").lower(),
                day=date_text(bar.day, "j F"),
            )
            for bar in reversed(bad[-_NAMED:])
        ]
        more = len(bad) - _NAMED
        if more > 0:
            days.append(ngettext("{n} more day", "{n} more days", more).format(n=more))
        told = ", ".join(days)
    return f"{shown.row.name}: {told}, {percent(shown.percent)}"


@register.simple_tag
def bad_days(shown: Shown) -> list[tuple[Bar, int]]:
    """The days that were not all well, the latest first, with minutes."""
    return [
        (bar, round(sum(bar.seconds.values()) / 60))
        for bar in reversed(shown.bars)
        if bar.state not in (None, OPERATIONAL)
    ]


@register.simple_tag
def channels(chosen: str = "") -> SafeString:
    words = {
        MAIL: _("By mail"),
        WEBHOOK: _("By a signed webhook"),
        SLACK: _("In Slack or Mattermost"),
        TEAMS: _("In Microsoft Teams"),
    }
    return format_html_join(
        "",
        '<label><input type="radio" name="channel" value="{}"{}> {}</label>',
        (
            (
                name,
                SafeString(" checked") if name == (chosen or MAIL) else "",
                words[name],
            )
            for name in CHANNELS
        ),
    )


@register.simple_tag
def rhythm(kind: str, told: Any = None) -> SafeString:
    """When mails of this kind go: at once, or all of a day or week in one."""
    words = {FAULT: _("Faults"), WORK: _("Planned work")}
    times = {
        "": _("at once"),
        DAILY: _("once a day, at 8 in the morning"),
        WEEKLY: _("once a week, on Monday"),
    }
    asked = told.get(f"rhythm-{kind}", "") if told else ""
    options = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (value, SafeString(" selected") if value == asked else "", word)
            for value, word in times.items()
        ),
    )
    shape = '<label>{} <select class="input" name="rhythm-{}">{}</select></label>'
    return format_html(shape, words[kind], kind, options)
