"""Resolved, confirmed, closed, reopened, cancelled: to the second."""

import pytest

from tests.company import Company, kinds
from tocsin.kernel.clock import Hands
from tocsin.register.core.models import Incident, Viewer
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.core.rules import RESOLUTION_KINDS
from tocsin.register.work.actions import (
    cancel,
    close,
    confirm,
    open_incident,
    reopen,
    resolve,
    restrict,
    undo_cancel,
    wait_for,
)
from tocsin.register.work.refusals import NotPossibleNow, TooLate, UnknownValue
from tocsin.register.work.tests.verbs import WAYS, do

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", RESOLUTION_KINDS)
def test_resolved_in_one_of_five_ways(
    company: Company, hands: Hands, kind: str
) -> None:
    incident = resolve(
        company.open().id,
        resolution=kind,
        code="restarted",
        text="Failed over.",
        by=company.actor("ada"),
    )
    assert (incident.state, incident.resolution_kind) == ("resolved", kind)
    assert (incident.resolution_code, incident.resolution_text) == (
        "restarted",
        "Failed over.",
    )
    assert incident.resolved_at == incident.restored_at == hands.moment
    assert list(entries_of([incident.id]))[-1].audience == "reporter"
    with pytest.raises(NotPossibleNow):
        resolve(incident.id, resolution=kind, by=company.actor("ada"))


@pytest.mark.parametrize("name", ["resolve", "close"])
def test_a_way_or_code_nobody_knows_is_refused(company: Company, name: str) -> None:
    incident, grace = company.open(), company.actor("grace")
    with pytest.raises(UnknownValue):
        do(name, incident, grace, resolution="magic")
    with pytest.raises(UnknownValue):
        do(name, incident, grace, code="x" * 99)


def test_closing_asks_and_keeps_the_answers(company: Company, hands: Hands) -> None:
    grace, incident = company.actor("grace"), company.open()
    resolve(incident.id, resolution="permanent", by=grace)
    hands.forward(hours=1)
    asked = {"cost": 12.5, "review": True, "invoice": "", "wrong_item": None}
    incident = close(incident.id, by=grace, code="confirmed", asked=asked)
    assert (incident.state, incident.closure_code) == ("closed", "confirmed")
    assert incident.closed_at == hands.moment
    assert incident.told == {"cost": "12.5", "review": "True"}
    with pytest.raises(NotPossibleNow):
        close(incident.id, by=grace)


def test_closing_what_is_open_resolves_it_first_and_asks_how(company: Company) -> None:
    grace, incident = company.actor("grace"), company.open()
    with pytest.raises(UnknownValue):
        close(incident.id, by=grace)
    incident = close(incident.id, by=grace, resolution="no_fault", text="All fine.")
    assert kinds(incident)[-2:] == ["resolved", "closed"]
    assert (incident.resolution_kind, incident.state) == ("no_fault", "closed")


def test_the_reporter_says_whether_it_works(company: Company, hands: Hands) -> None:
    tom, incident = company.actor("tom"), company.open("tom")
    with pytest.raises(NotPossibleNow):
        confirm(incident.id, by=tom)
    resolve(incident.id, resolution="permanent", by=company.actor("ada"))
    incident = confirm(incident.id, by=tom, answer="not_solved")
    assert (incident.state, incident.confirmed_at) == ("resolved", None)
    incident = confirm(incident.id, by=tom)
    assert (incident.state, incident.confirmed_at) == ("resolved", hands.moment)
    with pytest.raises(UnknownValue):
        confirm(incident.id, by=tom, answer="maybe")


# Reopened.


@pytest.mark.parametrize("state", ["resolved", "closed"])
def test_reopened_on_the_last_second_of_the_window_and_not_after(
    company: Company, hands: Hands, state: str
) -> None:
    grace, tom = company.actor("grace"), company.actor("tom")
    for seconds, goes_on in ((0, True), (1, False)):
        incident = company.open("tom")
        for step in WAYS[state]:
            incident = do(step, incident, grace)
        hands.forward(days=14, seconds=seconds)
        after = reopen(incident.id, by=tom, reason="It is back.")
        assert (after.id == incident.id) == goes_on
        assert after.reopened_count == (1 if goes_on else 0)


def test_the_window_counts_from_closing_not_from_resolving(
    company: Company, hands: Hands
) -> None:
    grace, incident = company.actor("grace"), company.open()
    resolve(incident.id, resolution="permanent", by=grace)
    hands.forward(days=10)
    close(incident.id, by=grace)
    hands.forward(days=10)
    assert reopen(incident.id, by=grace).id == incident.id


