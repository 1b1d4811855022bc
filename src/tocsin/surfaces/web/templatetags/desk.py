"""How the desk shows a priority, a state, a clock, an instant, a person."""

from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.template.defaultfilters import date as date_text
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from lucide.templatetags.lucide import lucide

from tocsin.kernel import clock
from tocsin.kernel.markdown import rendered
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web import (
    words,
    words_of_majors,
    words_of_reviews,
    words_of_squads,
)
from tocsin.surfaces.web.durations import NARROW, span, split_clock, worked_time
from tocsin.surfaces.web.explaining import explained
from tocsin.wiring import KINDS

register = template.Library()
# Where tables of words are looked for.
_WORDS = (words, words_of_majors, words_of_squads, words_of_reviews)


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, label: str = "") -> SafeString:
    """A line drawing from the lucide package; silent unless it has a label."""
    kind: dict[str, object] = {"class": "icon"}
    told: dict[str, object] = (
        {"role": "img", "aria-label": label} if label else {"aria-hidden": "true"}
    )
    return mark_safe(lucide(name, size=None, **kind, **told))


@register.simple_tag
@lru_cache(maxsize=256)
def mark(name: str) -> SafeString:
    """One of our own signs, drawn once per page by `_signs.html`."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="#i-{}"/></svg>',
        " bars" if name.startswith("p") else "",
        name,
    )


@register.simple_tag
def priority(incident: Any) -> SafeString:
    if incident.priority is None:
        return format_html('<span class="chip chip--plain">{}</span>', _("No priority"))
    return _priority(incident.priority)


@register.simple_tag
def rank(level: int) -> SafeString:
    """The chip of a priority: `{% rank 1 %}`."""
    return _priority(level)


@lru_cache(maxsize=8)
def _priority(level: int) -> SafeString:
    sign = mark(f"p{level}")
    return format_html('<span class="chip chip--p{0}">{1}P{0}</span>', level, sign)


@register.simple_tag
def state(incident: Any) -> SafeString:
    cause = getattr(incident, "waiting_cause", "")
    return _state(incident.state, cause, get_language() or "")


@lru_cache(maxsize=256)
def _state(state: str, cause: str, _language: str) -> SafeString:
    said = words.say(words.STATES, state)
    return format_html(
        '<span class="state state--{}" title="{}">{}{}</span>',
        state,
        words.say(words.WAITING_CAUSES, cause) if cause else said,
        mark(f"s-{state}"),
        said,
    )


@register.simple_tag
def moment(at: datetime | None, shape: str = "ago") -> SafeString:
    """An instant: short on the surface, exact in the reader's zone and UTC beneath."""
    if at is None:
        return format_html('<span class="faint">{}</span>', _("unknown"))
    head = _head_here(at)
    tick = ' data-tick="ago"' if shape == "ago" else ""
    return mark_safe(f"<time {head}{tick}>{escape(_shape(at, shape))}</time>")


