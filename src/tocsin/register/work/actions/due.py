"""What runs out next is on the rows of incidents, for the queue (decision 12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tocsin.kernel.wake import REGISTER, wake
from tocsin.register.core.queries import publish


@dataclass(frozen=True, slots=True)
class Due:
    """When the next clock of an incident runs out, and which; None when none runs."""

    incident_id: int
    at: datetime | None
    label: str = ""


def publish_due(told: Sequence[Due]) -> None:
    """The queue is in this order from now on, and pages that are open see it. Whoever
    calls this holds these incidents, locked in the order of their ids."""
    if told:
        publish([_row(one) for one in sorted(told, key=lambda one: one.incident_id)])
        wake(REGISTER)


def _row(one: Due) -> dict[str, Any]:
    due = {"next_due_at": one.at} if one.at else {"no_due": True}
    return {"id": one.incident_id, "next_due_label": one.label, **due}
