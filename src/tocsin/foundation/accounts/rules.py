"""Who acts, and what their roles allow. Pure: no database, no clock."""

from dataclasses import dataclass, replace

AGENT = "agent"
MAJOR_INCIDENT_MANAGER = "major_incident_manager"
AUDITOR = "auditor"
ADMINISTRATOR = "administrator"
ROLES = (AGENT, MAJOR_INCIDENT_MANAGER, AUDITOR, ADMINISTRATOR)
SCOPES = ("read", "work", "intake", "admin")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does or asks something: a person, an API key, or a part of Tocsin.

    `id` is what entries hold: a person's key, an API key's prefix, a rule's name.
    `via` is the surface: web, api, cli, import, engine.
    A person without any role or team is a requester.
    """

    kind: str
    id: str
    name: str = ""
    via: str = ""
    roles: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    leads: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    on_behalf_of: str | None = None

    @property
    def is_system(self) -> bool:
        return self.kind == "system"

    @property
    def is_person(self) -> bool:
        return self.kind == "person"

    @property
    def is_requester(self) -> bool:
        """A person who sees their own reports only."""
        return self.is_person and not (self.roles or self.teams)

    def has(self, role: str) -> bool:
        """Whether the actor holds a role; an API key of scope admin holds all."""
        return role in self.roles or self.is_system or "admin" in self.scopes

    def through(self, via: str) -> "Actor":
        return replace(self, via=via)


SYSTEM = Actor(kind="system", id="tocsin", name="Tocsin", via="engine")
