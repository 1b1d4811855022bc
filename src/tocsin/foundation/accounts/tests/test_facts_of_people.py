"""What a directory knows of people: who tells it, and what is kept of the telling."""

from typing import Any

import pytest

from tocsin.foundation.accounts.actions import (
    add_person,
    change_person,
    erase_person,
    set_contacts,
    set_skill,
    tell_absence,
)
from tocsin.foundation.accounts.actions.skills import add_skill
from tocsin.foundation.accounts.directory import (
    Wanted,
    contacts_of,
    find_people,
    person_from,
    reports_of,
)
from tocsin.foundation.accounts.models import Absence, Contact, HeldSkill, Person
from tocsin.foundation.accounts.reads import actor_of
from tocsin.foundation.accounts.refusals import (
    AlreadyErased,
    FactUnusable,
    ManagerCircle,
    NameTaken,
    NotAllowed,
    PersonUnknown,
)
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.audit.reads import changes
from tocsin.kernel import clock

pytestmark = pytest.mark.django_db
AGENT = Actor(kind="person", id="p-agent", roles=frozenset({"agent"}))


def somebody(name: str, **facts: Any) -> Person:
    return add_person(name, by=SYSTEM, key=f"p-{name}", name=name.title(), **facts)


def test_a_person_is_told_whole_and_told_again_changes_nothing() -> None:
    nora, ben = somebody("nora"), somebody("ben")
    whole: dict[str, Any] = {
        "job_title": "Database engineer",
        "department": "Operations",
        "employee_number": "E-17",
        "source": "ldap",
        "external_id": "aa-17",
        "languages": ["fr", "en", "fr", " "],
        "line_manager": nora.key,
        "deputy": ben.key,
        "is_vip": True,
        "zone": "Europe/Paris",
    }
    ada = add_person("ada", by=SYSTEM, **whole)

    assert ada.languages == ["fr", "en"]
    assert (ada.line_manager, ada.deputy) == (nora, ben)
    assert person_from("ldap", "aa-17") == ada
    assert reports_of(nora) == [ada]
    before = len(changes(f"person:{ada.key}"))
    change_person(ada.key, by=SYSTEM, **whole)
    assert len(changes(f"person:{ada.key}")) == before


def test_the_audit_tells_which_facts_and_of_people_only_keys() -> None:
    ada, nora = somebody("ada"), somebody("nora")
    change_person(
        ada.key, by=SYSTEM, why="moved", line_manager=nora.key, department="Legal"
    )
    told = changes(f"person:{ada.key}")[0]
    assert told.before == {"line_manager": None}
    facts = ["department", "line_manager"]
    assert told.after == {"facts": facts, "line_manager": nora.key}
    assert told.why == "moved"


def test_people_tell_what_is_their_own_and_no_more() -> None:
    ada, ben = somebody("ada"), somebody("ben")
    own = actor_of(ada)
    change_person(ada.key, by=own, languages=["en"], deputy=ben.key, site="paris")
    for facts in (
        {"is_vip": True},
        {"line_manager": ben.key},
        {"job_title": "Queen"},
        {"department": "Mine"},
        {"employee_number": "1"},
        {"external_id": "x", "source": "y"},
    ):
        with pytest.raises(NotAllowed):
            change_person(ada.key, by=own, **facts)
    with pytest.raises(NotAllowed):
        change_person(ben.key, by=own, languages=["en"])


def test_nobody_is_their_own_manager_in_any_way() -> None:
    for name in ("ada", "ben", "eve"):
        somebody(name)
    change_person("p-ada", by=SYSTEM, line_manager="p-ben")
    change_person("p-ben", by=SYSTEM, line_manager="p-eve")
    with pytest.raises(ManagerCircle):
        change_person("p-eve", by=SYSTEM, line_manager="p-ada")
    for name in ("line_manager", "deputy"):
        with pytest.raises(FactUnusable):
            change_person("p-eve", by=SYSTEM, **{name: "p-eve"})
        with pytest.raises(PersonUnknown):
            change_person("p-eve", by=SYSTEM, **{name: "p-nobody"})


def test_two_may_stand_in_for_each_other() -> None:
    somebody("ada"), somebody("ben")
    change_person("p-ada", by=SYSTEM, deputy="p-ben")
    change_person("p-ben", by=SYSTEM, deputy="p-ada")


@pytest.mark.parametrize(
    "facts",
    [
        {"zone": "Mars/Olympus"},
        {"zone": ""},
        {"language": "not a language"},
        {"languages": ["en", "?"]},
        {"email": "nobody"},
        {"job_title": "x" * 121},
    ],
)
def test_what_cannot_be_is_refused(facts: dict[str, Any]) -> None:
    somebody("ada")
    with pytest.raises(FactUnusable):
        change_person("p-ada", by=SYSTEM, **facts)


