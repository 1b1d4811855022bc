"""Who writes reviews, and who approves and publishes them."""

from collections.abc import Collection

from tocsin.foundation.accounts.rules import AGENT, MAJOR_INCIDENT_MANAGER, Actor

_KEYS = frozenset({"work", "admin"})


def may_review(actor: Actor, team: str | None, responsible: str = "") -> bool:
    """Agents, managers of major incidents, the incident's team, whoever owes it, and
    keys that work."""
    if actor.is_system:
        return True
    if actor.kind == "key":
        return bool(actor.scopes & _KEYS)
    if not actor.is_person:
        return False
    held = actor.has(AGENT) or actor.has(MAJOR_INCIDENT_MANAGER)
    return held or team in actor.teams or bool(responsible == actor.id and actor.id)


def may_approve(actor: Actor, team: str | None) -> bool:
    """Managers of major incidents, leads of the incident's team, and keys that work."""
    if actor.is_system:
        return True
    if actor.kind == "key":
        return bool(actor.scopes & _KEYS)
    return actor.is_person and (
        actor.has(MAJOR_INCIDENT_MANAGER) or team in actor.leads
    )


def reads_as_executive(actor: Actor, executives: Collection[str]) -> bool:
    return actor.is_person and actor.id in executives
