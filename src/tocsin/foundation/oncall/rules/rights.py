"""Who may do what about schedules. Pure."""

from tocsin.foundation.accounts.rules import Actor, may_lead, may_look


def may_arrange(actor: Actor, team: str) -> bool:
    """Whether the actor sets up and overrides this team's schedules."""
    return may_lead(actor, team)


def may_see(actor: Actor) -> bool:
    """Whoever works here sees every schedule; requesters see none."""
    return may_look(actor)


def is_of(actor: Actor, team: str) -> bool:
    return actor.is_person and team in actor.teams