def test_after_the_window_a_new_incident_goes_on_and_both_say_so(
    company: Company, hands: Hands
) -> None:
    incident = company.open("tom", title="Checkout is slow")
    incident = close(incident.id, resolution="permanent", by=company.actor("grace"))
    hands.forward(days=15)
    after = reopen(incident.id, by=company.actor("tom"), reason="Slow again.")
    assert (after.title, after.description) == ("Checkout is slow", "Slow again.")
    assert (after.service_id, after.team_id) == ("checkout", "infrastructure")
    assert (after.state, after.reporter_id) == ("assigned", "p-tom")
    incident.refresh_from_db()
    assert (incident.state, kinds(incident)[-1]) == ("closed", "linked")
    links = [list(entries_of([one.id]))[-1].body for one in (after, incident)]
    assert links == [
        {"ref": incident.ref, "relation": "reopens"},
        {"ref": after.ref, "relation": "reopened_as"},
    ]


def test_what_was_secret_or_a_drill_goes_on_as_one(
    company: Company, hands: Hands
) -> None:
    marc, grace = company.actor("marc"), company.actor("grace")
    incident = open_incident({"title": "A leak"}, by=grace, is_drill=True)
    restrict(incident.id, people=["p-ada"], by=marc)
    close(incident.id, resolution="permanent", by=marc)
    hands.forward(days=15)
    after = reopen(incident.id, by=marc)
    assert (after.id != incident.id, after.restricted, after.is_drill) == (
        True,
        True,
        True,
    )
    named = {viewer.person_id for viewer in Viewer.objects.filter(incident=after)}
    assert named == {"p-ada", "p-marc"}


def test_what_is_open_is_not_reopened(company: Company) -> None:
    with pytest.raises(NotPossibleNow):
        reopen(company.open().id, by=company.actor("grace"))


# Cancelled, and undone.

OPEN_STATES = ["registered", "assigned", "diagnosis", "waiting", "restored"]


def brought_to(state: str, company: Company) -> Incident:
    """An incident that may be cancelled; a category brings it past `registered`."""
    if state == "registered":
        return company.open(category=None, service=None)
    incident = company.open()
    for step in WAYS[state] if state != "assigned" else []:
        incident = do(step, incident, company.actor("grace"))
    return incident


@pytest.mark.parametrize("state", OPEN_STATES)
def test_cancelled_from_any_open_state_and_back(
    company: Company, hands: Hands, state: str
) -> None:
    grace, incident = company.actor("grace"), brought_to(state, company)
    assert incident.state == state
    before = (state, incident.waiting_cause, incident.whence)
    incident = cancel(incident.id, cause="false_alarm", by=grace)
    assert (incident.state, incident.cancel_reason) == ("cancelled", "false_alarm")
    assert incident.cancelled_at == hands.moment
    hands.forward(days=30)
    incident = undo_cancel(incident.id, by=grace)
    assert (incident.state, incident.waiting_cause, incident.whence) == before
    assert (incident.cancelled_at, incident.cancel_reason) == (None, "")


def test_after_thirty_days_it_stays_cancelled(company: Company, hands: Hands) -> None:
    grace = company.actor("grace")
    incident = cancel(company.open().id, cause="request", by=grace)
    hands.forward(days=30, seconds=1)
    with pytest.raises(TooLate, match="30 days") as refusal:
        undo_cancel(incident.id, by=grace)
    assert "Open a new incident" in refusal.value.help


def test_waiting_goes_on_after_an_undone_cancellation(company: Company) -> None:
    grace, incident = company.actor("grace"), brought_to("restored", company)
    wait_for(incident.id, cause="supplier", by=grace)
    cancel(incident.id, cause="false_alarm", by=grace)
    incident = undo_cancel(incident.id, by=grace)
    assert (incident.state, incident.waiting_cause) == ("waiting", "supplier")
    assert do("resume", incident, grace).state == "restored"


def test_a_duplicate_names_the_other_and_both_say_so(company: Company) -> None:
    grace, one, other = company.actor("grace"), company.open(), company.open()
    incident = cancel(one.id, cause="duplicate", duplicate_of=other.ref, by=grace)
    assert incident.duplicate_of == other.ref
    theirs = list(entries_of([other.id]))[-1]
    assert theirs.body == {"ref": one.ref, "relation": "has_duplicate"}


def test_a_cause_nobody_knows_cancels_nothing(company: Company) -> None:
    incident = company.open()
    with pytest.raises(UnknownValue):
        cancel(incident.id, cause="boredom", by=company.actor("grace"))
    assert Incident.objects.get(id=incident.id).state == "assigned"
