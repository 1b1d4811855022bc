"""From assigned to restored: each verb once, again, too late to fit, and told late."""

from datetime import timedelta

import pytest

from tests.company import Company, kinds
from tocsin.kernel.clock import Hands
from tocsin.register.core.models import Incident
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.core.rules import ENDED, WAITING_CAUSES
from tocsin.register.work.actions import (
    accept,
    acknowledge,
    assign,
    begin_diagnosis,
    mitigate,
    own,
    restore,
    resume,
    return_impact,
    wait_for,
)
from tocsin.register.work.refusals import NotPossibleNow, NotYet, UnknownValue
from tocsin.register.work.tests.verbs import WAYS, do
from tocsin.register.work.timeline import timeline

pytestmark = pytest.mark.django_db

ENDINGS = sorted(ENDED)


def ended(company: Company, state: str) -> Incident:
    incident = company.open()
    for step in WAYS[state]:
        incident = do(step, incident, company.actor("grace"))
    assert incident.state == state
    return incident


@pytest.mark.parametrize("state", ENDINGS)
def test_what_ended_is_not_worked_on_and_says_what_is_possible(
    company: Company, state: str
) -> None:
    incident, grace = ended(company, state), company.actor("grace")
    for name in """accept acknowledge assign begin_diagnosis classify own resolve
        restore return_impact resume wait_for cancel""".split():
        with pytest.raises(NotPossibleNow) as refusal:
            do(name, incident, grace)
        assert incident.ref in str(refusal.value)
        assert refusal.value.help != "Possible from here: -.", "there is a way on"
    assert Incident.objects.get(id=incident.id).seq == incident.seq


def test_assigned_to_another_team_it_is_the_duty_managers_again(
    company: Company,
) -> None:
    grace = company.actor("grace")
    incident = accept(company.open().id, by=company.actor("ada"))
    incident = assign(incident.id, team="application", by=grace, note="A deploy.")
    assert (incident.team_id, incident.state) == ("application", "diagnosis")
    assert (incident.owner_id, incident.owner_role) == (None, "duty_manager")
    assert incident.reassigned_count == 1
    body = list(entries_of([incident.id]))[-1].body
    assert (body["from_team"], body["note"]) == ("infrastructure", "A deploy.")


def test_assigned_again_to_whom_has_it_changes_nothing(company: Company) -> None:
    grace, incident = company.actor("grace"), company.open()
    again = assign(incident.id, team="infrastructure", by=grace)
    assert (again.seq, again.reassigned_count) == (incident.seq, 0)
    named = assign(incident.id, team="infrastructure", owner="p-ada", by=grace)
    assert (named.owner_id, named.owner_role) == ("p-ada", "")
    assert named.reassigned_count == 0


def test_assigned_to_nobody_known_is_refused_with_those_who_are(
    company: Company,
) -> None:
    with pytest.raises(UnknownValue) as refusal:
        assign(company.open().id, team="printers\x00", by=company.actor("grace"))
    assert "application, infrastructure, service-desk" in refusal.value.help


def test_owned_by_a_person_or_failing_one_the_duty_manager(company: Company) -> None:
    grace, incident = company.actor("grace"), company.open()
    incident = own(incident.id, owner="p-ben", by=grace)
    assert (incident.owner_id, incident.owner_role) == ("p-ben", "")
    assert own(incident.id, owner="p-ben", by=grace).seq == incident.seq
    incident = own(incident.id, owner=None, by=grace)
    assert (incident.owner_id, incident.owner_role) == (None, "duty_manager")
    with pytest.raises(UnknownValue):
        own(incident.id, owner="p-nobody", by=grace)


def test_acknowledged_once_by_whoever_was_first(company: Company, hands: Hands) -> None:
    incident = company.open()
    hands.forward(minutes=2)
    first = acknowledge(incident.id, by=company.actor("ada"))
    hands.forward(minutes=2)
    second = acknowledge(incident.id, by=company.actor("grace"), seq=1)
    assert first.acknowledged_at == second.acknowledged_at
    assert first.seq == second.seq
    assert (second.owner_id, second.state) == (None, "assigned"), "changes no owner"


def test_accepted_makes_the_person_owner_and_acknowledges(
    company: Company, hands: Hands
) -> None:
    incident = accept(company.open().id, by=company.actor("ada"))
    assert (incident.owner_id, incident.state) == ("p-ada", "diagnosis")
    assert incident.acknowledged_at == incident.accepted_at == hands.moment
    hands.forward(minutes=5)
    assert accept(incident.id, by=company.actor("ada")).seq == incident.seq
    handed_on = accept(incident.id, by=company.actor("grace"))
    assert handed_on.owner_id == "p-grace"
    assert handed_on.accepted_at == incident.accepted_at, "the first one counts"


