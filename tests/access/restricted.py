"""Who finds out what about a restricted incident: surface × role.

Each surface is asked by every role before there is a restricted incident and after;
for whoever is not named on it the two answers are the same to the letter, numbers
included. `docs/access.md` shows the table (`python -m tests.access.restricted`).
"""

from tests.access.table import PEOPLE

NAMED = "named on it"
ROLES = [role for role in PEOPLE if role not in ("deactivated", "not signed in")]

# By what it is: its addresses. {ref} is the restricted incident, {other} one that is
# linked to it.
SURFACES: dict[str, tuple[str, ...]] = {
    "the incident itself": (
        "/incidents/{ref}",
        "/incidents/{ref}/preview",
        "/incidents/{ref}/pieces?seq=0",
        "/incidents/{ref}/as-of",
    ),
    "lists": ("/", "/?view=team", "/rows?view=duty", "/register", "/mine"),
    "search": ("/register?q=embezzled", "/register?service=checkout"),
    "counts": ("/in-progress", "/services", "/services/map", "/teams"),
    "what is open with a service, a team, a category": (
        "/services/checkout",
        "/teams/infrastructure",
        "/categories/at/infrastructure/server",
        "/categories/effect/infrastructure/server",
    ),
    "exports": ("/register/export.csv", "/queue.csv"),
    "tasks and time": ("/tasks", "/tasks?state=open", "/time"),
    "tags and suggestions": ("/tags", "/tags/names?tags=fr", "/people/names?q=to"),
    "drafts and saved views": ("/settings/drafts", "/views"),
    "alerts": ("/alerts", "/alerts?state=all&incident={ref}"),
    "notifications": ("/notifications/bell",),
}
# What programs ask, whatever the key's scope.
ASKED = (
    "/incidents",
    "/incidents?q=embezzled",
    "/incidents/{ref}",
    "/incidents/{ref}/timeline",
    "/incidents/{ref}/files",
    "/alerts",
    "/alerts?incident={ref}",
    "/queue",
    "/queue/counts",
    "/services/checkout",
    "/tags",
    "/tasks",
    "/time?since=2026-01-01T00:00:00Z&until=2026-12-31T00:00:00Z",
)
# What an incident that is linked to it tells: its reference, and nothing else.
LINKED = "/incidents/{other}"


def table() -> list[str]:
    """The matrix, in Markdown: who is not named finds out nothing, whatever their
    role."""
    head = ["surface", NAMED, *ROLES, "API keys"]
    none = " – |" * (len(head) - 2)
    rows = [f"| {surface} | yes |{none}" for surface in SURFACES]
    return [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}", *rows]


if __name__ == "__main__":
    print("\n".join(table()))  # noqa: T201