@register.simple_tag
def length(of: timedelta) -> str:
    """A length of working time: hours and minutes, with its sign."""
    sign = "−" if of < timedelta(0) else ""
    hours, minutes = divmod(int(abs(of).total_seconds()) // 60, 60)
    told = {"h": hours, "m": minutes}
    return sign + (_("%(h)s\u00a0h\u00a0%(m)02d") % told)


def _head_here(at: datetime) -> SafeString:
    return _head(at, timezone.get_current_timezone(), get_language() or "")


@lru_cache(maxsize=4096)
def _head(at: datetime, zone: tzinfo, _language: str) -> SafeString:
    """A page of rows shows the same instants at every refresh."""
    machine = at.isoformat(timespec="seconds")
    return mark_safe(f'datetime="{machine}" title="{escape(_exact(at, zone))}"')


def _exact(at: datetime, zone: tzinfo) -> str:
    local = timezone.localtime(at, zone)
    return _("{date}, {time} {zone}, {utc} UTC").format(
        date=date_text(local, "j F Y"),
        time=f"{local:%H:%M:%S}",
        zone=local.tzname(),
        utc=f"{at.astimezone(timezone.get_fixed_timezone(0)):%H:%M:%S}",
    )


def _shape(at: datetime, shape: str) -> str:
    if shape == "ago":
        return span(clock.now() - at)
    local = timezone.localtime(at)
    if shape == "second":
        return f"{local:%H:%M:%S}"
    if shape == "minute":
        return f"{local:%H:%M}"
    if shape == "step":
        today = timezone.localtime(clock.now()).date() == local.date()
        return f"{local:%H:%M:%S}" if today else date_text(local, "j M, H:i")
    return date_text(local, "j M Y, H:i" if shape == "full" else "j M Y")


@register.simple_tag
def due(incident: Any, wide: bool = False) -> SafeString:
    """The next clock to run out: what, a bar that shrinks, the time left."""
    if incident.next_due_at is None:
        return format_html('<span class="faint">{}</span>', _("none runs"))
    began = incident.state_since or incident.registered_at
    left, share = split_clock(clock.now(), began, incident.next_due_at)
    mood = "breach" if share <= 0 else "near" if share < NARROW else "ok"
    return format_html(
        '<span class="clock clock--{}"><span class="clock-what">{}</span>{}'
        '<time class="clock-left" data-tick="left" {}>{}</time></span>',
        mood,
        incident.next_due_label,
        icon("triangle-alert") if share <= 0 else _bar(share),
        _head_here(incident.next_due_at),
        left,
    )


@register.simple_tag
def ahead(at: datetime) -> SafeString:
    """How long until an instant that is to come; it ticks in the page."""
    now = clock.now()
    left, _share = split_clock(now, now, at)
    return format_html('<time data-tick="left" {}>{}</time>', _head_here(at), left)


def _bar(share: float) -> SafeString:
    return format_html(
        '<svg class="clock-bar" viewBox="0 0 40 4" preserveAspectRatio="none"'
        ' aria-hidden="true"><rect class="track" width="40" height="4"/>'
        '<rect class="left" width="{}" height="4"/></svg>',
        round(40 * share, 1),
    )


@register.simple_tag
def incident_address(name: str, ref: str) -> str:
    """What `{% url name ref %}` says, for rows by the hundred."""
    return _pattern(name, get_script_prefix()).replace(_ANY, ref)


_ANY = "INC-0"


@lru_cache(maxsize=16)
def _pattern(name: str, _prefix: str) -> str:
    return reverse(name, args=[_ANY])


@register.simple_tag
def cell(column: Any, incident: Any) -> Any:
    """What a column shows of an incident."""
    return column.cell(incident)


@register.simple_tag
def why_here(incident: Any) -> str:
    """Why it stands where it stands in the queue."""
    return explained(incident)


@register.simple_tag
def face(name: str, kind: str = "") -> SafeString:
    """A person's initials in a ring."""
    initials = "".join(part[0] for part in str(name).split()[:2]).upper()
    extra = "".join(f" face--{word}" for word in kind.split())
    return format_html(
        '<span class="face{}" aria-hidden="true">{}</span>', extra, initials
    )


@register.filter
def word(code: object, table: str) -> str:
    """The word for a code: `{{ incident.nature|word:"NATURES" }}`."""
    said = next(getattr(each, table) for each in _WORDS if hasattr(each, table))
    return words.say(said, code)


@register.filter
def standing(document: Any) -> str:
    """The state of a version as people see it now."""
    return str(document.standing(clock.now()))


@register.filter
def reviewed(document: Any) -> bool:
    """Whether versions of this kind have a page of their own."""
    return any(kind.code == document.kind for kind in KINDS)


@register.filter
def told(refusal: Refusal) -> str:
    """What is the case, in the reader's language."""
    return _(str(refusal.message)).format(**refusal.facts)


@register.filter
def remedy(refusal: Refusal) -> str:
    """What the reader can do next, in their language."""
    return _(str(refusal.remedy)).format(**refusal.facts) if refusal.remedy else ""


@register.filter
def named(key: object, names: Any) -> str:
    return names.get(key) if key else ""


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """This page's address with some parts of its query changed."""
    asked = context["request"].GET.copy()
    for name, value in changes.items():
        asked.pop(name, None)
        if value not in (None, ""):
            asked[name] = str(value)
    return f"?{asked.urlencode()}" if asked else "?"


@register.filter
def at(told: Any, key: Any) -> Any:
    """What a mapping holds under a key that is not known beforehand."""
    return told.get(key) if told else None


@register.filter
def person_in(key: str, names: Any) -> str:
    return str(names.person(key))


@register.filter
def team_in(key: str, names: Any) -> str:
    return str(names.team(key))


@register.filter
def worked(minutes: int) -> str:
    """Minutes as people count work: `45 min`, `7 h 30`, and no days."""
    return worked_time(minutes)


@register.simple_tag(takes_context=True)
def written(context: template.Context, text: str) -> SafeString:
    """Written text as HTML, with links to people who are mentioned and see this."""
    return mark_safe(rendered(str(text), context.get("mentioned", ())))


@register.filter
def markdown(text: str) -> SafeString:
    """Written text as HTML; what could run was taken out of it."""
    return mark_safe(rendered(str(text)))
