"""What proves that users can work again, as an incident's model states it.

That all its alerts have ended is what every incident waits for. A model may want more:
a figure that keeps a bound for some minutes, or a heartbeat that is up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from tocsin.intake.events.models import Series
from tocsin.intake.figures.reads import last_beyond, series_named, values_between
from tocsin.intake.figures.rules import BEYOND, KEPT, NOTHING, Bound, kept_for
from tocsin.intake.heartbeats.models import Heartbeat
from tocsin.intake.heartbeats.reads import state_of
from tocsin.intake.heartbeats.rules import UP

USUAL_MINUTES = 5


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether it is proven, and why; for people."""

    is_proven: bool
    why: str


def restored_is_proven(model: Mapping[str, Any] | None, now: datetime) -> Proof:
    """Asked when the last alert of an incident has ended."""
    wanted = (model or {}).get("restored_when") or {}
    if "figure" in wanted:
        return _by_figure(wanted, now)
    if "heartbeat" in wanted:
        return _by_heartbeat(str(wanted["heartbeat"]))
    return Proof(True, _("All alerts have ended."))


def figure_fell(
    model: Mapping[str, Any], since: datetime, now: datetime
) -> datetime | None:
    """When the figure that proves it was last beyond its bound, if it was since."""
    wanted = model["restored_when"]
    return last_beyond(_series(wanted), _bound(wanted), since, now)


def _series(wanted: Mapping[str, Any]) -> list[Series]:
    labels = wanted.get("labels") or {}
    return series_named(str(wanted["source"]), str(wanted["figure"]), labels)


def _bound(wanted: Mapping[str, Any]) -> Bound:
    return Bound(wanted.get("at_least"), wanted.get("at_most"))


def _by_figure(wanted: Mapping[str, Any], now: datetime) -> Proof:
    name, minutes = str(wanted["figure"]), int(wanted.get("for_minutes", USUAL_MINUTES))
    bound = _bound(wanted)
    length = timedelta(minutes=minutes)
    found = _series(wanted)
    verdicts = {
        kept_for(values_between(one, now - 2 * length, now), bound, length, now)
        for one in found
    }
    told = {"name": name, "bound": bound, "minutes": minutes}
    if not verdicts or NOTHING in verdicts:
        return Proof(False, _("Of {name} nothing was told of late.").format(**told))
    if BEYOND in verdicts:
        return Proof(False, _("{name} is not {bound}.").format(**told))
    if verdicts == {KEPT}:
        said = _("{name} was {bound} for {minutes} minutes.")
        return Proof(True, said.format(**told))
    said = _("{name} is {bound}, but not for {minutes} minutes yet.")
    return Proof(False, said.format(**told))


def _by_heartbeat(slug: str) -> Proof:
    beat = Heartbeat.objects.filter(slug=slug).first()
    if beat is None:
        return Proof(False, _("There is no heartbeat {slug}.").format(slug=slug))
    if state_of(beat) == UP:
        return Proof(True, _("{name} is heard again.").format(name=beat.name))
    return Proof(False, _("{name} is not up.").format(name=beat.name))
