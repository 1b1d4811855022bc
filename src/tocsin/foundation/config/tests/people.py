"""Somebody who sets Tocsin up, for tests: accounts stand above this room."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Someone:
    id: str
    roles: frozenset[str] = frozenset({"administrator"})
    kind: str = "person"

    def has(self, role: str) -> bool:
        return role in self.roles


ROOT = Someone("p-root")
EVE = Someone("p-eve")
GRACE = Someone("p-grace", frozenset({"agent"}))
TOCSIN = Someone("tocsin", kind="system")
