"""What swarms over the same service taught: who was needed in them, and who was not."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tocsin.register.work.held import held
from tocsin.response.swarm.models import Hypothesis, Stay, Swarm
from tocsin.response.swarm.reads.rooms import who_was_needed

_LOOKED_AT, _LEARNT_FROM, _CITED = 60, 5, 3


@dataclass(slots=True)
class Part:
    """Somebody's part in these swarms, by their references, the latest first."""

    person: str
    needed: list[str] = field(default_factory=list)
    in_vain: list[str] = field(default_factory=list)

    @property
    def cited(self) -> str:
        return ", ".join((self.needed or self.in_vain)[:_CITED])


def parts_before(service: str | None, *, without: int = 0) -> list[Part]:
    """Who came to the last swarms over this service in which a primary team was named;
    whoever was needed most often first. Drills and what is restricted teach nobody."""
    swarms = _swarms(service, without) if service else []
    found: dict[str, Part] = {}
    for swarm, stays, hypotheses in _rooms(swarms):
        needed = who_was_needed(swarm, stays, hypotheses)
        for person in dict.fromkeys(row.person for row in stays if row.person):
            part = found.setdefault(person, Part(person))
            (part.needed if person in needed else part.in_vain).append(swarm.ref)
    return sorted(found.values(), key=lambda it: (-len(it.needed), it.person))


def _swarms(service: str, without: int) -> list[Swarm]:
    ended = Swarm.objects.filter(closed_at__isnull=False, is_drill=False)
    rows = ended.exclude(primary_team="").exclude(incident_id=without)
    latest = list(rows.order_by("-id")[:_LOOKED_AT])
    incidents = held({row.incident_id for row in latest})
    alike = {
        number
        for number, it in incidents.items()
        if it.service_id == service and not it.restricted
    }
    return [row for row in latest if row.incident_id in alike][:_LEARNT_FROM]


def _rooms(
    swarms: Sequence[Swarm],
) -> list[tuple[Swarm, list[Stay], list[Hypothesis]]]:
    stays: dict[int, list[Stay]] = {row.pk: [] for row in swarms}
    for stay in Stay.objects.filter(swarm__in=swarms).order_by("joined_at", "id"):
        stays[stay.swarm_id].append(stay)
    thought: dict[int, list[Hypothesis]] = {row.pk: [] for row in swarms}
    for each in Hypothesis.objects.filter(swarm__in=swarms):
        thought[each.swarm_id].append(each)
    return [(row, stays[row.pk], thought[row.pk]) for row in swarms]
