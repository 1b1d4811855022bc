"""However incidents are tied, merged, parted and split: the laws of links hold."""

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
from tocsin.kernel.refusal import Refusal
from tocsin.register.core.models import Entry, Incident
from tocsin.register.core.reads.entries import drifted_incidents
from tocsin.register.core.reads.verify import verify_chains
from tocsin.register.core.rules import MIRRORED
from tocsin.register.links.actions import (
    follow,
    link,
    merge,
    resolve_with_children,
    split,
    undo_merge,
    unlink,
)
from tocsin.register.links.reads import survivors
from tocsin.register.links.rules import CHILD, RELATIONS, TO_A_CHANGE
from tocsin.register.work.actions import cancel, note, reply, undo_cancel

pytestmark = pytest.mark.django_db

_BACK = {**MIRRORED, "split_into": "split_from"}
_MOST = 7
numbers = st.integers(0, _MOST - 1)
relations = st.sampled_from([name for name in RELATIONS if name != TO_A_CHANGE])


class Ties(RuleBasedStateMachine):
    """Some incidents, everything that ties them, and what the laws say after each."""

    company: Company

    def __init__(self) -> None:
        super().__init__()
        self.by = self.company.actor("grace")
        self.ids = [self.company.open().id for _ in range(3)]
        self.said: Counter[int] = Counter()
        self.first = min(self.ids)

    def one(self, number: int) -> Incident:
        return Incident.objects.get(id=self.ids[number % len(self.ids)])

    def try_to(self, verb: Any, incident: Incident, **told: Any) -> None:
        """What is refused changes nothing; how is for other tests."""
        before = Entry.objects.count()
        try:
            verb(incident.id, by=self.by, **told)
        except Refusal:
            assert Entry.objects.count() == before

    @rule(a=numbers, b=numbers, relation=relations)
    def ties(self, a: int, b: int, relation: str) -> None:
        self.try_to(link, self.one(a), ref=self.one(b).ref, relation=relation)

    @rule(a=numbers, b=numbers, relation=relations)
    def loosens(self, a: int, b: int, relation: str) -> None:
        self.try_to(unlink, self.one(a), ref=self.one(b).ref, relation=relation)

    @rule(a=numbers)
    def loosens_something(self, a: int) -> None:
        one = self.one(a)
        for relation, refs in list(one.links.items())[:1]:
            if relation in MIRRORED:
                self.try_to(unlink, one, ref=refs[0], relation=relation)

    @rule(a=numbers, b=numbers)
    def merges(self, a: int, b: int) -> None:
        self.try_to(merge, self.one(a), into=self.one(b).ref)

    @rule(a=numbers)
    def parts(self, a: int) -> None:
        self.try_to(undo_merge, self.one(a))

    @rule(a=numbers, b=numbers)
    def cancels(self, a: int, b: int) -> None:
        other = self.one(b).ref
        self.try_to(cancel, self.one(a), cause="duplicate", duplicate_of=other)

    @rule(a=numbers)
    def goes_on(self, a: int) -> None:
        self.try_to(undo_cancel, self.one(a))

    @precondition(lambda self: len(self.ids) < _MOST)
    @rule(a=numbers)
    def splits(self, a: int) -> None:
        part = split(self.one(a).id, title="A part", entries=[1], by=self.by)
        self.ids.append(part.id)

    @rule(a=numbers)
    def ends(self, a: int) -> None:
        one = self.one(a)
        children = one.links.get("parent_of", [])
        told = {"resolution": "permanent", "children": children}
        self.try_to(resolve_with_children, one, **told)

    @rule(a=numbers, answers=st.booleans())
    def speaks(self, a: int, answers: bool) -> None:
        one = self.one(a)
        (reply if answers else note)(one.id, text="heard", by=self.by)
        self.said[one.id] += 1

    @rule()
    def is_heard(self) -> None:
        """What follows does so once, however often it is heard."""
        heard = list(Entry.objects.values_list("incident_id", "seq").order_by("id"))
        follow(heard)
        before = Entry.objects.count()
        follow(heard)
        assert Entry.objects.count() == before

    @invariant()
    def rows_agree_with_timelines(self) -> None:
        assert list(drifted_incidents(self.first - 1)) == []
        ids = [*self.ids]
        assert verify_chains(min(ids), max(ids) + 1).findings == []

    @invariant()
    def both_sides_say_the_same(self) -> None:
        rows = {row.ref: row for row in Incident.objects.filter(id__in=self.ids)}
        for ref, row in rows.items():
            for relation, others in row.links.items():
                for other in others:
                    if relation == "absorbed":
                        assert rows[other].merged_into == ref
                    else:
                        back = _BACK[relation]
                        assert ref in rows[other].links.get(back, ()), (ref, relation)
            if row.merged_into:
                assert ref in rows[row.merged_into].links["absorbed"]

    @invariant()
    def nothing_leads_back_to_itself(self) -> None:
        rows = {row.ref: row for row in Incident.objects.filter(id__in=self.ids)}
        for relation in (CHILD, "caused_by"):
            for ref in rows:
                seen, left = set[str](), list(rows[ref].links.get(relation, ()))
                while left:
                    step = left.pop()
                    assert step != ref, relation
                    if step not in seen:
                        seen.add(step)
                        left += rows[step].links.get(relation, ())
        assert all(len(row.links.get(CHILD, ())) <= 1 for row in rows.values())
        for row in rows.values():
            assert row.ref not in {each.ref for each in survivors(row)}

    @invariant()
    def nothing_said_is_lost(self) -> None:
        for id, count in self.said.items():
            spoken = Entry.objects.filter(incident_id=id, kind__in=["noted", "replied"])
            own = [e for e in spoken if not e.cause]
            assert len(own) == count


def test_any_sequence_of_ties_keeps_the_laws(company: Company) -> None:
    Ties.company = company
    chosen = settings(max_examples=8, stateful_step_count=15, phases=[Phase.generate])
    run_state_machine_as_test(Ties, settings=chosen)
