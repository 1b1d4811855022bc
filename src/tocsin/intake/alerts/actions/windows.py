"""Verbs about windows of maintenance; each is audited."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.refusals import NotAllowed, PersonUnknown
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.calendars.recurring import (
    LONGEST,
    Plan,
    Span,
    Unclear,
    check,
    occurrences,
)
from tocsin.foundation.services.models import Service
from tocsin.foundation.services.refusals import ServiceUnknown
from tocsin.intake.alerts.matching import (
    MOST_MATCHERS,
    Matcher,
    Unmatchable,
    checked,
)
from tocsin.intake.alerts.planned import Occurrence, Window
from tocsin.intake.alerts.refusals import (
    WindowNotOpen,
    WindowUnknown,
    WindowUnusable,
)
from tocsin.intake.alerts.rights import may_plan
from tocsin.intake.alerts.windows import AHEAD
from tocsin.kernel import clock
from tocsin.kernel.text import holdable
from tocsin.kernel.zones import known_zones

_TEXTS = {"name": 120, "comment": 4000, "rule": 300}
_WORDS: Mapping[str, Any] = {"reach": Window.Reach, "at_end": Window.AtEnd}
_PLAIN = ("keeps_recording", "remind_minutes", "minutes")
FACTS = (
    *_TEXTS,
    *_WORDS,
    *_PLAIN,
    "begins",
    "zone",
    "services",
    "matchers",
    "watchers",
)
_PLAN = {"begins", "minutes", "zone", "rule"}
LONGEST_REMINDER = 7 * 24 * 60
_DAY = timedelta(days=1)

COMPLAINTS = {
    "part": gettext_lazy("“{part}” is no part of a rule that is known here."),
    "frequency": gettext_lazy("FREQ is one of DAILY, WEEKLY, MONTHLY, YEARLY."),
    "count_or_until": gettext_lazy("Either COUNT or UNTIL, not both."),
    "too_often": gettext_lazy("At most 24 times a day."),
    "never": gettext_lazy("There is no such day."),
    "rule": gettext_lazy("It cannot be read: {part}"),
}


@transaction.atomic
def plan_window(*, by: Actor, **facts: Any) -> Window:
    """The window is planned: its next occurrences stand, and one that would have begun
    already begins now, for it holds nothing that fired before."""
    _need(by)
    window = drafted(**facts)
    window.made_at = clock.now()
    window.made_by_kind, window.made_by = by.kind, by.id
    window.save()
    foresee(window, clock.now())
    _audit(window, "planned", by, after=_told(window))
    return window


def drafted(**facts: Any) -> Window:
    """A window of these facts, looked at, and not stored."""
    window = Window()
    _put(window, {"zone": "UTC"} | facts)
    return window


@transaction.atomic
def change_window(number: int, *, by: Actor, why: str = "", **facts: Any) -> Window:
    """The window is as told. What is to come follows a new plan; what goes on goes on
    as the new plan has it, or ends now if it has no place in that."""
    window = _locked(number, by)
    before = _told(window)
    _put(window, facts)
    if _PLAN & facts.keys():
        _plan_anew(window, by)
    window.save()
    if (after := _told(window)) != before:
        _audit(window, "changed", by, before=before, after=after, why=why)
    return window


@transaction.atomic
def extend_window(number: int, *, minutes: int, by: Actor, why: str = "") -> Occurrence:
    """What goes on, or else comes next, ends so much later, and is reminded of anew."""
    window = _locked(number, by)
    if not 1 <= minutes <= LONGEST:
        hint = _("From 1 to {most} minutes.").format(most=LONGEST)
        raise WindowUnusable(fact="minutes", value=minutes, hint=hint)
    found = _present(window)
    before = found.ends_at
    found.ends_at += timedelta(minutes=minutes)
    found.reminded_at = None
    found.save()
    told = {"before": before.isoformat(), "after": found.ends_at.isoformat()}
    _audit(window, "extended", by, **told, why=why)
    return found


@transaction.atomic
def end_window(number: int, *, by: Actor, why: str = "") -> Occurrence:
    """What goes on ends now; the next occurrence, if none goes on, is passed over."""
    window = _locked(number, by)
    found = _present(window)
    before = found.ends_at
    _end(found, by)
    told = {"before": before.isoformat(), "after": found.ends_at.isoformat()}
    _audit(window, "ended", by, **told, why=why)
    return found


@transaction.atomic
def call_off_window(number: int, *, by: Actor, why: str = "") -> Window:
    """What goes on ends now, and nothing of it is to come."""
    window = _locked(number, by)
    if window.called_off_at is not None:
        return window
    now = clock.now()
    window.called_off_at = now
    window.save()
    rows = Occurrence.objects.filter(window=window)
    rows.filter(starts_at__gt=now).delete()
    for each in rows.filter(ends_at__gt=now):
        _end(each, by)
    _audit(window, "called off", by, why=why)
    return window


def foresee(window: Window, now: datetime) -> int:
    """Its occurrences of the weeks ahead are rows; says how many are new."""
    known, until = window.known_until, now + AHEAD
    spans = occurrences(window.plan, known or now, until)
    if known:
        spans = [span for span in spans if span.starts >= known]
    elif not window.rule and not spans:
        spans = _far(window, now)
    # Told late, it does not reach back.
    found = [
        Occurrence(
            window=window,
            planned_at=span.starts,
            starts_at=max(span.starts, now),
            ends_at=span.ends,
        )
        for span in spans
    ]
    Occurrence.objects.bulk_create(found, ignore_conflicts=True)
    window.known_until = until
    window.save(update_fields=["known_until"])
    return len(found)


@transaction.atomic
def foresee_windows(now: datetime) -> int:
    """The occurrences of the weeks ahead are rows, of every window that comes again."""
    rows = Window.objects.filter(called_off_at=None, known_until__lt=now + AHEAD - _DAY)
    due = rows.exclude(rule="").select_for_update(no_key=True, skip_locked=True)
    return sum(foresee(window, now) for window in due)


def _far(window: Window, now: datetime) -> list[Span]:
    """What takes place once stands however far ahead it is."""
    begins = window.plan.begins.replace(tzinfo=UTC)
    week = timedelta(days=7)
    return occurrences(window.plan, max(now, begins - week), begins + week)


def _plan_anew(window: Window, by: Actor) -> None:
    now = clock.now()
    rows = Occurrence.objects.filter(window=window)
    rows.filter(starts_at__gt=now).delete()
    span_of = {s.starts: s for s in occurrences(window.plan, now, now + AHEAD)}
    for each in rows.filter(ends_at__gt=now):
        span = span_of.get(each.planned_at)
        if span is None:
            _end(each, by)
        elif each.ends_at != span.ends:
            each.ends_at, each.reminded_at = span.ends, None
            each.save()
    window.known_until = None
    foresee(window, now)


def _end(occurrence: Occurrence, by: Actor) -> None:
    """Now; what has not begun never takes place, and its row says that it was to."""
    now = clock.now()
    occurrence.starts_at = min(occurrence.starts_at, now)
    occurrence.ends_at = now
    occurrence.ended_by_kind, occurrence.ended_by = by.kind, by.id
    occurrence.save()


def _present(window: Window) -> Occurrence:
    """What goes on and ends last, else what comes next."""
    now = clock.now()
    rows = Occurrence.objects.select_for_update(no_key=True, of=("self",))
    ahead = rows.filter(window=window, ends_at__gt=now)
    found = ahead.filter(starts_at__lte=now).order_by("-ends_at").first()
    found = found or ahead.order_by("starts_at").first()
    if found is None:
        raise WindowNotOpen(name=window.name)
    return found


def _locked(number: int, by: Actor) -> Window:
    _need(by)
    rows = Window.objects.select_for_update(no_key=True)
    window = rows.filter(id=number).first()
    if window is None:
        raise WindowUnknown(number=number)
    return window


def _need(by: Actor) -> None:
    if not may_plan(by):
        raise NotAllowed


def _put(window: Window, facts: Mapping[str, Any]) -> None:
    if strange := facts.keys() - set(FACTS):
        raise TypeError(f"{', '.join(sorted(strange))}: no such fact of a window")
    for name, told in facts.items():
        setattr(window, name, _fitting(name, told))
    _need_whole(window)


def _fitting(name: str, told: Any) -> Any:
    if name in _TEXTS:
        return _short(name, holdable(str(told or "")).strip())
    if name in _WORDS:
        return _word(name, str(told))
    return _READ[name](told) if name in _READ else told


def _need_whole(window: Window) -> None:
    if not window.name:
        raise WindowUnusable(fact="name", value="“”", hint=_("Give it a name."))
    if not window.services and not window.matchers:
        hint = _("Name services, or matchers that alerts must fit.")
        raise WindowUnusable(fact="services", value="“”", hint=hint)
    if not window.minutes or not 1 <= window.minutes <= LONGEST:
        hint = _("It lasts from one minute to a year.")
        raise WindowUnusable(fact="minutes", value=window.minutes, hint=hint)
    if window.remind_minutes and window.remind_minutes > LONGEST_REMINDER:
        hint = _("At most a week before.")
        told = window.remind_minutes
        raise WindowUnusable(fact="remind_minutes", value=told, hint=hint)
    if not window.begins:
        hint = _("Say when it begins.")
        raise WindowUnusable(fact="begins", value="“”", hint=hint)
    _need_plannable(window.plan)


def _need_plannable(plan: Plan) -> None:
    try:
        check(plan)
    except Unclear as flaw:
        code, part = flaw.args
        hint = str(COMPLAINTS[code]).format(part=part)
        raise WindowUnusable(fact="rule", value=plan.rule[:80], hint=hint) from flaw


def _short(name: str, text: str) -> str:
    if len(text) > _TEXTS[name]:
        hint = _("At most {n} characters.").format(n=_TEXTS[name])
        raise WindowUnusable(fact=name, value=text[:80], hint=hint)
    return text.upper().removeprefix("RRULE:") if name == "rule" else text


def _word(name: str, told: str) -> str:
    known = _WORDS[name].values
    if told not in known:
        hint = _("One of: {known}.").format(known=", ".join(known))
        raise WindowUnusable(fact=name, value=told[:80], hint=hint)
    return told


def _wall(told: Any) -> str:
    """Wall time to the minute, as text or as an instant whose zone does not count."""
    try:
        wall = told if isinstance(told, datetime) else datetime.fromisoformat(str(told))
    except ValueError:
        hint = _("A day and a time, such as 2026-03-02T22:00.")
        raise WindowUnusable(fact="begins", value=str(told)[:40], hint=hint) from None
    if not 1970 <= wall.year < 2200:
        hint = _("A day in this century.")
        raise WindowUnusable(fact="begins", value=str(told)[:40], hint=hint)
    return wall.replace(tzinfo=None, second=0, microsecond=0).isoformat("T", "minutes")


def _zone(told: str) -> str:
    if told not in known_zones():
        hint = _("A zone such as Europe/Berlin.")
        raise WindowUnusable(fact="zone", value=told[:80], hint=hint)
    return told


def _services(keys: Iterable[Any]) -> list[str]:
    wanted = sorted({holdable(str(key)) for key in keys or ()})
    known = set(Service.objects.filter(key__in=wanted).values_list("key", flat=True))
    for key in wanted:
        if key not in known:
            raise ServiceUnknown(key=key)
    return wanted


def _matchers(told: Iterable[Matcher]) -> list[dict[str, Any]]:
    asked = list(told or ())
    if len(asked) > MOST_MATCHERS:
        hint = _("At most {n}.").format(n=MOST_MATCHERS)
        raise WindowUnusable(fact="matchers", value=len(asked), hint=hint)
    try:
        return [checked(matcher).kept() for matcher in asked]
    except Unmatchable as flaw:
        raise WindowUnusable(fact="matchers", value="…", hint=str(flaw)) from flaw


def _people(keys: Iterable[Any]) -> list[str]:
    wanted = sorted({holdable(str(key)) for key in keys or ()})
    known = set(Person.objects.filter(key__in=wanted).values_list("key", flat=True))
    for key in wanted:
        if key not in known:
            raise PersonUnknown(key=key)
    return wanted


_READ: Mapping[str, Callable[[Any], Any]] = {
    "begins": _wall,
    "zone": _zone,
    "services": _services,
    "matchers": _matchers,
    "watchers": _people,
}


def _told(window: Window) -> dict[str, Any]:
    """The window as it is audited: people by key, no free text."""
    names = (*_WORDS, *_PLAIN, "begins", "zone", "rule", "services")
    return {name: getattr(window, name) for name in names}


def _audit(window: Window, verb: str, by: Actor, **facts: Any) -> None:
    record_change(f"window:{window.pk}", verb, by=(by.kind, by.id), **facts)
