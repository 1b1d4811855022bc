"""When the clocks of incidents reach the shares that levels wait for.

Clocks are a room beside this one: it is asked by the function that it publishes, and
while it is not there no clock runs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tocsin.kernel import sql
from tocsin.response.escalation.matrix import Row

Instants = Mapping[tuple[str, int], datetime | None]

_IS_THERE = """
select to_regprocedure('clock_instant(bigint, text, integer)') is not null as is_there
"""
_INSTANTS = """
select asked.incident, asked.measure, asked.percent,
       clock_instant(asked.incident, asked.measure, asked.percent) as at
  from unnest(%(incidents)s::bigint[], %(measures)s::text[], %(percents)s::int[])
       as asked(incident, measure, percent)
"""


@dataclass(frozen=True, slots=True)
class _There:
    is_there: bool


@dataclass(frozen=True, slots=True)
class _Planned:
    incident: int
    measure: str
    percent: int
    at: datetime | None


def instants(asked: Iterable[tuple[int, Row]]) -> dict[int, Instants]:
    """By incident: the planned instant of each share that its row waits for."""
    wanted = [
        (number, level.measure, level.percent)
        for number, row in asked
        for level in row.levels
        if level.percent is not None
    ]
    if not wanted or not sql.fetch(_IS_THERE, _There)[0].is_there:
        return {}
    incidents, measures, percents = (list(each) for each in zip(*wanted, strict=True))
    told = {"incidents": incidents, "measures": measures, "percents": percents}
    found: dict[int, dict[tuple[str, int], datetime | None]] = {}
    for each in sql.fetch(_INSTANTS, _Planned, **told):
        found.setdefault(each.incident, {})[each.measure, each.percent] = each.at
    return dict(found)
