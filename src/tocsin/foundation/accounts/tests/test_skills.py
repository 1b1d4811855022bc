"""Who can do what, how well, until when; and what a team lacks."""

from datetime import date

import pytest

from tocsin.foundation.accounts.actions import (
    add_person,
    add_skill,
    add_team,
    change_skill,
    change_team,
    drop_skill,
    join_team,
    set_skill,
    tell_absence,
    want_skill,
    want_skill_no_more,
)
from tocsin.foundation.accounts.models import Person, Team
from tocsin.foundation.accounts.reads import actor_of
from tocsin.foundation.accounts.refusals import (
    FactUnusable,
    NameTaken,
    NotAllowed,
    SkillUnknown,
)
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.accounts.skills import (
    lacks_of,
    skill_for,
    skills,
    skills_of,
    who_knows,
)
from tocsin.foundation.audit.reads import changes
from tocsin.kernel import clock

AGENT = Actor(kind="person", id="p-agent", roles=frozenset({"agent"}))


@pytest.fixture
def shop(db: None, hands: clock.Hands) -> dict[str, Person]:
    """Ada leads, Ben and Eve are in the team; Tom is nowhere."""
    add_team("shop", "Shop", by=SYSTEM)
    people = {
        name: add_person(name, name=name.title(), by=SYSTEM, key=f"p-{name}")
        for name in ("ada", "ben", "eve", "tom")
    }
    for name in ("ada", "ben", "eve"):
        join_team("shop", f"p-{name}", by=SYSTEM, is_lead=name == "ada")
    add_skill("sql", "SQL", about="Queries and plans", by=SYSTEM)
    return people


def test_who_knows_this_the_best_and_present_first(shop: dict[str, Person]) -> None:
    set_skill("p-ben", "sql", 2, by=SYSTEM)
    set_skill("p-eve", "sql", 3, by=SYSTEM)
    set_skill("p-ada", "sql", 3, expires_on=date(2026, 3, 1), by=SYSTEM)
    tell_absence("p-eve", clock.now(), by=SYSTEM)

    found = who_knows(skill_for(AGENT, "sql"))
    told = [(it.held.person.username, it.is_expired, bool(it.away)) for it in found]
    assert told == [("ben", False, False), ("eve", False, True), ("ada", True, False)]
    assert [it.holders for it in skills(AGENT)] == [2], "what expired counts no more"
    experts = who_knows(skill_for(AGENT, "sql"), level=3, team="shop")
    assert [it.held.person.username for it in experts] == ["eve", "ada"]


def test_a_team_sees_what_it_lacks_until_a_skill_expires(
    shop: dict[str, Person], hands: clock.Hands
) -> None:
    team = Team.objects.get(key="shop")
    want_skill("shop", "sql", level=2, people=2, by=actor_of(shop["ada"]))
    set_skill("p-ben", "sql", 2, expires_on=date(2026, 3, 2), by=SYSTEM)
    set_skill("p-eve", "sql", 1, by=SYSTEM)
    set_skill("p-tom", "sql", 3, by=SYSTEM)
    (lack,) = lacks_of(team)
    assert ([it.username for it in lack.people], lack.missing) == (["ben"], 1)

    hands.forward(days=1)
    assert lacks_of(team)[0].missing == 2, "Ben's has expired"
    want_skill_no_more("shop", "sql", by=actor_of(shop["ada"]))
    assert lacks_of(team) == []


def test_leads_tell_what_their_people_can_do_and_nobody_of_themselves(
    shop: dict[str, Person],
) -> None:
    lead = actor_of(shop["ada"])
    set_skill("p-ben", "sql", 2, evidence="Saw it", by=lead)
    assert [it.held.evidence for it in skills_of(shop["ben"])] == ["Saw it"]
    drop_skill("p-ben", "sql", by=lead)
    assert skills_of(shop["ben"]) == []
    for who, whom in (("ada", "ada"), ("ada", "tom"), ("ben", "ben"), ("ben", "eve")):
        with pytest.raises(NotAllowed):
            set_skill(f"p-{whom}", "sql", 3, by=actor_of(shop[who]))
    with pytest.raises(NotAllowed):
        want_skill("shop", "sql", by=actor_of(shop["ben"]))
    with pytest.raises(NotAllowed):
        add_skill("go", "Go", by=lead)


def test_skills_are_audited_without_the_evidence(shop: dict[str, Person]) -> None:
    for level in (1, 1, 3):
        set_skill("p-ben", "sql", level, evidence="Private", by=SYSTEM)
    told = changes("person:p-ben")[:2]
    assert [it.after for it in told] == [
        {"skill": "sql", "level": 3},
        {"skill": "sql", "level": 1},
    ]
    assert "Private" not in f"{[(it.before, it.after) for it in told]}"


def test_the_catalogue_keeps_each_name_once(shop: dict[str, Person]) -> None:
    for key, name in (("sql", "Other"), ("other", "SQL")):
        with pytest.raises(NameTaken):
            add_skill(key, name, by=SYSTEM)
    for key in ("Not a key", "new", ""):
        with pytest.raises(FactUnusable):
            add_skill(key, "Some", by=SYSTEM)
    change_skill("sql", is_active=False, by=SYSTEM, why="renamed")
    assert skills(AGENT) == []
    assert [it.skill.key for it in skills(AGENT, retired=True)] == ["sql"]
    with pytest.raises(SkillUnknown):
        set_skill("p-ben", "none", 1, by=SYSTEM)
    with pytest.raises(FactUnusable):
        set_skill("p-ben", "sql", 4, by=SYSTEM)


def test_a_team_is_reached_and_works_as_its_leads_tell(
    shop: dict[str, Person],
) -> None:
    lead = actor_of(shop["ada"])
    told = {"email": "shop@org.example", "chat": "#shop", "calendar": "office"}
    team = change_team("shop", by=lead, why="new room", **told)
    assert (team.email, team.chat, team.calendar) == tuple(told.values())
    assert changes("team:shop")[0].after == told
    for facts in ({"name": "Mine"}, {"is_active": False}):
        with pytest.raises(NotAllowed):
            change_team("shop", by=lead, **facts)
    with pytest.raises(FactUnusable):
        change_team("shop", by=lead, zone="Nowhere")
