"""The set-up of the shop's organisation, as `tocsin config apply` takes it."""

from collections.abc import Mapping
from typing import Any

from tocsin.surfaces.cli.playing.cast import (
    APPLICATION,
    DATABASE,
    DESK,
    LEADS,
    NETWORK,
    PLAYERS,
    RAPID,
)
from tocsin.surfaces.cli.playing.shop.buyers import FIGURE, PER_MINUTE

SOURCE = "shop-watcher"
MODEL, PAGE, CATEGORY = "transaction-outage", "shop-drills", "shop-database"
RESTORE, ROW = "shop-restore", "shop-outage"
SERVICES = {
    "shop-checkout": ("Checkout", APPLICATION, 1, "business"),
    "shop-payments": ("Payment API", APPLICATION, 1, "technical"),
    "shop-search": ("Product search", APPLICATION, 2, "business"),
}
PRICE = 42.5
_TEAMS = {
    DESK: "Desk of the shop",
    DATABASE: "Database",
    APPLICATION: "Application",
    NETWORK: "Network",
    LEADS: "Those who lead",
    RAPID: "Rapid response",
}
# Restored is said by the orders that flow, not by a person.
PROOF = {
    "figure": FIGURE,
    "source": SOURCE,
    "at_least": round(PER_MINUTE * 0.8),
    "for_minutes": 1,
}


def first() -> dict[str, Any]:
    """What schedules need."""
    return {"teams": {key: {"name": name} for key, name in _TEAMS.items()}}


def whole(keys: Mapping[str, str]) -> dict[str, Any]:
    """Everything else; `keys` are people's, by user name."""
    return {
        "members": _members(),
        "services": {
            key: {
                "name": name,
                "team": team,
                "criticality": weight,
                "nature": nature,
                "users": 210_000,
                "outage_cost": 255_000_000,
                "currency": "EUR",
                "calendar": "shop-peaks",
            }
            for key, (name, team, weight, nature) in SERVICES.items()
        },
        "needs": {"shop-checkout": {"shop-payments": {}}},
        "calendars": {"shop-peaks": _CALENDAR},
        "categories": {
            CATEGORY: {"name": "Database or server of the shop", "fallback": DATABASE},
            "shop-application": {"name": "Shop", "fallback": APPLICATION},
        },
        "incident_model": {MODEL: _MODEL},
        "correlation_rules": _CORRELATION,
        "escalation_matrix": {"rows": [_ROW]},
        "notice_template": {"shop-first-word": _FIRST_WORD},
        "service_targets": _TARGETS,
        "major_incidents": _MAJORS,
        "rapid_response": {"shop-rapid": _rapid(keys)},
        "options": {
            "escalation.drill_people": sorted(keys[it.username] for it in PLAYERS),
            "work.executives": [keys["shop-eric"]],
            "notify.networks": ["127.0.0.0/8"],
            "notify.duty_minutes": 0,
            "notify.at_most": 200,
            # A monitor that flapped is believed again sooner than usual.
            "alerts.flap_quiet_minutes": 2,
            # So long whoever reported it may say that theirs is not over.
            "work.reopen_days": 1,
            "links.children_resolve": "performed",
            "links.children_reply": "performed",
            # Nothing listens there: what is said in the room is what counts.
            "swarm.bridge": "http://127.0.0.1:9/{ref}",
        },
    }


def learnt() -> dict[str, Any]:
    """The incident's model, with what the story has taught."""
    steps = ["Limit the application's connections", *_MODEL["steps"]]
    return {"incident_model": {MODEL: {**_MODEL, "steps": steps}}}


def _members() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for player in PLAYERS:
        held = "lead" if player.is_lead else "member"
        found.setdefault(player.team, {})[player.username] = held
    return found


