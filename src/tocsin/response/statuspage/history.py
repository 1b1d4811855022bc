"""Histories of other status pages, as they export them: read into notices of the past.
Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from tocsin.kernel.text import holdable
from tocsin.response.statuspage.rules.words import (
    COMPLETED,
    FAULT,
    IMPACTS,
    RESOLVED,
    STATUSES,
    WORK,
    WORK_STATUSES,
)

_UPDATE = "update"
_MOST_COMPONENTS = 50


class Unreadable(ValueError):
    """`args[0]` says why."""


@dataclass(frozen=True, slots=True)
class PastUpdate:
    at: datetime
    status: str
    text: str


@dataclass(frozen=True, slots=True)
class PastNotice:
    """One notice of another page's history."""

    id: str
    kind: str
    title: str
    began_at: datetime
    ended_at: datetime | None
    impact: str
    components: tuple[str, ...]
    updates: tuple[PastUpdate, ...]


def notices_in(content: bytes) -> Iterator[PastNotice | str]:
    """Every notice of a file, or why a record is none: JSON lines, a list, or what
    Statuspage answers at `incidents.json`."""
    for number, record in enumerate(_records(content), start=1):
        try:
            yield _notice(record)
        except (Unreadable, KeyError, TypeError, ValueError, OverflowError) as flaw:
            yield f"{number}: {str(flaw)[:120] or type(flaw).__name__}"


def _records(content: bytes) -> list[Any]:
    text = content.strip()
    if not text:
        raise Unreadable("it is empty")
    try:
        whole = orjson.loads(text)
    except orjson.JSONDecodeError:
        return [_line(line) for line in text.splitlines() if line.strip()]
    if isinstance(whole, dict):
        for name in ("incidents", "scheduled_maintenances"):
            if isinstance(whole.get(name), list):
                return list(whole[name])
        return [whole]
    if not isinstance(whole, list):
        raise Unreadable("it is no list of incidents")
    return whole


def _line(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return None


def _notice(told: Any) -> PastNotice:
    if not isinstance(told, Mapping):
        raise Unreadable("it is no record")
    entries = told.get("updates", told.get("incident_updates")) or []
    if not isinstance(entries, list):
        raise Unreadable("its updates are no list")
    updates = _in_order([_update(each) for each in entries])
    if not updates:
        raise Unreadable("it has no updates")
    ended = updates[-1].status in {RESOLVED, COMPLETED, "postmortem"}
    impact = holdable(str(told.get("impact") or "none"))
    is_work = impact == "maintenance" or updates[0].status in WORK_STATUSES
    began = _instant(told.get("started_at") or told.get("created_at"))
    over = _over(updates, told)
    return PastNotice(
        id=holdable(str(told["id"]))[:80],
        kind=WORK if is_work else FAULT,
        title=_title(told),
        began_at=began or updates[0].at,
        ended_at=over if ended else None,
        impact=impact if impact in IMPACTS else "none",
        components=_components(told.get("components")),
        updates=updates,
    )


def _over(updates: tuple[PastUpdate, ...], told: Mapping[str, Any]) -> datetime:
    """When it was over, by its first update that says so, else by the record."""
    ends = [u.at for u in updates if u.status in {RESOLVED, COMPLETED}]
    return ends[0] if ends else _instant(told.get("resolved_at")) or updates[-1].at


def _title(told: Mapping[str, Any]) -> str:
    title = " ".join(holdable(str(told.get("title") or told["name"])).split())
    if not title:
        raise Unreadable("it has no title")
    return title[:200]


def _update(told: Any) -> tuple[datetime, str, str]:
    if not isinstance(told, Mapping):
        raise Unreadable("an update is no table of facts")
    at = _instant(told.get("at") or told.get("display_at") or told.get("created_at"))
    if at is None:
        raise Unreadable("an update has no time")
    word = str(told.get("status") or _UPDATE).strip().lower().replace(" ", "_")
    text = told.get("message", told.get("body")) or ""
    return at, word, holdable(str(text))[:8000]


def _in_order(told: list[tuple[datetime, str, str]]) -> tuple[PastUpdate, ...]:
    """The earliest first; an “update” keeps the status that the one before had."""
    found: list[PastUpdate] = []
    for at, word, text in sorted(told, key=lambda each: each[0]):
        before = found[-1].status if found else "investigating"
        found.append(PastUpdate(at, word if word in STATUSES else before, text))
    return tuple(found)


def _components(told: Any) -> tuple[str, ...]:
    if not isinstance(told, list):
        return ()
    names = (each.get("name") if isinstance(each, Mapping) else each for each in told)
    found = (" ".join(holdable(str(name)).split())[:120] for name in names if name)
    return tuple(dict.fromkeys(name for name in found if name))[:_MOST_COMPONENTS]


def _instant(told: Any) -> datetime | None:
    if not isinstance(told, str) or not told:
        return None
    at = datetime.fromisoformat(told)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
