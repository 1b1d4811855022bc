import pytest

from tocsin.foundation.accounts.actions import (
    add_person,
    change_person,
    deactivate,
    reactivate,
    set_duty_manager,
    set_password,
    set_roles,
)
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import (
    actor_of,
    duty_managers,
    names_of,
    people,
    person_called,
    person_for,
)
from tocsin.foundation.accounts.refusals import (
    LastAdministrator,
    NameTaken,
    NotAllowed,
    PasswordWeak,
    PersonUnknown,
    RoleUnknown,
)
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.audit.reads import changes

pytestmark = pytest.mark.django_db
AGENT = Actor(kind="person", id="p-agent", roles=frozenset({"agent"}))
GOOD = "four unlikely words together"


def test_a_person_without_a_password_is_known_and_cannot_sign_in() -> None:
    tom = add_person("tom", name="Tom Brandt", by=SYSTEM)

    assert tom.key.startswith("p-")
    assert not tom.has_usable_password()
    assert names_of([tom.key, None, "p-unknown"]) == {tom.key: "Tom Brandt"}
    assert actor_of(tom).is_requester


def test_roles_become_the_actors_roles_and_are_audited() -> None:
    ada = add_person("ada", by=SYSTEM, roles=["agent"])
    set_roles(ada.key, ["auditor", "agent"], by=SYSTEM, why="new duties")

    ada.refresh_from_db()
    assert actor_of(ada).roles == {"agent", "auditor"}
    told = changes(f"person:{ada.key}")[0]
    assert told.before == {"roles": ["agent"]}
    assert told.after == {"roles": ["agent", "auditor"]}
    assert told.why == "new duties"


def test_an_unknown_role_is_refused() -> None:
    with pytest.raises(RoleUnknown, match="emperor"):
        add_person("ada", by=SYSTEM, roles=["emperor"])


@pytest.mark.parametrize("facts", [{"email": "ADA@example.org"}, {}])
def test_names_and_addresses_are_unique_in_any_case(facts: dict[str, str]) -> None:
    add_person("ada", by=SYSTEM, email="ada@example.org")
    with pytest.raises(NameTaken):
        add_person("grace" if facts else "ADA", by=SYSTEM, **facts)


def test_people_are_found_by_name_sign_in_name_and_address() -> None:
    add_person("ada", by=SYSTEM, name="Ada Laurent", email="al@example.org")
    for text in ("laur", "ADA", "al@"):
        assert [found.username for found in people(text)] == ["ada"]
    assert person_called("Ada") is not None
    assert people("nobody") == []


def test_only_administrators_change_other_peoples_rights() -> None:
    ada = add_person("ada", by=SYSTEM)
    for refused in (
        lambda: add_person("eve", by=AGENT),
        lambda: set_roles(ada.key, ["administrator"], by=AGENT),
        lambda: set_roles(ada.key, ["administrator"], by=actor_of(ada)),
        lambda: deactivate(ada.key, by=AGENT),
        lambda: reactivate(ada.key, by=AGENT),
        lambda: set_duty_manager(ada.key, True, by=AGENT),
        lambda: set_password(ada.key, GOOD, by=AGENT),
        lambda: change_person(ada.key, by=AGENT, name="Eve"),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_anybody_changes_their_own_facts_and_password() -> None:
    ada = add_person("ada", by=SYSTEM)
    change_person(ada.key, by=actor_of(ada), name="Ada L.", zone="Europe/Paris")
    set_password(ada.key, GOOD, by=actor_of(ada))

    ada.refresh_from_db()
    assert (ada.name, ada.zone) == ("Ada L.", "Europe/Paris")
    assert ada.check_password(GOOD)


def test_a_weak_password_is_refused_with_its_reason() -> None:
    ada = add_person("ada", by=SYSTEM, name="Ada Laurent")
    with pytest.raises(PasswordWeak, match="12"):
        set_password(ada.key, "short", by=SYSTEM)
    with pytest.raises(PasswordWeak, match="name"):
        set_password(ada.key, "laurent99887", by=SYSTEM)


def test_the_last_administrator_stays_one() -> None:
    root = add_person("root", by=SYSTEM, roles=["administrator"])
    with pytest.raises(LastAdministrator):
        set_roles(root.key, [], by=actor_of(root))
    with pytest.raises(LastAdministrator):
        deactivate(root.key, by=actor_of(root))

    add_person("second", by=SYSTEM, roles=["administrator"])
    deactivate(root.key, by=SYSTEM)
    assert not Person.objects.get(key=root.key).is_active


def test_duty_managers_are_those_who_are_active() -> None:
    marc = add_person("marc", by=SYSTEM)
    set_duty_manager(marc.key, True, by=SYSTEM)
    assert duty_managers() == [marc]
    deactivate(marc.key, by=SYSTEM)
    assert duty_managers() == []


def test_a_requester_sees_themselves_and_nobody_else() -> None:
    tom, ada = add_person("tom", by=SYSTEM), add_person("ada", by=SYSTEM)
    assert person_for(actor_of(tom), tom.key) == tom
    assert person_for(AGENT, ada.key) == ada
    with pytest.raises(PersonUnknown):
        person_for(actor_of(tom), ada.key)
    with pytest.raises(PersonUnknown):
        person_for(AGENT, "p-nobody")


def test_text_that_postgresql_cannot_hold_is_no_reason_to_refuse() -> None:
    assert add_person("nul", by=SYSTEM, name="A\x00B").name == "A\ufffdB"
