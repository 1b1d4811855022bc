"""What was proven, hole by hole and cell by cell, as pages and others ask for it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from tocsin.foundation.accounts.models import Team
from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import Actor, may_look
from tocsin.foundation.oncall.models import Schedule
from tocsin.kernel import clock
from tocsin.response.escalation.coverage import models
from tocsin.response.escalation.coverage.holes import Cell, Hole, Place, Proof
from tocsin.response.escalation.coverage.models import Proven
from tocsin.response.escalation.coverage.spans import instant, ticks
from tocsin.response.escalation.coverage.words import TITLES, Names, remedy, sentence
from tocsin.response.escalation.matrix import Matrix
from tocsin.response.escalation.published import matrix_in_force


@dataclass(frozen=True, slots=True)
class Shown:
    """A hole as people read it."""

    hole: Hole
    sentence: str
    remedy: str
    zone: str
    found_at: datetime | None = None
    told_at: datetime | None = None

    @property
    def title(self) -> str:
        return str(TITLES[self.hole.code])

    @property
    def starts_at(self) -> datetime | None:
        return None if self.hole.begun is None else instant(self.hole.begun)

    @property
    def ends_at(self) -> datetime | None:
        return None if self.hole.ended is None else instant(self.hole.ended)


def proven() -> Proven | None:
    """The newest proof of the matrix in force, if one was made."""
    return Proven.objects.order_by("-id").first()


def holes_for(actor: Actor, *, team: str = "", row: str = "") -> list[Shown]:
    """The holes that are not over, the worst first; those of a team or a row only."""
    if not may_look(actor):
        raise NotAllowed
    rows = standing_holes()
    if team:
        rows = rows.filter(team=team)
    found = [kept for kept in rows if not row or row in {r for r, _l in kept.places}]
    return shown_rows(found)


def standing_holes() -> QuerySet[models.Hole]:
    return models.Hole.objects.filter(Q(ends_at=None) | Q(ends_at__gt=clock.now()))


def worst_of_places() -> dict[Place, Shown]:
    """By row and level the worst hole that lies there; level 0 is the row itself."""
    found: dict[Place, models.Hole] = {}
    for kept in standing_holes():
        for row, level in kept.places:
            found.setdefault((row, level), kept)
    told = {each.pk: each for each in found.values()}
    shown = dict(zip(told, shown_rows(told.values()), strict=True))
    return {place: shown[kept.pk] for place, kept in found.items()}


def shown_rows(rows: Iterable[models.Hole]) -> list[Shown]:
    """Kept holes in words, in their order."""
    kept = list(rows)
    found = [hole_of(each) for each in kept]
    names = names_for(found, matrix_in_force())
    return [
        _shown(hole, names, each.found_at, each.told_at)
        for hole, each in zip(found, kept, strict=True)
    ]


def shown_proof(proof: Proof, matrix: Matrix) -> list[Shown]:
    """The holes of a proof that is not kept, in words."""
    return shown_holes(proof.holes, matrix)


def shown_holes(found: Collection[Hole], matrix: Matrix) -> list[Shown]:
    names = names_for(found, matrix)
    return [_shown(hole, names) for hole in found]


def _shown(
    hole: Hole,
    names: Names,
    found_at: datetime | None = None,
    told_at: datetime | None = None,
) -> Shown:
    zone = names.zones.get(hole.team, "UTC")
    return Shown(hole, sentence(hole, names), remedy(hole), zone, found_at, told_at)


def names_for(found: Collection[Hole], matrix: Matrix) -> Names:
    """What all that these holes name is called."""
    about = {hole.about for hole in found} - {""}
    teams = about | {hole.team for hole in found}
    told = list(Team.objects.filter(key__in=teams).values_list("key", "name", "zone"))
    rota = Schedule.objects.filter(key__in=about).values_list("key", "name")
    return Names(
        rows={row.key: row.name for row in matrix.rows},
        people=names_of(about),
        teams={key: name for key, name, _zone in told},
        schedules=dict(rota),
        zones={key: zone for key, _name, zone in told},
    )


def hole_of(kept: models.Hole) -> Hole:
    return Hole(
        code=kept.code,
        about=kept.about,
        team=kept.team,
        begun=ticks(kept.starts_at) if kept.starts_at else None,
        ended=ticks(kept.ends_at) if kept.ends_at else None,
        places=_pairs(kept.places),
        cells=_pairs(kept.cells),
        facts=kept.facts,
    )


def _pairs(told: Iterable[tuple[str, int]]) -> frozenset[tuple[str, int]]:
    return frozenset((name, number) for name, number in told)


def weakest(covers: Iterable[Mapping[str, Any]]) -> dict[Cell, Mapping[str, Any]]:
    """By category and priority the cover that takes longest; one that reaches nobody
    takes longest of all."""
    found: dict[Cell, Mapping[str, Any]] = {}
    for cover in covers:
        for category, priority in cover["cells"]:
            held = found.get((category, priority))
            if held is None or _wait(cover) > _wait(held):
                found[category, priority] = cover
    return found


def _wait(cover: Mapping[str, Any]) -> float:
    worst = cover["worst"]
    return float("inf") if worst is None else float(str(worst))
