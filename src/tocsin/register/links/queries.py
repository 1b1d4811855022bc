from dataclasses import dataclass

from tocsin.kernel import sql

_QUERIES = sql.load("tocsin.register.links")


@dataclass(frozen=True, slots=True)
class _Leads:
    leads: bool


def leads_to(start: str, goal: str, relation: str) -> bool:
    values = {"start": start, "goal": goal, "relation": relation}
    (found,) = sql.fetch(_QUERIES["leads_to"], _Leads, **values)
    return found.leads


def lock_links() -> None:
    sql.execute(_QUERIES["lock_links"])