_ALWAYS = {day: ["00:00-24:00"] for day in "mon tue wed thu fri sat sun".split()}
_CALENDAR = {
    "name": "The shop, its peaks",
    "zone": "UTC",
    "week": _ALWAYS,
    # The story is played on any day of the year.
    "peaks": [
        {
            "name": "Black Friday",
            "weight": 9,
            "yearly": {"from": "01-01", "until": "12-31"},
        }
    ],
}
_MODEL: dict[str, Any] = {
    "title": "Transaction outage",
    "match": {"category": CATEGORY},
    "category": CATEGORY,
    "team": DATABASE,
    "impact": 1,
    "urgency": 1,
    "restored_when": PROOF,
    "automatic_notice": "shop-first-word",
    "steps": [
        "See whether the primary database answers",
        "Check how far the replica is behind",
        "Promote the replica by an emergency change",
        "Point the application at it, one after the other",
    ],
}
_CORRELATION = {
    "zone": "UTC",
    "rules": [
        {
            "name": "All that the shop's watcher tells is one outage",
            "when": f'source == "{SOURCE}"',
            "do": "join",
            "key": "{source}",
            "window": 60,
            "set": {"service": "shop-checkout", "model": MODEL, "category": CATEGORY},
        }
    ],
}
_MANAGER = {"kind": "schedule", "schedule": "shop-managers"}
_ROW = {
    "key": ROW,
    "name": "The shop stands still",
    "category": "*",
    "priorities": [1, 2],
    "levels": [
        {
            "after": 0,
            "target": {"kind": "on_call", "team": "owning", "rank": 1},
            "acknowledge_within": 2,
        },
        {
            "after": 2,
            "target": {"kind": "on_call", "team": "owning", "rank": 2},
            "acknowledge_within": 2,
        },
        {"after": 4, "target": _MANAGER, "acknowledge_within": 2},
    ],
}
_FIRST_WORD = {
    "title": "Checkout takes no orders",
    "text": "We know that {{ components }} does not work, and are looking into it. We"
    " say more by {{ next_update }}.",
    "status": "investigating",
    "tell": True,
    "automatic_for": [MODEL],
}
_TARGETS = {
    "shop-response": {
        "name": "Response",
        "kind": "sla",
        "measure": "response",
        "minutes": {"P1": 5},
        "thresholds": [80, 100],
    },
    RESTORE: {
        "name": "Restore",
        "kind": "sla",
        "measure": "restore",
        "minutes": {"P1": 60},
        "peak_minutes": {"P1": 20},
        "thresholds": [50, 80, 100],
    },
}
# Two have the duty of deciding: whoever is silent stops nobody.
_ROSTER = (
    ("manager", "shop-managers"),
    ("manager", "shop-managers-2"),
    ("operations", "shop-operations"),
    ("communications", "shop-communications"),
    ("scribe", "shop-scribe"),
    ("liaison", "shop-liaison"),
)
_MAJORS = {
    "zone": "UTC",
    "criteria": [
        {
            "name": "Checkout fails in its peak",
            "when": 'priority == 1 && "shop-checkout" in services && size(peaks) > 0',
        }
    ],
    "roles": [{"role": role, "schedule": key} for role, key in _ROSTER],
    "orders": {"executives_minutes": 60, "update_minutes": 10, "nag_minutes": 3},
    "figures": [
        {
            "service": "shop-checkout",
            "source": SOURCE,
            "series": FIGURE,
            "per": "minute",
            "price": PRICE,
            "currency": "EUR",
            "unit": "orders",
            "forecast": PER_MINUTE,
        }
    ],
}


def _rapid(keys: Mapping[str, str]) -> dict[str, Any]:
    members = "shop-rita shop-rolf shop-ruth shop-alice".split()
    return {
        "name": "Rapid response of the shop",
        "members": [keys[name] for name in members],
        "schedule": "shop-rapid",
        "quorum": 2,
        "seconds": 60,
        "kit": ["Production access", "Bridge", "Budget of 10,000 EUR"],
        "when": 'service == "shop-checkout"',
    }
