"""Bodies that belong together: an alert that begins, and the same one's end.

The fixtures of every tool tell of ten minutes: from `BEGAN` to `ENDED`.
"""

from datetime import UTC, datetime
from typing import Any

from tocsin.intake.events.adapters.reading import recognised
from tocsin.intake.events.adapters.tests.sending import event, fixture
from tocsin.intake.events.event import Act, Event

BEGAN = datetime(2026, 11, 27, 9, 10, tzinfo=UTC)
ENDED = datetime(2026, 11, 27, 9, 20, tzinfo=UTC)


def pair(tool: str, firing: str, resolved: str, **more: Any) -> tuple[Event, Event]:
    """What two fixtures of a tool tell: one alert that opens and is resolved."""
    first = event(tool, fixture(tool, firing), **more)
    last = event(tool, fixture(tool, resolved), **more)
    assert (first.act, last.act) == (Act.OPEN, Act.RESOLVE)
    assert first.key == last.key
    return first, last


def is_recognised(tool: str, name: str) -> bool:
    """Whether the tool, and no other, is seen in the body of a source of any tool."""
    return [found.tool for found in recognised(fixture(tool, name))] == [tool]
