"""Teams in force: standing teams are documents, each under its key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tocsin.foundation.config.reads import all_published
from tocsin.response.rapid_response.refusals import SquadUnknown

SQUADS = "rapid_response"


@dataclass(frozen=True, slots=True)
class Squad:
    """A standing team, as it was published last."""

    key: str
    name: str
    version: int
    members: Sequence[str]
    schedule: str
    quorum: int
    seconds: int
    skills: Sequence[str]
    when: str
    kit: Sequence[str]
    body: Mapping[str, Any]


def squads() -> list[Squad]:
    """Those in use, by name."""
    found = [
        squad_from(key, document.body, document.version)
        for key, document in all_published(SQUADS).items()
        if document.body.get("active", True)
    ]
    return sorted(found, key=lambda squad: squad.name)


def squad_named(key: str) -> Squad:
    document = all_published(SQUADS).get(key)
    if document is None:
        raise SquadUnknown(key=key[:80])
    return squad_from(key, document.body, document.version)


def squad_from(key: str, body: Mapping[str, Any], version: int) -> Squad:
    return Squad(
        key=key,
        name=body["name"],
        version=version,
        members=tuple(body["members"]),
        schedule=body.get("schedule") or "",
        quorum=body["quorum"],
        seconds=body["seconds"],
        skills=tuple(body.get("skills") or ()),
        when=body.get("when") or "",
        kit=tuple(body.get("kit") or ()),
        body=body,
    )
