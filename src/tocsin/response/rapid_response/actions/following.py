"""Teams are called out by their criteria, and call-outs follow their incidents."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel import clock
from tocsin.kernel.expr import RuleUnfit, compile_rule
from tocsin.register.work.answering import answerable
from tocsin.register.work.routable import Routable, routables
from tocsin.response.rapid_response.actions.calling import answer_call, call_out
from tocsin.response.rapid_response.models import Call, Callout
from tocsin.response.rapid_response.published import squads
from tocsin.response.rapid_response.rules import NAMES, WAITING

_RULE = Actor(kind="rule", id="rapid_response", name="", via="rapid_response")


def call_by_criteria(declared: Mapping[int, Collection[str]]) -> int:
    """By incident that was declared major, the criteria it met: teams whose condition
    fits are called out, each once for each incident."""
    chosen = [squad for squad in squads() if squad.when]
    told = routables(sorted(declared)) if chosen else {}
    made = 0
    for number, row in sorted(told.items()):
        facts = _facts(row, declared[number])
        for squad in chosen:
            if not _fits(squad.when, facts):
                continue
            if Callout.objects.filter(team=squad.key, incident_id=number).exists():
                continue
            call_out(squad.key, incident_id=number, by=_RULE, criteria=[squad.when])
            made += 1
    return made


def _fits(when: str, facts: Mapping[str, Any]) -> bool:
    try:
        return compile_rule(when, NAMES).matches(facts).yes
    except RuleUnfit:
        return False


def _facts(row: Routable, criteria: Collection[str]) -> dict[str, Any]:
    state, category = row.state, row.state.category_id or ""
    parts = category.split("/") if category else []
    return {
        "service": state.service_id or "",
        "priority": state.priority or 0,
        "impact": state.impact or 0,
        "urgency": state.urgency or 0,
        "category": category,
        "categories": ["/".join(parts[:n]) for n in range(1, len(parts) + 1)],
        "team": state.team_id or "",
        "tags": [*state.tags],
        "major": True,
        "criteria": [*criteria],
        "is_drill": state.is_drill,
    }


def answer_by_acknowledging(acknowledged: Collection[tuple[int, str]]) -> int:
    """Whoever was called and acknowledges the incident comes."""
    made = 0
    for number, person in sorted(acknowledged):
        calls = Call.objects.filter(
            callout__incident_id=number,
            callout__ended_at=None,
            person__key=person,
            answer=WAITING,
        )
        for callout in list(calls.values_list("callout_id", flat=True)):
            by = Actor(kind="person", id=person, via="acknowledge")
            answer_call(callout, by=by)
            made += 1
    return made


@transaction.atomic
def end_with_incidents(ids: Collection[int]) -> int:
    """Call-outs for what is over are over, and nobody is waited for."""
    rows = Callout.objects.select_for_update(no_key=True)
    found = list(rows.filter(incident_id__in=ids, ended_at=None).order_by("id"))
    states = answerable([row.incident_id or 0 for row in found]) if found else {}
    for callout in found:
        incident = states[callout.incident_id or 0]
        if not incident.is_open:
            callout.ended_at = clock.now()
            callout.next_at = None
            callout.save()
    return len(found)
