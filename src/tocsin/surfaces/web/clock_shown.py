"""An incident's clocks as the desk shows them: what is left, and how it came about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel import clock as the_clock
from tocsin.response.clocks.derivation import Line, derivation
from tocsin.response.clocks.reads import clocks_on
from tocsin.response.clocks.rules import CANCELLED, MET, MISSED, PAUSED, Clock
from tocsin.surfaces.web import words
from tocsin.surfaces.web import words_of_clocks as own_words
from tocsin.surfaces.web.durations import NARROW, precise, promised

_OLD = 6


@dataclass(frozen=True, slots=True)
class ShownClock:
    """One clock: its mood is met, lost, breach, near, paused or ok."""

    clock: Clock
    kind: str
    allowed: str
    mood: str
    big: str
    note: str
    share: float
    lines: Sequence[Line]

    @property
    def name(self) -> str:
        return self.clock.target.name

    @property
    def ticks(self) -> bool:
        """Whether what is left goes on while one looks at it."""
        return self.clock.is_open and self.mood != "paused" and bool(self.clock.due_at)


def clocks_shown(incident: Any, actor: Actor) -> list[ShownClock]:
    """Open ones first, then the last that ended; requesters are shown none."""
    if actor.is_requester:
        return []
    found = clocks_on(incident.id)
    open_ones = [clock for clock in found if clock.is_open]
    ended = [clock for clock in found if not clock.is_open]
    return [shown_clock(clock) for clock in (*open_ones, *ended[:_OLD])]


def shown_clock(clock: Clock) -> ShownClock:
    mood = _mood(clock)
    whole = timedelta(minutes=clock.minutes)
    done = clock.state == MET
    return ShownClock(
        clock=clock,
        kind=words.say(own_words.TARGET_KINDS_SHORT, clock.target.kind),
        allowed=promised(clock.minutes),
        mood=mood,
        big=_big(clock),
        note=_note(clock),
        share=1.0 if done else max(0.0, min(1.0, clock.left / whole)),
        lines=derivation(clock),
    )


def _mood(clock: Clock) -> str:
    fixed = {MET: "met", MISSED: "lost", CANCELLED: "paused", PAUSED: "paused"}
    if clock.state in fixed and not (clock.state == PAUSED and clock.breached_at):
        return fixed[clock.state]
    if clock.breached_at:
        return "breach"
    near = clock.left < timedelta(minutes=clock.minutes) * NARROW
    return "near" if near else "ok"


def _big(clock: Clock) -> str:
    if clock.state == MET:
        return precise(clock.elapsed)
    if clock.breached_at:
        until = clock.life.stopped_at or the_clock.now()
        return _("%(time)s over") % {"time": precise(until - clock.breached_at)}
    if clock.state == PAUSED or clock.due_at is None:
        return precise(clock.left)
    return precise(clock.due_at - the_clock.now())


def _note(clock: Clock) -> str:
    told = {
        MET: _("met at {at}"),
        MISSED: _("missed: {at}, it was due {due}"),
        CANCELLED: _("cancelled with the incident"),
        PAUSED: _("stands still since {since}: {cause}"),
    }.get(clock.state, _("due {due}") if clock.due_at else _("never due"))
    return told.format(
        at=_at(clock.life.stopped_at),
        due=_at(clock.due_at),
        since=_at(clock.paused_since),
        cause=words.say(own_words.STRETCHES, clock.pause) if clock.pause else "",
    )


def _at(at: Any) -> str:
    if at is None:
        return ""
    local = timezone.localtime(at)
    today = timezone.localtime(the_clock.now()).date() == local.date()
    return f"{local:%H:%M:%S}" if today else f"{local:%Y-%m-%d %H:%M}"


def changes_told(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What an entry says of clocks that were planned: each with when it is due."""
    told = []
    for each in body.get("clocks", ()):
        because = words.say(own_words.BECAUSE, each.get("because", ""))
        parts = [because]
        if each.get("peak"):
            parts.append(_("in the peak {name}").format(name=each["peak"]))
        if each.get("due_at"):
            parts.append(_("due {at}").format(at=_written(each["due_at"])))
        if each.get("was_due_at"):
            parts.append(_("was due {at}").format(at=_written(each["was_due_at"])))
        told.append((str(each.get("name", "")), ", ".join(parts)))
    if late := body.get("late"):
        told.append((_("Told late"), ", ".join(f"{seq}" for seq in late)))
    return told


def _written(at: str) -> str:
    local = timezone.localtime(datetime.fromisoformat(at))
    return f"{local:%Y-%m-%d %H:%M:%S}"