def test_a_source_knows_each_number_once() -> None:
    somebody("ada", source="ldap", external_id="1", employee_number="7")
    somebody("ben", source="scim", external_id="1", employee_number="7")
    for facts in ({"external_id": "1"}, {"employee_number": "7"}):
        with pytest.raises(NameTaken, match=next(iter(facts.values()))):
            somebody("eve", source="ldap", **facts)


def test_contacts_are_exactly_those_that_were_told_in_their_order() -> None:
    ada = somebody("ada", email="ada@shop.example", phone="+33 1 22")
    told = [
        {"kind": "mobile", "value": "+33 6 12 34 56", "label": "day and night"},
        {"kind": "chat", "value": "@ada"},
    ]
    set_contacts(ada.key, told, by=actor_of(ada))
    at = clock.now()
    Contact.objects.filter(kind="chat").update(verified_at=at)
    set_contacts(ada.key, reversed(told), by=SYSTEM)

    shown = [(each.kind, each.value) for each in contacts_of(ada)]
    assert shown == [
        ("email", "ada@shop.example"),
        ("phone", "+33 1 22"),
        ("chat", "@ada"),
        ("mobile", "+33 6 12 34 56"),
    ]
    assert ada.contacts.get(kind="chat").verified_at == at, "its value is the same"
    audited = changes(f"person:{ada.key}")[0].after
    assert audited == {"contacts": ["chat", "mobile"]}

    set_contacts(ada.key, [{"kind": "chat", "value": "@ada.l"}], by=SYSTEM)
    assert ada.contacts.get().verified_at is None


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("email", "nobody"),
        ("phone", "call me"),
        ("mobile", ""),
        ("pigeon", "x"),
        ("chat", "x" * 255),
    ],
)
def test_a_contact_that_reaches_nobody_is_refused(kind: str, value: str) -> None:
    somebody("ada")
    with pytest.raises(FactUnusable):
        set_contacts("p-ada", [{"kind": kind, "value": value}], by=SYSTEM)
    with pytest.raises(NotAllowed):
        set_contacts("p-ada", [], by=AGENT)


def test_erasing_leaves_nothing_of_what_was_told() -> None:
    somebody("ben"), somebody("eve")
    ada = somebody(
        "ada",
        job_title="Adastitle",
        department="Adasdept",
        employee_number="Adasnumber",
        source="ldap",
        external_id="Adasid",
        languages=["fr"],
        line_manager="p-ben",
        deputy="p-ben",
        is_vip=True,
    )
    set_contacts(ada.key, [{"kind": "chat", "value": "@adaschat"}], by=SYSTEM)
    add_skill("sql", "SQL", by=SYSTEM)
    set_skill(ada.key, "sql", 3, evidence="Adasproof", by=SYSTEM)
    tell_absence(ada.key, clock.now(), by=SYSTEM)
    tell_absence("p-eve", clock.now(), stands_in=ada.key, by=SYSTEM)
    change_person("p-ben", by=SYSTEM, deputy=ada.key)
    change_person("p-eve", by=SYSTEM, line_manager=ada.key)

    erase_person(ada.key, by=SYSTEM, why="asked for")

    row = Person.objects.filter(key=ada.key).values().get()
    audited = [f"{it.subject} {it.before} {it.after} {it.why}" for it in changes()]
    left = f"{row} {audited}".casefold()
    for personal in ("adas", "@adas", "'fr'", "ldap"):
        assert personal not in left
    held = [m.objects.filter(person=ada).count() for m in (Contact, HeldSkill)]
    assert held == [0, 0]
    assert [each.stands_in_id for each in Absence.objects.all()] == [None]
    assert not Person.objects.filter(line_manager__key=ada.key).exists()
    assert not Person.objects.filter(deputy__key=ada.key).exists()
    with pytest.raises(AlreadyErased):
        change_person(ada.key, by=SYSTEM, name="Ada")


def test_people_are_found_page_by_page() -> None:
    for number in range(5):
        somebody(f"sam{number}", department="Desk")
    somebody("zoe", roles=["auditor"], employee_number="E-9")
    first = find_people(AGENT, Wanted(q="sam"), limit=3)
    rest = find_people(AGENT, Wanted(q="sam"), limit=3, cursor=first.cursor or "")
    names = [person.username for person in (*first.rows, *rest.rows)]
    assert names == ["sam0", "sam1", "sam2", "sam3", "sam4"]
    assert rest.cursor is None
    assert [it.username for it in find_people(AGENT, Wanted(q="e-9")).rows] == ["zoe"]
    auditors = find_people(AGENT, Wanted(role="auditor")).rows
    assert [it.username for it in auditors] == ["zoe"]
    assert len(find_people(AGENT, Wanted(role="requester")).rows) == 5
    with pytest.raises(NotAllowed):
        find_people(Actor(kind="person", id="p-sam0"), Wanted())