def test_accepted_while_restored_it_stays_restored(company: Company) -> None:
    restored = restore(company.open().id, by=company.actor("ada"))
    incident = accept(restored.id, by=company.actor("ada"))
    assert (incident.state, incident.owner_id) == ("restored", "p-ada")


def test_diagnosis_begins_once(company: Company) -> None:
    ada = company.actor("ada")
    incident = begin_diagnosis(company.open().id, by=ada)
    assert begin_diagnosis(incident.id, by=ada).seq == incident.seq
    with pytest.raises(NotPossibleNow):
        begin_diagnosis(restore(incident.id, by=ada).id, by=ada)


@pytest.mark.parametrize("whence", ["assigned", "diagnosis", "restored"])
def test_it_waits_from_and_goes_back_to(company: Company, whence: str) -> None:
    ada, incident = company.actor("ada"), company.open()
    for step in {"diagnosis": ["accept"], "restored": ["restore"]}.get(whence, []):
        do(step, incident, ada)
    for cause in WAITING_CAUSES:
        incident = wait_for(incident.id, cause=cause, by=ada)
        assert (incident.state, incident.waiting_cause) == ("waiting", cause)
    again = wait_for(incident.id, cause="other", by=ada)
    assert again.seq == incident.seq
    incident = resume(incident.id, by=ada)
    assert (incident.state, incident.waiting_cause) == (whence, "")


def test_nobody_waits_before_a_team_has_it(company: Company) -> None:
    incident = company.open(category=None, service=None)
    assert incident.state == "registered"
    with pytest.raises(NotPossibleNow) as refusal:
        wait_for(incident.id, cause="supplier", by=company.actor("grace"))
    assert "assigned" in refusal.value.help


def test_a_cause_nobody_knows_is_refused(company: Company) -> None:
    with pytest.raises(UnknownValue, match="weather"):
        wait_for(company.open().id, cause="weather", by=company.actor("grace"))


def test_restored_is_not_resolved_and_may_have_been_too_soon(
    company: Company, hands: Hands
) -> None:
    ada = company.actor("ada")
    incident = restore(company.open().id, by=ada)
    assert (incident.restored_at, incident.resolved_at) == (hands.moment, None)
    assert restore(incident.id, by=ada).seq == incident.seq
    incident = return_impact(incident.id, by=ada, note="Down again.")
    assert (incident.state, incident.restored_at) == ("diagnosis", None)
    with pytest.raises(NotPossibleNow):
        return_impact(incident.id, by=ada)


def test_mitigated_is_told_as_often_as_it_happens_and_moves_no_state(
    company: Company, hands: Hands
) -> None:
    ada, incident = company.actor("ada"), company.open()
    hands.forward(minutes=10)
    incident = mitigate(incident.id, by=ada, note="Half of the load is taken away.")
    assert (incident.mitigated_at, incident.state) == (hands.moment, "assigned")
    earlier = hands.moment - timedelta(minutes=4)
    hands.forward(minutes=10)
    incident = mitigate(incident.id, by=ada)
    assert incident.mitigated_at == hands.moment - timedelta(minutes=10)
    incident = mitigate(incident.id, by=ada, happened_at=earlier)
    assert incident.mitigated_at == earlier, "the first of them"
    assert kinds(incident).count("mitigated") == 3
    assert timeline(incident, ada)[-1].sentence == "Ada reduced the impact"
    with pytest.raises(NotPossibleNow):
        mitigate(do("resolve", incident, ada).id, by=ada)


def test_told_late_sets_the_fact_and_leaves_the_state(
    company: Company, hands: Hands
) -> None:
    ada, incident = company.actor("ada"), company.open()
    hands.forward(minutes=60)
    restore(incident.id, by=ada)
    earlier = hands.moment - timedelta(minutes=20)
    hands.forward(minutes=5)
    incident = accept(incident.id, by=ada, happened_at=earlier)
    assert (incident.state, incident.accepted_at) == ("restored", earlier)
    told = list(entries_of([incident.id]))[-1]
    assert (told.happened_at, told.recorded_at) == (earlier, hands.moment)
    assert (told.happened_basis, kinds(incident)[-1]) == ("stated", "accepted")


def test_what_has_not_happened_yet_is_not_told(company: Company, hands: Hands) -> None:
    ada, incident = company.actor("ada"), company.open()
    soon = hands.moment + timedelta(minutes=2)
    with pytest.raises(NotYet):
        restore(incident.id, by=ada, happened_at=soon + timedelta(seconds=1))
    assert restore(incident.id, by=ada, happened_at=soon).state == "restored", (
        "two clocks may differ by that much"
    )
