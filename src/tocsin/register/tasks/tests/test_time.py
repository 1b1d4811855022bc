"""Time spent: told, summed, taken back."""

from datetime import timedelta

import pytest

from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.kernel import clock
from tocsin.register.tasks.actions import add_task, spend_time
from tocsin.register.tasks.reads import minutes_by, minutes_on, time_on
from tocsin.register.tasks.refusals import MinutesUnfit, PersonWanted, TaskUnknown
from tocsin.register.work.actions import note, restrict, retract
from tocsin.register.work.refusals import NotYet, NotYours, UnknownValue

KEY = Actor(kind="key", id="k-1", via="api", scopes=frozenset({"work"}))


def test_time_is_summed_by_incident_person_team_and_activity(
    company: Company, hands: clock.Hands
) -> None:
    one, two = company.open(), company.open()
    began, grace = clock.now(), company.actor("grace")
    spend_time(one.id, minutes=30, activity="repair", by=company.actor("ada"))
    spend_time(one.id, minutes=15, by=company.actor("ben"))
    hands.forward(hours=1)
    spend_time(two.id, minutes=60, person="p-ada", activity="travel", by=grace)
    spend_time(two.id, minutes=5, by=company.actor("eva"))

    worked = time_on(one, grace)
    assert (worked.minutes, worked.by_person) == (45, {"p-ada": 30, "p-ben": 15})
    assert worked.by_team == {"infrastructure": 30, "application": 15}
    assert worked.by_activity == {"repair": 30, "other": 15}
    assert minutes_on([one.id, two.id]) == {one.id: 45, two.id: 65}
    assert time_on(one, company.actor("tom")).minutes == 0

    def sums(by: str, since: int, until: int) -> dict[str, tuple[int, int]]:
        at = [began + timedelta(minutes=m) for m in (since, until)]
        found = minutes_by(grace, by, since=at[0], until=at[1])
        return {each.key: (each.minutes, each.incidents) for each in found}

    people = {"p-ada": (90, 2), "p-ben": (15, 1), "p-eva": (5, 1)}
    assert sums("person", 0, 61) == people
    assert sums("team", 0, 61) == {
        "infrastructure": (90, 2),
        "application": (15, 1),
        "": (5, 1),
    }
    assert sums("activity", 0, 60) == {"repair": (30, 1), "other": (15, 1)}
    assert sums("person", 1, 60) == {}


def test_what_is_taken_back_counts_no_more(company: Company) -> None:
    incident, ben = company.open(), company.actor("ben")
    entry = spend_time(incident.id, minutes=30, by=ben).seq
    other = spend_time(incident.id, minutes=10, by=company.actor("eva")).seq
    with pytest.raises(NotYours):
        retract(incident.id, entry=other, by=ben)
    retract(incident.id, entry=entry, reason="Not here", by=ben)
    assert minutes_on([incident.id]) == {incident.id: 10}
    retract(incident.id, entry=other, by=company.actor("ada"))
    assert minutes_on([incident.id]) == {}
    said = note(incident.id, text="mine", by=ben).seq
    with pytest.raises(NotYours):
        retract(incident.id, entry=said, by=ben)


def test_sums_hold_only_what_one_may_see(company: Company) -> None:
    secret, marc = company.open(), company.actor("marc")
    spend_time(secret.id, minutes=30, by=marc)
    restrict(secret.id, people=[], by=marc)
    day = {"since": clock.now() - timedelta(days=1)}
    day |= {"until": clock.now() + timedelta(days=1)}
    assert minutes_by(company.actor("ada"), "person", **day) == []
    assert [each.minutes for each in minutes_by(marc, "person", **day)] == [30]


def test_time_of_others_is_told_by_those_who_work_on_it(company: Company) -> None:
    incident = company.open()
    with pytest.raises(NotYours):
        spend_time(incident.id, minutes=5, person="p-ada", by=company.actor("ben"))
    with pytest.raises(PersonWanted):
        spend_time(incident.id, minutes=5, by=KEY)
    spend_time(incident.id, minutes=5, person="p-ada", by=KEY)
    assert time_on(incident, SYSTEM).by_person == {"p-ada": 5}


def test_what_cannot_be_is_refused(company: Company) -> None:
    incident, ada = company.open(), company.actor("ada")
    for minutes in (0, -1, 24 * 60 + 1):
        with pytest.raises(MinutesUnfit):
            spend_time(incident.id, minutes=minutes, by=ada)
    with pytest.raises(UnknownValue):
        spend_time(incident.id, minutes=5, activity="tea", by=ada)
    with pytest.raises(UnknownValue):
        spend_time(incident.id, minutes=5, person="p-nobody", by=ada)
    with pytest.raises(TaskUnknown):
        spend_time(incident.id, minutes=5, task=1, by=ada)
    add_task(incident.id, title="x", by=ada)
    later = clock.now() + timedelta(hours=1)
    with pytest.raises(NotYet):
        spend_time(incident.id, minutes=5, task=1, happened_at=later, by=ada)
