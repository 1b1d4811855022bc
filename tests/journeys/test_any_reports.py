"""However reports are attached and taken out while what is known goes on: the laws."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.company import Company
from tocsin.foundation.accounts.actions import add_person
from tocsin.foundation.accounts.reads import actor_of
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal
from tocsin.register.core.models import Entry, Incident
from tocsin.register.core.reads.entries import drifted_incidents
from tocsin.register.core.rules import OPEN
from tocsin.register.links.actions import unlink
from tocsin.register.watching.actions import tell_of
from tocsin.register.watching.models import Notification
from tocsin.register.work.actions import close, reopen, resolve, restore, return_impact
from tocsin.response.major.actions import declare_major
from tocsin.response.reports.actions import (
    adopt,
    attach_report,
    bring_along,
    join_followers,
    let_go,
    not_for_me,
    report_trouble,
)
from tocsin.response.reports.models import Follower

pytestmark = pytest.mark.django_db

numbers = st.integers(0, 4)


class Reports(RuleBasedStateMachine):
    """One major incident, a few people, and all that happens to their reports."""

    company: Company
    hands: clock.Hands
    made = 0

    def __init__(self) -> None:
        super().__init__()
        Reports.made += 1
        self.by = self.company.actor("marc")
        self.known = self.company.open()
        declare_major(self.known.id, by=self.by, reason="x")
        self.people = [
            add_person(f"r{self.made}x{n}", name=f"R {n}", by=SYSTEM) for n in range(2)
        ]
        self.own: set[int] = set()
        self.gone: dict[int, str] = {}

    def now(self) -> Incident:
        self.hands.forward(seconds=1)
        return Incident.objects.get(id=self.known.id)

    def one(self, number: int) -> Incident:
        return Incident.objects.get(id=sorted(self.own)[number % len(self.own)])

    def try_to(self, verb: Any, id: int, **told: Any) -> bool:
        """What is refused changes nothing."""
        self.hands.forward(seconds=1)
        before = Entry.objects.count()
        try:
            verb(id, **told)
        except Refusal:
            assert Entry.objects.count() == before
            return False
        return True

    @rule(n=numbers, says=st.booleans())
    def reports(self, n: int, says: bool) -> None:
        who = actor_of(self.people[n % 2])
        ref = self.now().ref if says else ""
        made = report_trouble({"title": "It broke"}, by=who, known=ref).incident
        self.own.add(made.id)

    @precondition(lambda self: self.own)
    @rule(n=numbers)
    def attaches(self, n: int) -> None:
        row = self.one(n)
        if self.try_to(attach_report, row.id, known=self.now().ref, by=self.by):
            self.gone.pop(row.id, None)

    @precondition(lambda self: self.own)
    @rule(n=numbers)
    def says_not_for_me(self, n: int) -> None:
        row = self.one(n)
        if self.try_to(not_for_me, row.id, by=self.by):
            self.gone[row.id] = "not for me"
            assert self.one(n).state in OPEN

    @precondition(lambda self: self.own)
    @rule(n=numbers)
    def is_unlinked(self, n: int) -> None:
        told = {"ref": self.known.ref, "relation": "child_of", "by": self.by}
        if self.try_to(unlink, self.one(n).id, **told):
            self.gone[self.one(n).id] = "unlinked"

    @precondition(lambda self: self.own)
    @rule(n=numbers)
    def is_reopened(self, n: int) -> None:
        if self.try_to(reopen, self.one(n).id, by=self.by):
            self.gone[self.one(n).id] = "reopened"

    @rule(verb=st.sampled_from([restore, return_impact, reopen, close]))
    def known_moves(self, verb: Any) -> None:
        told = {"resolution": "permanent"} if verb is close else {}
        self.try_to(verb, self.known.id, by=self.by, **told)

    @rule()
    def known_is_resolved(self) -> None:
        self.try_to(resolve, self.known.id, resolution="permanent", by=self.by)

    @rule(turns=st.integers(1, 2))
    def everybody_hears(self, turns: int) -> None:
        """All that was ever said, once or twice: the second time nothing happens."""
        for turn in range(turns):
            before = Entry.objects.count()
            places = list(
                Entry.objects.filter(incident_id__gte=self.known.id)
                .order_by("id")
                .values_list("incident_id", "seq")
            )
            states = dict(Incident.objects.values_list("id", "state"))
            let_go(places)
            adopt(places)
            bring_along({id for id, _seq in places})
            join_followers()
            for id, why in self.gone.items():
                assert Incident.objects.get(id=id).state == states[id], why
            tell_of(places)
            if turn:
                assert Entry.objects.count() == before

    @invariant()
    def rows_agree_with_timelines(self) -> None:
        assert list(drifted_incidents(self.known.id - 1)) == []

    @invariant()
    def nobody_is_told_of_one_event_twice(self) -> None:
        rows = Notification.objects.filter(reason="reported")
        told = rows.values_list("person", "incident_id", "seq")
        causes = {
            (id, seq): cause
            for id, seq, cause in Entry.objects.values_list(
                "incident_id", "seq", "cause"
            )
            if cause and "/" in cause
        }
        counted = Counter(
            (person, causes[id, seq]) for person, id, seq in told if (id, seq) in causes
        )
        assert all(count == 1 for count in counted.values()), counted

    @invariant()
    def what_joined_is_told_on_both_sides(self) -> None:
        parent = Incident.objects.get(id=self.known.id)
        rows = Follower.objects.filter(known=self.known.id, left_at=None)
        for row in rows.exclude(joined_at=None).select_related("incident"):
            if row.incident.links.get("child_of"):
                assert row.incident.ref in parent.links.get("parent_of", ())


def test_any_sequence_of_reports_keeps_the_laws(
    company: Company, hands: clock.Hands
) -> None:
    Reports.company, Reports.hands = company, hands
    chosen = settings(max_examples=6, stateful_step_count=12, phases=[Phase.generate])
    run_state_machine_as_test(Reports, settings=chosen)
