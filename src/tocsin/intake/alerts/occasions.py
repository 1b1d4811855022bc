"""What holds alerts back, on a calendar: windows and silences."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from tocsin.foundation.accounts.rules import Actor
from tocsin.intake.alerts.planned import Occurrence
from tocsin.intake.alerts.silences import Silence
from tocsin.intake.alerts.windows import occasions

WINDOW, SILENCE = "window", "silence"
_MOST = 500


@dataclass(frozen=True, slots=True)
class Occasion:
    """A window's occurrence, or a silence, from when until when; `id` is the window's
    number or the silence's id."""

    kind: str
    id: str
    title: str
    begins_at: datetime
    ends_at: datetime
    keeps_recording: bool


def held_between(actor: Actor, begins: datetime, ends: datetime) -> list[Occasion]:
    """Whatever touches a span of time, in the order in which it begins."""
    found = [_of_window(each) for each in occasions(actor, begins, ends)]
    rows = Silence.objects.filter(starts_at__lt=ends, ends_at__gt=begins)
    found += [_of_silence(each) for each in rows.order_by("starts_at")[:_MOST]]
    return sorted(found, key=lambda one: (one.begins_at, one.kind, one.id))


def _of_window(each: Occurrence) -> Occasion:
    window = each.window
    return Occasion(
        WINDOW,
        str(window.pk),
        window.name,
        each.starts_at,
        each.ends_at,
        window.keeps_recording,
    )


def _of_silence(silence: Silence) -> Occasion:
    told = silence.comment or str(silence) or ", ".join(silence.services)
    return Occasion(
        SILENCE,
        str(silence.uuid),
        told[:200],
        silence.starts_at,
        silence.ends_at,
        silence.keeps_recording,
    )


@dataclass(frozen=True, slots=True)
class Hold:
    """What a mark means to people: its kind, what it is called, and until when it
    holds, if that is known."""

    kind: str
    id: str
    name: str
    until: datetime | None = None


def explained(marks: Collection[str], now: datetime) -> dict[str, Hold]:
    """By mark, of windows and silences: what holds the alerts that bear it."""
    windows, silences = _numbers(marks, WINDOW), _numbers(marks, SILENCE)
    found: dict[str, Hold] = {}
    rows = Occurrence.objects.filter(window__in=windows, ends_at__gt=now)
    for each in rows.select_related("window").order_by("-starts_at"):
        name = each.window.name
        found[each.window.mark] = Hold(WINDOW, str(each.window_id), name, each.ends_at)
    for silence in Silence.objects.filter(id__in=silences):
        name = silence.comment or str(silence)
        found[silence.mark] = Hold(
            SILENCE, str(silence.uuid), name[:200], silence.ends_at
        )
    return found


def _numbers(marks: Collection[str], kind: str) -> set[int]:
    told = (mark.partition(":") for mark in marks)
    return {int(n) for k, _colon, n in told if k == kind and n.isdecimal()}
