"""Whatever happens, whenever: what nobody answered is due, or says why not."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.company import Company
from tocsin.foundation.notify.models import Page
from tocsin.foundation.notify.pages import Outcome
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal
from tocsin.register.work.actions import tag
from tocsin.register.work.tests.verbs import do
from tocsin.response.escalation.actions import escalate
from tocsin.response.escalation.actions.hearing import hear
from tocsin.response.escalation.invariant import breaches
from tocsin.response.escalation.matrix import Row
from tocsin.response.escalation.models import Run
from tocsin.response.escalation.parsing import matrix_of
from tocsin.response.escalation.rules import (
    END,
    LAPSE,
    Facts,
    Progress,
    Step,
    next_step,
    reached_nobody,
    take,
)
from tocsin.response.escalation.tests.matrices import duty, publish, settle

START = datetime(2026, 3, 2, tzinfo=UTC)

targets = st.sampled_from(
    [
        {"kind": "on_call"},
        {"kind": "on_call", "rank": 2},
        {"kind": "whole_team"},
        {"kind": "round_robin", "team": "application"},
        {"kind": "role", "role": "duty_manager"},
        {"kind": "line_manager"},
        {"kind": "executive"},
    ]
)
levels = st.fixed_dictionaries(
    {"target": targets},
    optional={
        "unless": st.sampled_from(["acknowledged", "restored", "resolved", "updated"]),
        "acknowledge_within": st.integers(1, 20),
        "repeat": st.fixed_dictionaries(
            {"times": st.integers(0, 3), "every": st.integers(1, 10)}
        ),
        "loud": st.booleans(),
    },
)


@st.composite
def bodies(draw: Callable[..., Any]) -> dict[str, Any]:
    """A row whose levels go forward."""
    told = draw(st.lists(levels, min_size=1, max_size=4))
    afters = sorted(draw(st.lists(st.integers(0, 60), min_size=4, max_size=4)))
    rows = [{**level, "after": at} for level, at in zip(told, afters, strict=False)]
    return {"key": "row", "levels": rows, "lapses": draw(st.sampled_from([0, 5, 30]))}


def row_of(body: dict[str, Any]) -> Row:
    return matrix_of(1, {"rows": [body]}).rows[0]


@given(bodies(), st.data())
def test_a_run_goes_forward_and_ends(body: dict[str, Any], data: st.DataObject) -> None:
    """Every step is taken in order; no level comes twice in one life; with nobody
    answering, every level that asks for it is told, and then the row is spent."""
    row, run, now = row_of(body), Progress(START), START
    facts = Facts()
    for _step in range(200):
        coming = next_step(row, run, facts)
        if not isinstance(coming, Step):
            break
        now = max(now, coming.at) + timedelta(seconds=data.draw(st.integers(0, 90)))
        before, run = run, take(row, run, coming, now)
        if coming.does == END:
            break
        assert before.passed <= run.passed
        if data.draw(st.booleans()):
            run = reached_nobody(run)
    assert run.is_spent
    asking = {level.number for level in row.levels if level.unless != "updated"}
    assert asking <= run.passed


@given(bodies(), st.integers(0, 300), st.data())
def test_who_answered_is_not_asked_again_before_it_lapses(
    body: dict[str, Any], minutes: int, data: st.DataObject
) -> None:
    row = row_of(body)
    told = data.draw(st.sets(st.integers(1, len(row.levels))))
    at = START + timedelta(minutes=minutes)
    last = max(told, default=0)
    run = Progress(START, frozenset(told), last, reached_at=START if last else None)
    coming = next_step(row, run, Facts(acknowledged_at=at))
    if isinstance(coming, Step) and coming.does != LAPSE:
        assert row.level(coming.level).unless != "acknowledged"


VERBS = (
    *"acknowledge accept assign begin_diagnosis classify override_priority".split(),
    *"note wait_for resume restore return_impact resolve close reopen".split(),
    *"cancel reply undo_cancel".split(),
)
TOLD: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "classify": st.fixed_dictionaries(
        {"impact": st.integers(1, 3), "urgency": st.integers(1, 3)}
    ),
    "override_priority": st.fixed_dictionaries(
        {"priority": st.integers(1, 5), "reason": st.just("it is so")}
    ),
}
events = st.lists(
    st.tuples(
        st.sampled_from([*VERBS, "escalate", "quiet", "loud", "fails"]),
        st.integers(0, 45),
    ),
    max_size=10,
)


def _happens(company: Company, name: str, incident: Any, told: Any) -> None:
    grace = company.actor("grace")
    if name == "escalate":
        escalate(incident.id, by=grace)
    elif name in {"quiet", "loud"}:
        change = {"add" if name == "quiet" else "remove": ["quiet"]}
        tag(incident.id, by=grace, **change)
    elif name == "fails":
        page = Page.objects.filter(incident_id=incident.id).last()
        if page:
            parts = (page.id, page.cause, incident.id, page.person)
            hear([Outcome(*parts, "failed", "email", "550", clock.now())])
    else:
        do(name, incident, grace, **told)


# Stories are not made shorter when they fail: it would take minutes.
@settings(max_examples=6, phases=[Phase.generate])
@given(body=bodies(), events=events, data=st.data())
@pytest.mark.django_db
def test_what_nobody_answered_is_due_or_says_why_not(
    company: Company,
    hands: clock.Hands,
    body: dict[str, Any],
    events: list[tuple[str, int]],
    data: st.DataObject,
) -> None:
    if not Run.objects.exists():
        duty("infrastructure", "p-ada")
    urgent = {"key": "urgent", "priorities": [1], "levels": body["levels"]}
    publish(body, urgent)
    incident = company.open()
    settle()
    for name, minutes in events:
        hands.forward(minutes=minutes)
        try:
            _happens(company, name, incident, data.draw(TOLD.get(name, st.just({}))))
        except Refusal:
            continue
        settle()
        assert breaches(clock.now(), timedelta(seconds=-1)) == []
        assert not Run.objects.filter(due_at__lte=clock.now()).exists()
    hands.forward(hours=12)
    settle()
    run = Run.objects.get(incident_id=incident.id)
    incident.refresh_from_db()
    is_answered = incident.acknowledged_at or incident.restored_at or run.why
    assert is_answered or run.due_at
