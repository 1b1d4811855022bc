from itertools import combinations

import pytest

from tocsin.foundation.accounts.rules import (
    ROLES,
    SCOPES,
    SYSTEM,
    Actor,
    may_lead,
    may_look,
)


def person(roles: tuple[str, ...] = (), teams: tuple[str, ...] = ()) -> Actor:
    return Actor("person", "p", roles=frozenset(roles), teams=frozenset(teams))


def key(*scopes: str) -> Actor:
    return Actor("key", "k", scopes=frozenset(scopes))


def test_a_person_is_a_requester_until_they_have_a_role_or_a_team() -> None:
    assert person().is_requester
    assert not any(person((role,)).is_requester for role in ROLES)
    assert not person(teams=("shop",)).is_requester
    assert not key("read").is_requester


def test_a_person_holds_the_roles_they_have_and_no_other() -> None:
    for count in range(len(ROLES) + 1):
        for held in combinations(ROLES, count):
            assert [role for role in ROLES if person(held).has(role)] == list(held)


@pytest.mark.parametrize("scope", SCOPES)
def test_only_keys_of_scope_admin_hold_roles_and_those_that_hand_in_may_not_look(
    scope: str,
) -> None:
    assert all(key(scope).has(role) is (scope == "admin") for role in ROLES)
    assert may_look(key(scope)) is (scope not in {"intake", "directory"})
    assert may_lead(key(scope), "shop") is (scope == "admin")


def test_who_may_look_and_who_may_lead() -> None:
    lead = Actor("person", "p", teams=frozenset({"a"}), leads=frozenset({"a"}))
    assert may_look(SYSTEM)
    assert may_look(person(("auditor",)))
    assert not may_look(person())
    assert may_lead(lead, "a")
    assert not may_lead(lead, "b")
    assert not may_lead(person(("agent", "auditor"), ("a",)), "a")
    assert may_lead(person(("administrator",)), "b")


def test_the_surface_changes_and_the_actor_stays() -> None:
    assert SYSTEM.through("cli") == Actor("system", "tocsin", "Tocsin", "cli")
