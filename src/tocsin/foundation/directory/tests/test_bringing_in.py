"""People come in from a source, change with it, and leave with it."""

import pytest

from tests.company import Company
from tocsin.foundation.accounts.actions import deactivate, join_team
from tocsin.foundation.accounts.models import Membership, Person
from tocsin.foundation.accounts.reads import roles_of
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.audit.models import Change
from tocsin.foundation.directory.actions import start_run
from tocsin.foundation.directory.models import Run, Tie
from tocsin.foundation.directory.reads import leavers
from tocsin.foundation.directory.tests.sources import bring, person, planned, told


def test_they_come_in_and_the_second_time_nothing_changes(company: Company) -> None:
    people = [
        told("lea", email="lea@shop.example", phone="+33 1", job_title="Clerk"),
        told("max", manager="lea", teams={"application": True}, roles={"agent"}),
    ]
    first = bring(*people)
    assert (first.state, first.added, first.refused) == ("done", 2, 0)
    max_ = person("max")
    assert max_.line_manager == person("lea")
    assert roles_of(max_) == ["agent"]
    assert max_.memberships.get().is_lead
    assert not max_.has_usable_password()
    assert (max_.source, max_.external_id) == ("hr", "max")
    assert planned(*people).is_empty
    again = bring(*people)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)


def test_a_person_who_is_known_is_found_and_changed(company: Company) -> None:
    run = bring(told("E1", username="ADA", name="Ada Byron", email="ada@shop.example"))
    assert (run.added, run.changed) == (0, 1)
    ada = Person.objects.get(key="p-ada")
    assert ada.name == "Ada Byron"
    by_address = bring(told("x", username="benjamin", email="BEN@shop.example"))
    assert by_address.added == 0
    assert Person.objects.get(key="p-ben").username == "benjamin"


def test_who_is_gone_is_deactivated_and_waits_to_be_handed_over(
    company: Company,
) -> None:
    bring(told("lea"), told("max"))
    run = bring(told("lea"))
    assert run.deactivated == 1
    assert not person("max").is_active
    assert [leaver.person.username for leaver in leavers()] == ["max"]
    assert company.grace.is_active, "nobody else's people are touched"
    assert Person.objects.get(key="p-grace").is_active
    back = bring(told("lea"), told("max"))
    assert (back.changed, person("max").is_active) == (1, True)
    assert leavers() == []


def test_who_was_deactivated_by_hand_stays_so(company: Company) -> None:
    bring(told("lea"), told("max"))
    deactivate(person("max").key, by=SYSTEM)
    assert bring(told("lea"), told("max")).changed == 0
    assert not person("max").is_active
    bring(told("lea"), told("max", is_active=False))
    bring(told("lea"), told("max"))
    assert person("max").is_active, "the source has said that they are back"


def test_too_many_leavers_hold_the_run_until_somebody_confirms(
    company: Company,
) -> None:
    names = [f"p{number:02}" for number in range(20)]
    bring(*map(told, names))
    held = bring(*map(told, names[:17]), confirm=False)
    assert held.state == Run.State.HELD
    assert "3 of 20" in held.why
    assert Person.objects.filter(username__in=names, is_active=True).count() == 20
    assert bring(*map(told, names[:18]), confirm=False).deactivated == 2
    assert bring(*map(told, names[:9])).deactivated == 9


def test_two_sources_never_fight_over_one_person(company: Company) -> None:
    bring(told("lea", email="lea@hr.example", phone="1"))
    mail = told("m-1", username="lea", email="lea@it.example", department="Shop")
    run = bring(mail, source="ldap")
    assert person("lea").email == "lea@hr.example", "hr answers for it"
    assert person("lea").department == "Shop"
    assert run.changed == 1
    assert bring(mail, source="ldap").unchanged == 1
    assert planned(told("lea", email="lea@hr.example", phone="1")).is_empty
    bring(source="hr")
    assert person("lea").is_active, "the other source still tells of them"
    bring(source="ldap")
    assert not person("lea").is_active


