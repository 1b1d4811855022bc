"""Planning and applying a set-up."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.kernel.refusal import Refusal
from tocsin.register.transfer.setup.planning import (
    ADD,
    CHANGE,
    RETIRE,
    Plan,
    Step,
    plan_of,
)
from tocsin.register.transfer.setup.reading import read_files, read_setup
from tocsin.register.transfer.setup.refusals import SetupNotApplicable, SetupUnreadable
from tocsin.register.transfer.setup.sections import Section

Text = str | Mapping[str, str]


@transaction.atomic
def apply_setup(
    text: Text, sections: Sequence[Section], *, by: Actor, why: str = ""
) -> Plan:
    """The organisation is set up as the file says (or several, by their names), all of
    it or nothing.

    Applied again it changes nothing. Every step is audited by its own verb, with
    this reason.
    """
    if not by.has(ADMINISTRATOR):
        raise NotAllowed
    if isinstance(text, str):
        told = read_setup(text, sections)
    else:
        told = read_files(text, sections)
    plan = plan_of(told, sections)
    for step in plan.steps:
        _carry_out(step, by, why)
    if plan.steps:
        counts = {verb: plan.count(verb) for verb in (ADD, CHANGE, RETIRE)}
        record_change("setup", "applied", after=counts, why=why, by=(by.kind, by.id))
    return plan


def plan_setup(text: Text, sections: Sequence[Section], *, by: Actor) -> Plan:
    """What applying would do. It is tried out and taken back, so whatever would be
    refused then is refused now."""
    with transaction.atomic():
        plan = apply_setup(text, sections, by=by, why="planned")
        transaction.set_rollback(True)
    return plan


def _carry_out(step: Step, by: Actor, why: str) -> None:
    try:
        if step.after is None:
            step.section.drop(step.key, step.before, by, why)
        else:
            step.section.put(step.key, step.before, step.after, by, why)
    except SetupUnreadable:
        raise
    except Refusal as refusal:
        raise SetupNotApplicable(
            line=step.line, place=step.place, told=str(refusal), help=refusal.help
        ) from refusal
