import pytest

from tocsin.foundation.accounts.actions import (
    add_person,
    add_team,
    join_team,
    leave_team,
)
from tocsin.foundation.accounts.reads import actor_of, members, team_for, teams
from tocsin.foundation.accounts.refusals import (
    NameTaken,
    NotAllowed,
    PersonUnknown,
    TeamUnknown,
)
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.audit.reads import changes

pytestmark = pytest.mark.django_db
AGENT = Actor(kind="person", id="p-agent", roles=frozenset({"agent"}))
LEAD = Actor(
    kind="person", id="p-lead", teams=frozenset({"shop"}), leads=frozenset({"shop"})
)


def test_members_and_leads_are_the_actors_teams() -> None:
    for key in ("shop", "data"):
        add_team(key, key.title(), by=SYSTEM)
    ada = add_person("ada", by=SYSTEM)
    join_team("shop", ada.key, by=SYSTEM)
    join_team("data", ada.key, by=SYSTEM, is_lead=True)

    actor = actor_of(ada)
    assert actor.teams == {"shop", "data"}
    assert actor.leads == {"data"}
    assert not actor.is_requester


def test_joining_twice_is_told_once_and_leaving_takes_it_back() -> None:
    shop = add_team("shop", "Shop", by=SYSTEM)
    ada = add_person("ada", by=SYSTEM)
    for _again in range(2):
        join_team("shop", ada.key, by=SYSTEM)
    assert [held.person for held in members(shop)] == [ada]

    for _again in range(2):
        leave_team("shop", ada.key, by=SYSTEM)
    assert members(shop) == []
    verbs = [told.verb for told in changes("team:shop")]
    assert verbs == ["left", "joined", "added"]


def test_a_lead_changes_members_of_their_own_team_but_no_leads() -> None:
    for key in ("shop", "data"):
        add_team(key, key.title(), by=SYSTEM)
    ada, grace = add_person("ada", by=SYSTEM), add_person("grace", by=SYSTEM)
    join_team("shop", grace.key, by=SYSTEM, is_lead=True)

    join_team("shop", ada.key, by=LEAD)
    leave_team("shop", ada.key, by=LEAD)
    for refused in (
        lambda: join_team("shop", ada.key, by=LEAD, is_lead=True),
        lambda: join_team("shop", grace.key, by=LEAD),
        lambda: leave_team("shop", grace.key, by=LEAD),
        lambda: join_team("data", ada.key, by=LEAD),
        lambda: join_team("shop", ada.key, by=AGENT),
        lambda: add_team("new", "New", by=LEAD),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_names_are_unique_and_the_unknown_is_said_so() -> None:
    add_team("shop", "Shop", by=SYSTEM)
    with pytest.raises(NameTaken):
        add_team("shop2", "Shop", by=SYSTEM)
    with pytest.raises(TeamUnknown):
        join_team("none", "p-none", by=SYSTEM)
    with pytest.raises(PersonUnknown):
        join_team("shop", "p-none", by=SYSTEM)


def test_who_works_on_incidents_sees_teams_and_requesters_do_not() -> None:
    shop = add_team("shop", "Shop", by=SYSTEM)
    assert teams() == [shop]
    assert team_for(AGENT, "shop") == shop
    with pytest.raises(TeamUnknown):
        team_for(AGENT, "none")
    intake = Actor(kind="key", id="k", scopes=frozenset({"intake"}))
    for outside in (Actor(kind="person", id="p-tom"), intake):
        with pytest.raises(NotAllowed):
            team_for(outside, "shop")
