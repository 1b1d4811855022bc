"""A macro is carried out as one act: every step, or none."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from tocsin.foundation.accounts.rules import Actor
from tocsin.register.core.actions.writer import lock
from tocsin.register.core.models import Incident
from tocsin.register.macros.reads import Outcome, filled, macro_for, templates, tried
from tocsin.register.macros.refusals import NothingToFillIn
from tocsin.register.macros.rules import STEPS
from tocsin.register.tasks.actions import settle_tasks
from tocsin.register.work import actions
from tocsin.register.work.reads import incident_for
from tocsin.register.work.refusals import ChangedMeanwhile

_VERBS: Mapping[str, Callable[..., Incident]] = {
    verb: getattr(actions, verb) for verb in STEPS
}
# These leave no open task behind unseen.
_ENDING = frozenset({"resolve", "close", "cancel"})


@transaction.atomic
def run_macro(ref: str, name: str, *, by: Actor, seq: int | None = None) -> Incident:
    """Every step is done by this actor, with the right that its verb asks for. One
    that is refused undoes those before it.

    With `seq`, an incident that has moved on since is refused.
    """
    macro = macro_for(by, name)
    incident = incident_for(by, ref)
    lock(incident.id)
    incident = incident_for(by, ref)
    if seq is not None and seq < incident.seq:
        count = incident.seq - seq
        raise ChangedMeanwhile(
            ref=incident.ref, count=count, seq=incident.seq, seen=seq
        )
    for step in macro.steps:
        _do(incident, step, by)
        incident = incident_for(by, incident.ref)
    return incident


def foretell_macro(ref: str, name: str, *, by: Actor) -> Outcome:
    """What the macro would say in the timeline, or why it would be refused."""
    return tried(by, ref, lambda incident: run_macro(incident.ref, name, by=by))


def _do(incident: Incident, step: Mapping[str, Any], by: Actor) -> None:
    verb = step["verb"]
    if verb in _ENDING:
        settle_tasks(incident.id, by=by)
    told = {n: v for n, v in step.items() if n not in {"verb", "template"}}
    if "template" in step:
        told["text"] = _template(step["template"], by)
    for name in STEPS[verb].texts & told.keys():
        told[name] = filled(told[name], incident, by)
    if verb == "own" or told.get("owner") == "me":
        told["owner"] = by.id if told.get("owner") == "me" else told.get("owner")
    _VERBS[verb](incident.id, by=by, **told)


def _template(name: str, by: Actor) -> str:
    found = [each.text for each in templates(by) if each.name == name]
    if not found:
        raise NothingToFillIn(name=name)
    return found[0]
