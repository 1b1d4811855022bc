"""What costs the most pages and incidents, and was acted on least."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tocsin.foundation.notify.reads.log import count_pages
from tocsin.intake.correlation import queries
from tocsin.intake.correlation.queries import Loud
from tocsin.intake.correlation.refusals import PeriodTooLong
from tocsin.kernel import clock
from tocsin.register.work.held import acted_on

MOST_DAYS, MOST_ROWS, SHOWN = 90, 50_000, 50
BY = ("name", "service", "source", "rule")


@dataclass(slots=True)
class Noise:
    """One alert rule, service, source or correlation rule: its alerts, how often they
    were told, how many were held back; its incidents, on how many of them people
    acted, and how often somebody was paged for them: `pages` in all, `in_vain` for
    those that nobody acted on. `name` may be empty: not told."""

    name: str
    alerts: int = 0
    told: int = 0
    held: int = 0
    incidents: set[int] = field(default_factory=set)
    acted: int = 0
    pages: int = 0
    in_vain: int = 0

    @property
    def ignored(self) -> int:
        return len(self.incidents) - self.acted

    @property
    def share(self) -> int | None:
        """Percent of its incidents that people acted on."""
        return round(100 * self.acted / len(self.incidents)) if self.incidents else None


@dataclass(slots=True)
class NoiseReport:
    since: datetime
    until: datetime
    alerts: int = 0
    incidents: int = 0
    acted: int = 0
    pages: int = 0
    is_cut: bool = False
    tables: dict[str, list[Noise]] = field(default_factory=dict)


def noise(*, days: int = 7) -> NoiseReport:
    """By name of the alert, service, source and correlation rule: the loudest first, by
    pages for incidents that nobody acted on, then by those, then by alerts. Drills do
    not count."""
    if not 1 <= days <= MOST_DAYS:
        raise PeriodTooLong(days=days, most=MOST_DAYS)
    until = clock.now()
    since = until - timedelta(days=days)
    rows = queries.noise(since, until + timedelta(microseconds=1), MOST_ROWS)
    numbers = {row.incident_id for row in rows if row.incident_id}
    acted, pages = acted_on(numbers), count_pages(numbers)
    report = NoiseReport(
        since,
        until,
        alerts=sum(row.alerts for row in rows),
        incidents=len(numbers),
        acted=len(acted),
        pages=sum(pages.values()),
        is_cut=len(rows) == MOST_ROWS,
    )
    for by in BY:
        report.tables[by] = _table(rows, _named(by), acted, pages)
    return report


def _named(by: str) -> Callable[[Loud], str]:
    return lambda row: str(getattr(row, by))


def _table(
    rows: Sequence[Loud],
    name: Callable[[Loud], str],
    acted: set[int],
    pages: Mapping[int, int],
) -> list[Noise]:
    found: dict[str, Noise] = {}
    for row in rows:
        one = found.setdefault(name(row), Noise(name(row)))
        one.alerts += row.alerts
        one.told += row.told
        one.held += row.held
        if row.incident_id:
            one.incidents.add(row.incident_id)
    for one in found.values():
        one.acted = len(one.incidents & acted)
        one.pages = sum(pages.get(number, 0) for number in one.incidents)
        in_vain = one.incidents - acted
        one.in_vain = sum(pages.get(number, 0) for number in in_vain)
    return sorted(found.values(), key=_loudness)[:SHOWN]


def _loudness(one: Noise) -> tuple[int, int, int, str]:
    return -one.in_vain, -one.ignored, -one.alerts, one.name
