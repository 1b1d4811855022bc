"""Whatever people do, in whatever order: the laws of the register hold."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.kernel import clock
from tocsin.register.core.models import Incident
from tocsin.register.core.projection import State, step
from tocsin.register.core.reads.entries import drifted_incidents, entries_of
from tocsin.register.core.reads.verify import verify_chains
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.core.rules import RESOLUTION_KINDS, WAITING_CAUSES, may_follow
from tocsin.register.work.actions import note
from tocsin.register.work.reads import as_of, verbs_for
from tocsin.register.work.rules import ABOVE
from tocsin.register.work.tests.test_open_incident import reports
from tocsin.register.work.tests.verbs import do

pytestmark = pytest.mark.django_db

PEOPLE = ("ada", "ben", "grace", "marc", "tom", "root")
texts = st.text(max_size=12).filter(str.strip)

# What else a verb may be told than the usual.
TOLD: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "amend": st.fixed_dictionaries(
        {
            "facts": st.fixed_dictionaries(
                {"description": texts.map(lambda text: f"now {text}")},
                optional={"impact": st.integers(1, 3), "service": st.just("database")},
            )
        }
    ),
    "assign": st.fixed_dictionaries(
        {"team": st.sampled_from(["application", "infrastructure", "service-desk"])},
        optional={
            "owner": st.sampled_from(["p-ada", "p-ben"]),
            "note": texts,
            "tried": texts,
        },
    ),
    "classify": st.fixed_dictionaries(
        {"impact": st.integers(1, 3), "urgency": st.integers(1, 3)}
    ),
    "confirm": st.fixed_dictionaries(
        {"answer": st.sampled_from(["confirmed", "not_solved", "no_answer"])}
    ),
    "override_priority": st.fixed_dictionaries(
        {"priority": st.integers(1, 5), "reason": texts}
    ),
    "own": st.fixed_dictionaries(
        {"owner": st.sampled_from([None, "p-ada", "p-ben", "p-grace"])}
    ),
    "resolve": st.fixed_dictionaries({"resolution": st.sampled_from(RESOLUTION_KINDS)}),
    "wait_for": st.fixed_dictionaries({"cause": st.sampled_from(WAITING_CAUSES)}),
}


class Story:
    """Some incidents, some people, and a clock that goes on."""

    def __init__(
        self, company: Company, hands: clock.Hands, data: st.DataObject
    ) -> None:
        self.company, self.hands, self.data = company, hands, data
        self.incidents: list[int] = []

    def draw(self, strategy: st.SearchStrategy[Any], label: str) -> Any:
        return self.data.draw(strategy, label=label)

    def opens(self) -> None:
        by = self.company.actor(self.draw(st.sampled_from(PEOPLE), "by"))
        report = self.draw(reports, "report")
        incident = self.company.open("grace", **report) if by.is_person else None
        assert incident is not None
        note(incident.id, text="a first note", by=SYSTEM)
        self.incidents.append(incident.id)

    def does(self) -> None:
        """A verb that somebody is offered; what is offered is never refused."""
        self.hands.forward(minutes=self.draw(st.integers(0, 2000), "minutes"))
        by = self.company.actor(self.draw(st.sampled_from(PEOPLE), "by"))
        seen = visible_to(by).filter(id__in=self.incidents).order_by("id")
        if not seen:
            return
        incident = self.draw(st.sampled_from(list(seen)), "incident")
        if offered := [v for v in verbs_for(by, incident) if v not in ABOVE]:
            self.done(self.draw(st.sampled_from(offered), "verb"), incident, by)

    def done(self, name: str, incident: Incident, by: Actor) -> None:
        told = self.draw(TOLD.get(name, st.just({})), "told")
        late = self.draw(st.just(0) | st.integers(0, 3000), "late by")
        at = clock.now() - timedelta(minutes=late) if late else None
        goes_on = do(
            name, incident, by, other=self.another(incident, by), at=at, **told
        )
        if goes_on.id not in self.incidents:
            note(goes_on.id, text="a first note", by=SYSTEM)
            self.incidents.append(goes_on.id)

    def another(self, incident: Incident, by: Actor) -> Incident:
        seen = visible_to(by).exclude(id=incident.id).first()
        return seen or self.company.open("tom")


def the_laws_hold(ids: list[int]) -> None:
    for id in ids:
        incident, told = Incident.objects.get(id=id), list(entries_of([id]))
        assert [entry.seq for entry in told] == list(range(1, incident.seq + 1))
        recorded = [entry.recorded_at for entry in told]
        assert recorded == sorted(recorded)
        assert verify_chains(id, id + 1).findings == []
        assert as_of(incident, clock.now(), known=True).state == incident.state
        state = State()
        for entry in told:
            before = state.state if entry.seq > 1 else ""
            step(state, entry.said)
            assert (
                not before or before == state.state or may_follow(before, state.state)
            )
            assert state.owner_id or state.owner_role, "always an owner"
    assert list(drifted_incidents(min(ids) - 1)) == []


# Stories are not made shorter when they fail: it would take minutes.
@settings(max_examples=15, phases=[Phase.generate])
@given(data=st.data(), steps=st.integers(1, 25))
def test_any_legal_sequence_keeps_the_laws(
    company: Company, hands: clock.Hands, data: st.DataObject, steps: int
) -> None:
    story = Story(company, hands, data)
    for _ in range(2):
        story.opens()
    for _ in range(steps):
        story.does()
    the_laws_hold(story.incidents)
