"""Who may do what to an incident, and what a report is missing. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tocsin.foundation.accounts.rules import AGENT, MAJOR_INCIDENT_MANAGER, Actor

# Verbs by who may use them; decision 16. What is in no group nobody may do.
SAY = frozenset({"note", "attach", "spend_time", "watch", "unwatch"})
ANSWER = frozenset({"reply", "confirm", "reopen", "attach"})
WORK = frozenset(
    """accept acknowledge add_task amend assign begin_diagnosis cancel change_task
    classify close confirm detach escalate finish_task hand_back inform link
    merge mitigate own reopen reopen_task reply resolve restore resume retract
    return_impact set_fields split tag undo_cancel undo_merge unlink wait_for""".split()
)
LEAD = frozenset({"override_priority", "restrict", "lift_restriction"})
# Bringing people together: for whoever works on it, and managers of major incidents.
GATHER = frozenset({"open_swarm"})
VERBS = SAY | ANSWER | WORK | LEAD | GATHER
# Done by rooms above this one; the rights of all verbs are in one place, here.
ABOVE = frozenset(
    """attach detach add_task change_task finish_task reopen_task spend_time watch
    unwatch link unlink merge undo_merge split escalate open_swarm""".split()
)

BASES = ("user_perception", "sla_breach", "ci_out_of_spec", "expert_opinion")
NATURES = ("interruption", "degradation")
COMPLEXITIES = ("clear", "complicated", "complex")
INSTANT_BASES = ("monitor", "log", "user", "estimated")
DETECTORS = ("user", "monitor", "internal_check", "supplier", "staff")
# Whether something mended it by itself before anybody did.
AUTOMATIC_FIXES = ("applied", "failed", "not_applied")
CHANNELS = ("portal", "phone", "email", "chat", "walk_in", "monitor", "api", "other")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "basis": BASES,
    "nature": NATURES,
    "complexity": COMPLEXITIES,
    "occurred_basis": INSTANT_BASES,
    "detected_by": DETECTORS,
    "channel": CHANNELS,
    "automatic_fix": AUTOMATIC_FIXES,
}
# Without these an incident is accepted all the same, and listed for completion.
WANTED = ("title", "service", "category", "impact", "urgency")


@dataclass(frozen=True, slots=True)
class Standing:
    """Whose an incident is, as far as rights go."""

    team: str | None
    reporter: str | None


def may(actor: Actor, verb: str, standing: Standing) -> bool:
    """Whether `actor`, who may see the incident, may use this verb on it."""
    if actor.is_system or "admin" in actor.scopes:
        return verb in VERBS
    if actor.kind == "key":
        return verb in SAY | WORK | GATHER and "work" in actor.scopes
    if not actor.is_person:
        return False  # guests, sources, rules and links do what they are shown to do
    if verb in LEAD:
        return bool({AGENT, MAJOR_INCIDENT_MANAGER} & actor.roles)
    works = AGENT in actor.roles or standing.team in actor.teams
    if verb in WORK | GATHER and works:
        return True
    if verb in GATHER and MAJOR_INCIDENT_MANAGER in actor.roles:
        return True
    if verb in ANSWER and standing.reporter == actor.id:
        return True
    return verb in SAY and not actor.is_requester


def title_from(facts: Mapping[str, Any]) -> str:
    """The title told, or failing that the first line of what was told."""
    for name in ("title", "description", "symptoms"):
        lines = str(facts.get(name) or "").strip().splitlines()
        if lines and (line := lines[0].strip()):
            return line if len(line) <= 200 else line[:199] + "…"
    return ""


def missing(facts: Mapping[str, Any]) -> list[str]:
    return [name for name in WANTED if facts.get(name) in (None, "")]
