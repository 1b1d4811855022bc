"""Everything a review finds in a timeline, part by part. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.improvement.reviews.rules.delays import (
    DETECTED,
    OCCURRED,
    REGISTERED,
    RESOLVED,
    RESTORED,
    Gap,
    delays,
    detection,
    gaps,
    milestones,
)
from tocsin.improvement.reviews.rules.finding import (
    SECONDS,
    Figure,
    Milestone,
    seconds_between,
)
from tocsin.improvement.reviews.rules.life import (
    CLOCKS,
    COMMUNICATIONS,
    DELAYS,
    DETECTION,
    IMPACT,
    SWARM,
    WENT_BADLY,
    WENT_WELL,
)
from tocsin.improvement.reviews.rules.promised_clocks import clocks
from tocsin.improvement.reviews.rules.promises import communications
from tocsin.improvement.reviews.rules.swarms import swarms
from tocsin.register.work.spoken import Spoken


@dataclass(frozen=True, slots=True)
class Findings:
    """What was counted, by part; milestones, and the gaps between them."""

    milestones: Sequence[Milestone]
    gaps: Sequence[Gap]
    figures: Mapping[str, Sequence[Figure]]

    @property
    def longest(self) -> Gap | None:
        """The gap in which most of the time went."""
        return max(self.gaps, key=lambda gap: gap.seconds, default=None)


def findings_of(story: Sequence[Spoken]) -> Findings:
    found = milestones(story)
    figures: dict[str, Sequence[Figure]] = {
        IMPACT: _impact(found),
        DETECTION: detection(story),
        DELAYS: delays(story),
        SWARM: list(swarms(story)),
        CLOCKS: list(clocks(story)),
        COMMUNICATIONS: list(communications(story)),
    }
    counted = [figure for part in figures.values() for figure in part]
    figures[WENT_WELL] = [each for each in counted if each.is_good is True]
    figures[WENT_BADLY] = [each for each in counted if each.is_good is False]
    return Findings(found, gaps(story), figures)


def _impact(found: Sequence[Milestone]) -> list[Figure]:
    """How long users could not work, and how long it took until it was dealt with."""
    by = {each.name: each for each in found}
    began = next((by[n] for n in (OCCURRED, DETECTED, REGISTERED) if n in by), None)
    told = []
    for name, until in (("to_restore", RESTORED), ("to_resolve", RESOLVED)):
        if began and (end := by.get(until)):
            spent = max(0, seconds_between(began.at, end.at))
            told.append(Figure(name, spent, SECONDS, (began.row, end.row)))
    return told


def over_at(story: Sequence[Spoken]) -> datetime | None:
    """When it was resolved for good, as far as it was."""
    ends = [each.at for each in milestones(story) if each.name == RESOLVED]
    return ends[0] if ends else None
