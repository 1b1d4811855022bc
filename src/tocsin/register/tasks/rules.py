"""What a task and time spent may be. Pure."""

from typing import Any

from tocsin.foundation.accounts.rules import Actor

# Nobody works longer on end than a day; more than that is several entries.
MOST_MINUTES = 24 * 60
LONGEST_TITLE = 200
ACTIVITIES = (
    "diagnosis",
    "repair",
    "communication",
    "documentation",
    "travel",
    "other",
)


def has_it(actor: Actor, task: Any) -> bool:
    """Whether the task is this actor's own, or one of a team of theirs."""
    return bool(
        actor.is_person and (task.owner == actor.id or task.team in actor.teams)
    )


def team_worked_for(incident_team: str | None, teams: list[str]) -> str:
    """For which team somebody worked: the incident's where they are a member of it,
    else the first of their own."""
    if incident_team in teams:
        return str(incident_team)
    return min(teams, default="")
