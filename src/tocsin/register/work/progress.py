"""Work in progress: what is open with each team and person, and how it stands."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Q

from tocsin.foundation.accounts.rules import Actor
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.core.rules import DIAGNOSIS, ENDED, WAITING


@dataclass(slots=True)
class Load:
    """How much is open, and of that in diagnosis and waiting."""

    open: int = 0
    diagnosis: int = 0
    waiting: int = 0

    def add(self, open: int, diagnosis: int, waiting: int) -> None:
        self.open += open
        self.diagnosis += diagnosis
        self.waiting += waiting


@dataclass(slots=True)
class TeamLoad:
    """A team's load, and that of each owner in it; without one, under None."""

    team: str | None
    whole: Load = field(default_factory=Load)
    people: dict[str | None, Load] = field(default_factory=dict)


def work_in_progress(
    actor: Actor, teams: Iterable[str] | None = None
) -> dict[str | None, TeamLoad]:
    """By team: what is open with it and its people, as far as the actor may see;
    counted by one statement."""
    rows = visible_to(actor).filter(~Q(state__in=sorted(ENDED)))
    if teams is not None:
        rows = rows.filter(team__in=sorted(teams))
    counted = rows.values_list("team", "owner").annotate(
        all_open=Count("id"),
        in_diagnosis=Count("id", filter=Q(state=DIAGNOSIS)),
        in_waiting=Count("id", filter=Q(state=WAITING)),
    )
    found: dict[str | None, TeamLoad] = {}
    for team, owner, *numbers in counted.order_by():
        load = found.setdefault(team, TeamLoad(team))
        load.whole.add(*numbers)
        load.people.setdefault(owner, Load()).add(*numbers)
    return found