def test_only_what_a_source_brought_it_takes_away(company: Company) -> None:
    bring(told("lea", teams={"application": False}, roles={"agent"}))
    lea = person("lea")
    join_team("infrastructure", lea.key, by=SYSTEM)
    Person.objects.filter(key=lea.key).update(is_auditor=True)
    bring(told("lea", teams={}, roles=frozenset()))
    held = Membership.objects.filter(person=lea).values_list("team__key", flat=True)
    assert list(held) == ["infrastructure"]
    assert roles_of(person("lea")) == ["auditor"]


def test_the_last_administrator_is_never_taken(company: Company) -> None:
    bring(told("root", roles={"administrator"}), told("lea"))
    run = bring(told("lea"))
    assert person("root").is_active
    assert run.refused == 1


def test_the_last_duty_manager_is_never_taken(company: Company) -> None:
    bring(told("marc"), told("lea"))
    assert bring(told("lea")).refused == 1
    assert person("marc").is_active


def test_what_cannot_be_brought_in_is_told_and_is_not_gone(company: Company) -> None:
    bring(told("lea"), told("max"))
    plan = planned(
        told("lea", email="no address", line=2),
        told("max", zone="Mars/Olympus", line=3),
        told("ben", email="ada@shop.example", line=4),
        told("new", teams={"no-such": False}, line=5),
        told("new", line=6),
        told("new", line=7),
        told("", username="", line=8),
    )
    assert [fault.line for fault in plan.faults] == [2, 3, 4, 5, 7, 8]
    assert plan.leaving == []
    assert [move.ref for move in plan.new] == ["new"]


def test_a_circle_of_line_managers_is_left_out(company: Company) -> None:
    run = bring(told("lea", manager="max"), told("max", manager="lea"))
    assert (run.added, run.refused) == (2, 1)
    assert person("lea").line_manager == person("max")
    assert person("max").line_manager is None


def test_it_is_audited_without_what_is_personal(company: Company) -> None:
    bring(told("lea", phone="+33 142", teams={"application": False}))
    rows = Change.objects.filter(subject=f"person:{person('lea').key}")
    assert [row.verb for row in rows] == ["added"]
    assert "+33 142" not in str(rows.get().after)
    bring(told("lea", phone="+33 143", manager="max"), told("max"))
    change = rows.get(verb="changed")
    assert change.before == {"line_manager": None}
    assert change.after is not None
    assert change.after["line_manager"] == person("max").key, "people appear by key"
    assert "+33 143" not in str(change.after)
    assert Change.objects.filter(subject="team:application", verb="joined").exists()
    assert Change.objects.filter(subject="directory:hr", verb="run started").exists()


def test_teams_are_made_only_when_that_is_wanted(company: Company) -> None:
    bring(told("lea", teams={"New Team": True}), makes_teams=True)
    assert person("lea").memberships.get().team.key == "new-team"
    assert planned(told("lea", teams={"new team": True})).is_empty


def test_inactive_strangers_are_passed_over(company: Company) -> None:
    run = bring(told("gone", is_active=False))
    assert (run.passed_over, run.added) == (1, 0)


def test_a_new_identifier_of_somebody_is_refused_while_the_old_one_lives(
    company: Company,
) -> None:
    bring(told("E1", username="lea"))
    assert planned(told("E1", username="lea"), told("E2", username="lea")).faults
    bring(whole=True)
    bring(told("E2", username="lea"))
    assert Tie.objects.get(person=person("lea")).ref == "E2"
    assert person("lea").is_active


@pytest.mark.parametrize("name", ["ada", "grace", "eva", "tom"])
def test_only_administrators_start_a_run(company: Company, name: str) -> None:
    with pytest.raises(NotAllowed):
        start_run("hr", "file", by=company.actor(name))
