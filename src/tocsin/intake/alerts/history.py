"""One alert's life, line by line, with the requests that told it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import Actor, may_look
from tocsin.intake.alerts.models import Alert
from tocsin.intake.events.looking import events_of_alert, requests_at

# The facts that a line may tell, in this order.
_SAID = ("title", "severity", "service", "text")


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """`kind` is what happened, `said` what was told of it, `by` who did it there."""

    kind: str
    happened_at: datetime
    recorded_at: datetime
    request_id: int | None
    said: str = ""
    by: str = ""


def history_of(actor: Actor, alert: Alert, limit: int = 200) -> list[HistoryLine]:
    """The latest first. The opening is told by the alert's own row, and so is that it
    was told again; the requests are those of that instant, while they are kept."""
    if not may_look(actor):
        raise NotAllowed
    told = events_of_alert(alert.id, limit)
    lines = [
        HistoryLine(
            row.kind,
            row.happened_at,
            row.recorded_at,
            row.request_id,
            _said(row.body),
            str(row.body.get("by", "")),
        )
        for row in told
    ]
    known = {line.request_id for line in lines}
    lines += _of_its_row(alert, known)
    return sorted(lines, key=_latest_first, reverse=True)


def _latest_first(line: HistoryLine) -> tuple[datetime, bool]:
    return line.happened_at, line.kind != "opened"


def _of_its_row(alert: Alert, known: set[int | None]) -> list[HistoryLine]:
    """The opening, and the last time that it was told again."""
    first, last = alert.first_seen_at, alert.last_seen_at
    found = {
        row.received_at: row.id
        for row in reversed(requests_at(alert.source_id, [first, last]))
    }
    lines = [HistoryLine("opened", first, first, found.get(first))]
    again = found.get(last)
    if alert.count > 1 and last > first and again not in known:
        lines.append(HistoryLine("repeated", last, last, again))
    return lines


def _said(body: Mapping[str, Any]) -> str:
    return ", ".join(str(body[name]) for name in _SAID if body.get(name))
