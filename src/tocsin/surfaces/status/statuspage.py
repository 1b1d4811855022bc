"""The page as Statuspage's public interface (v2) has it, which many programs read:
https://metastatuspage.com/api. Names and shapes are theirs."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from tocsin.kernel import home
from tocsin.response.statuspage.models import Component, Page, Update
from tocsin.response.statuspage.reads.shown import Picture, Said, Shown, latest_of
from tocsin.response.statuspage.rules.words import FAULT, SCHEDULED, WORK
from tocsin.response.statuspage.statements import DESCRIPTIONS

_MOST = 50


def answer(picture: Picture, name: str) -> bytes:
    """What is answered at `api/v2/<name>.json`."""
    return orjson.dumps({"page": _page(picture.page)} | _NAMES[name](picture))


def _page(page: Page) -> dict[str, Any]:
    return {
        "id": page.code,
        "name": page.name,
        "url": f"{home.url()}/status/{page.slug}",
        "time_zone": page.zone,
        "updated_at": _iso(page.changed_at),
    }


def _summary(picture: Picture) -> dict[str, Any]:
    return {
        **_components(picture),
        "incidents": [_incident(each) for each in picture.notices],
        "scheduled_maintenances": [
            _incident(each) for each in (*picture.working, *picture.planned)
        ],
        **_status(picture),
    }


def _status(picture: Picture) -> dict[str, Any]:
    word = picture.indicator
    return {"status": {"indicator": word, "description": DESCRIPTIONS[word]}}


def _components(picture: Picture) -> dict[str, Any]:
    found = [each for top in picture.groups for each in _flat(top)]
    return {"components": [_component(each) for each in found]}


def _flat(shown: Shown) -> list[Shown]:
    return [shown, *(each for inner in shown.within for each in _flat(inner))]


def _component(shown: Shown) -> dict[str, Any]:
    told = _plain(shown.row) | {"status": shown.state}
    if shown.row.is_group:
        told["components"] = [each.row.code for each in shown.within]
    return told


def _plain(row: Component) -> dict[str, Any]:
    return {
        "id": row.code,
        "name": row.name,
        "status": row.state,
        "created_at": _iso(row.made_at),
        "updated_at": _iso(max(row.state_since, row.changed_at)),
        "position": row.position,
        "description": row.about or None,
        "showcase": not row.is_group,
        "start_date": row.made_at.date().isoformat(),
        "group_id": row.parent.code if row.parent else None,
        "page_id": row.page.code,
        "group": row.is_group,
        "only_show_if_degraded": False,
    }


def _incident(said: Said) -> dict[str, Any]:
    row = said.row
    told: dict[str, Any] = {
        "id": row.code,
        "name": row.title,
        "status": row.status,
        "created_at": _iso(row.made_at if not row.is_backfilled else row.began_at),
        "updated_at": _iso(said.updates[0].at if said.updates else row.changed_at),
        "monitoring_at": _iso(_when(said, "monitoring")),
        "resolved_at": _iso(row.ended_at),
        "impact": row.impact,
        "shortlink": f"{home.url()}/status/{row.page.slug}/notices/{row.code}",
        "started_at": _iso(row.began_at),
        "page_id": row.page.code,
        "incident_updates": [_update(said, each) for each in said.updates],
        "components": [_plain(each) for each in said.components],
        "reminder_intervals": None,
    }
    if row.kind == WORK:
        told["scheduled_for"] = _iso(row.starts_at)
        told["scheduled_until"] = _iso(row.until_at)
    return told


def _when(said: Said, status: str) -> datetime | None:
    told = [each.at for each in said.updates if each.status == status]
    return min(told, default=None)


def _update(said: Said, update: Update) -> dict[str, Any]:
    names = {each.code: each.name for each in said.components}
    return {
        "id": update.code,
        "status": update.status,
        "body": update.text,
        "incident_id": said.row.code,
        "created_at": _iso(update.at),
        "updated_at": _iso(max(update.at, update.changed_at)),
        "display_at": _iso(update.at),
        "affected_components": [
            {
                "code": code,
                "name": names.get(code, code),
                "old_status": before,
                "new_status": after,
            }
            for code, (before, after) in update.changes.items()
        ],
        "deliver_notifications": update.is_told,
        "custom_tweet": None,
        "tweet_id": None,
    }


def _all_of(kind: str) -> Callable[[Picture], list[dict[str, Any]]]:
    def told(picture: Picture) -> list[dict[str, Any]]:
        return [_incident(each) for each in latest_of(picture.page, _MOST, kind)]

    return told


def _told(rows: Sequence[Said]) -> list[dict[str, Any]]:
    return [_incident(each) for each in rows]


_NAMES: Mapping[str, Callable[[Picture], dict[str, Any]]] = {
    "summary": _summary,
    "status": _status,
    "components": _components,
    "incidents": lambda p: {"incidents": _all_of(FAULT)(p)},
    "incidents/unresolved": lambda p: {"incidents": _told(p.notices)},
    "scheduled-maintenances": lambda p: {"scheduled_maintenances": _all_of(WORK)(p)},
    "scheduled-maintenances/upcoming": lambda p: {
        "scheduled_maintenances": _told(
            [each for each in p.planned if each.row.status == SCHEDULED]
        )
    },
    "scheduled-maintenances/active": lambda p: {
        "scheduled_maintenances": _told(p.working)
    },
}


def _iso(at: datetime | None) -> str | None:
    if at is None:
        return None
    utc = at.astimezone(UTC).isoformat(timespec="milliseconds")
    return utc.replace("+00:00", "Z")
