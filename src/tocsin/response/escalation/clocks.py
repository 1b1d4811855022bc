"""When the clocks of incidents reach the shares that levels wait for."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from tocsin.response.escalation.matrix import Row

Instants = Mapping[tuple[str, int], datetime | None]


def instants(asked: Iterable[tuple[int, Row]]) -> dict[int, Instants]:
    """By incident: the planned instant of each share that its row waits for."""
    return {number: {} for number, row in asked if row.waits_for_clocks}
