"""The sample's classes of people who are told, and their contacts."""

from typing import Any

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.register.work.reads import Filters, queue
from tocsin.response.stakeholders.actions.proposing import follow_told
from tocsin.response.stakeholders.actions.setting import (
    add_contact,
    publish_stakeholders,
)

_BY = SYSTEM.through("sample")
_CONTACTS = (
    ("carrier-noc", "Lyonnais Télécom, operations", "mail", "noc@carrier.example"),
    ("regulator", "Financial supervision", "mail", "incidents@supervision.example"),
    ("press", "Press list", "mail", "press@halden.example"),
)
CLASSES: list[dict[str, Any]] = [
    {
        "name": "Reporters",
        "audience": "reporters",
        "to": ["reporters"],
        "priorities": [1],
        "minutes": {"usual": 60, "1": 30},
    },
    {
        "name": "Users",
        "audience": "users",
        "to": ["notices"],
        "minutes": {"usual": 60, "1": 30},
    },
    {
        "name": "Owner",
        "audience": "owner",
        "to": ["owner"],
        "priorities": [1],
        "minutes": {"usual": 60},
        "shows": ["state", "since", "affected", "users", "priority", "next"],
    },
    {
        "name": "Executives",
        "audience": "executives",
        "to": ["executives"],
        "minutes": {"usual": 60},
        "shows": ["state", "since", "affected", "users", "priority", "next"],
    },
    {
        "name": "Carrier",
        "audience": "suppliers",
        "to": ["contact/carrier-noc"],
        "language": "fr",
        "minutes": {"usual": 60},
        "shows": ["state", "since", "affected", "next"],
    },
    {
        "name": "Supervision",
        "audience": "regulator",
        "to": ["contact/regulator"],
        "minutes": {"usual": 240},
        "title": "Incident {{ ref }} at Halden",
        "text": "A service is affected: {{ service }}\nSince: {{ since }}\n"
        "How it is: {{ state }}\nWe report again by {{ next }}",
        "shows": ["state", "since", "next"],
    },
    {
        "name": "Press",
        "audience": "media",
        "to": ["contact/press"],
        "minutes": {"usual": 120},
        "shows": ["state", "since", "next"],
    },
]


def load_sample_stakeholders() -> None:
    """Seven classes; the open major incident has a draft for each that it reaches."""
    for key, name, channel, address in _CONTACTS:
        add_contact(key, name=name, channel=channel, address=address, by=_BY)
    body = {"zone": "Europe/Paris", "classes": CLASSES}
    publish_stakeholders(body, by=_BY, why="Who hears of it is agreed before.")
    rows = queue(SYSTEM, "all", filters=Filters(service="checkout", priority=(1,))).rows
    follow_told({row.id: () for row in rows[:1]})
