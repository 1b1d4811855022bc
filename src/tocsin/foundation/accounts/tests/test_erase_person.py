import pytest

from tocsin.foundation.accounts.actions import (
    add_person,
    add_team,
    change_person,
    erase_person,
    join_team,
    reactivate,
    set_password,
)
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import actor_of, names_of
from tocsin.foundation.accounts.refusals import (
    AlreadyErased,
    LastAdministrator,
    NotAllowed,
)
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.audit.reads import changes

pytestmark = pytest.mark.django_db


def test_nothing_tells_any_more_who_it_was() -> None:
    add_team("shop", "Shop", by=SYSTEM)
    ada = add_person(
        "ada.laurent", by=SYSTEM, name="Ada Laurent", email="ada@example.org"
    )
    join_team("shop", ada.key, by=SYSTEM)
    change_person(ada.key, by=SYSTEM, phone="+33 1 23", site="Lyon")
    set_password(ada.key, "four unlikely words together", by=SYSTEM)

    erase_person(ada.key, by=SYSTEM, why="asked for")

    row = Person.objects.filter(key=ada.key).values().get()
    audited = [
        (told.subject, told.verb, told.before, told.after, told.why)
        for told in changes()
    ]
    left = f"{row} {audited}".casefold()
    for personal in ("laurent", "ada@", "+33", "lyon", "argon2"):
        assert personal not in left
    assert names_of([ada.key]) == {ada.key: ada.key}
    assert actor_of(Person.objects.get(key=ada.key)).teams == frozenset()


def test_erasing_twice_is_told_once_and_cannot_be_undone() -> None:
    ada = add_person("ada", by=SYSTEM)
    first = erase_person(ada.key, by=SYSTEM).erased_at
    assert erase_person(ada.key, by=SYSTEM).erased_at == first
    verbs = [told.verb for told in changes(f"person:{ada.key}")]
    assert verbs.count("erased") == 1
    with pytest.raises(AlreadyErased):
        reactivate(ada.key, by=SYSTEM)


def test_nobody_but_an_administrator_erases_and_never_the_last_one() -> None:
    ada = add_person("ada", by=SYSTEM)
    root = add_person("root", by=SYSTEM, roles=["administrator"])
    with pytest.raises(NotAllowed):
        erase_person(ada.key, by=actor_of(ada))
    with pytest.raises(LastAdministrator):
        erase_person(root.key, by=actor_of(root))
