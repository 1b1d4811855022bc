"""What a form or a saved view asks of the register, as its filters. Pure."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from tocsin.register.core.rules import OPEN
from tocsin.register.work.reads import Filters


def filters_told(told: Mapping[str, Any], zone: tzinfo) -> Filters:
    """The filters; days, also as text, begin at midnight of the zone.

    `state` may be `open`; a field is told as field, compare and value.
    """
    state = told.get("state") or ""
    return Filters(
        state=sorted(OPEN) if state == "open" else (state,) if state else (),
        priority=(int(told["priority"]),) if told.get("priority") else (),
        team=told.get("team") or "",
        owner=told.get("owner") or "",
        service=told.get("service") or "",
        category=told.get("category") or "",
        reporter=told.get("reporter") or "",
        origin=told.get("origin") or "",
        flagged=bool(told.get("flagged")),
        reassigned=bool(told.get("reassigned")),
        due_within=int(told.get("due") or 0),
        parent=told.get("parent") or "",
        has_children=bool(told.get("children")),
        caused_by_change=told.get("change") or "",
        fields=_holding(told),
        tags=[tag for tag in (told.get("tag") or "").split(",") if tag.strip()],
        registered_from=midnight(told.get("since"), zone),
        registered_until=midnight(told.get("until"), zone, days=1),
    )


def _holding(told: Mapping[str, Any]) -> tuple[str, ...]:
    if not (told.get("field") and told.get("value")):
        return ()
    return (f"{told['field']}{told.get('compare') or ':'}{told['value']}",)


def midnight(day: Any, zone: tzinfo, days: int = 0) -> datetime | None:
    """The beginning of the day, or of a later one, in a zone."""
    if not day:
        return None
    on = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime.combine(on + timedelta(days=days), time(), tzinfo=zone)
