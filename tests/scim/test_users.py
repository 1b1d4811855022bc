"""An identity provider keeps people: as Entra and Okta write it, too."""

from typing import Any

import pytest

from tests.company import Company
from tests.scim.conftest import ENTERPRISE, USER, Provider
from tocsin.foundation.accounts.actions import deactivate
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.audit.models import Change
from tocsin.foundation.directory.models import Tie
from tocsin.foundation.directory.reads import leavers
from tocsin.foundation.directory.tests.sources import bring, told
from tocsin.register.work.actions import erase_person_everywhere

LEA = {
    "externalId": "00u1",
    "name": {"givenName": "Léa", "familyName": "Petit"},
    "emails": [{"value": "lea@shop.example", "type": "work", "primary": True}],
    "phoneNumbers": [{"value": "+33 1"}],
    "timezone": "Europe/Paris",
    "preferredLanguage": "fr",
    "title": "Clerk",
}


def person(user: Any) -> Person:
    return Person.objects.get(key=user["id"])


def test_somebody_comes_changes_and_leaves(
    company: Company, provider: Provider
) -> None:
    boss = provider.user("max")
    work: dict[str, Any] = {"employeeNumber": "7", "department": "Shop"}
    work["manager"] = {"value": boss["id"]}
    lea = provider.user("lea", **LEA, **{ENTERPRISE: work})
    row = person(lea)
    assert (row.name, row.email, row.zone) == (
        "Léa Petit",
        "lea@shop.example",
        "Europe/Paris",
    )
    assert (row.language, row.job_title, row.department) == ("fr", "Clerk", "Shop")
    assert row.line_manager == person(boss)

    left = provider.patch(
        f"Users/{row.key}", {"op": "Replace", "path": "active", "value": "False"}
    )
    assert left.json()["active"] is False
    assert not person(lea).is_active
    assert [leaver.person.key for leaver in leavers()] == [row.key]

    back = provider.patch(
        f"Users/{row.key}", {"op": "replace", "value": {"active": True}}
    )
    assert back.json()["active"] is True
    assert person(lea).is_active

    assert provider.ask("DELETE", f"Users/{row.key}").status_code == 204
    assert not person(lea).is_active, "deactivated, never deleted"
    assert provider.ask("GET", f"Users/{row.key}").status_code == 404
    again = provider.user("lea", externalId="00u2")
    assert again["id"] == row.key, "whoever comes back is the same person"
    assert person(lea).is_active


def test_it_is_said_whose_key_did_what(company: Company, provider: Provider) -> None:
    lea = provider.user("lea", **LEA)
    (row,) = Change.objects.filter(subject=f"person:{lea['id']}")
    assert (row.actor_kind, row.verb) == ("key", "added")
    assert "Petit" not in str(row.after)


def test_a_name_or_an_address_is_not_held_twice(
    company: Company, provider: Provider
) -> None:
    for body in (
        {"userName": "ADA"},
        {"userName": "new", "emails": [{"value": "ada@shop.example"}]},
    ):
        answer = provider.ask("POST", "Users", {"schemas": [USER], **body})
        assert (answer.status_code, answer.json()["scimType"]) == (409, "uniqueness")
    lea = provider.user("lea")
    answer = provider.patch(
        f"Users/{lea['id']}", {"op": "replace", "path": "userName", "value": "ada"}
    )
    assert answer.status_code == 409
    assert person(lea).username == "lea"


def test_what_another_source_answers_for_stays(
    company: Company, provider: Provider
) -> None:
    bring(told("lea", email="lea@hr.example"), whole=False)
    key = Person.objects.get(username="lea").key
    body = {"schemas": [USER], "userName": "lea", **LEA}
    answer = provider.ask("PUT", f"Users/{key}", body)
    assert answer.status_code == 200
    assert answer.json()["emails"] == [{"value": "lea@hr.example"}]
    assert Person.objects.get(key=key).job_title == "Clerk"


def test_who_was_deactivated_by_hand_stays_so_until_it_is_meant(
    company: Company, provider: Provider
) -> None:
    lea = provider.user("lea", active=True)
    deactivate(lea["id"], by=SYSTEM)
    body = {"schemas": [USER], "userName": "lea", "active": True}
    put = provider.ask("PUT", f"Users/{lea['id']}", body)
    assert put.json()["active"] is False
    operation = {"op": "replace", "path": "active", "value": True}
    assert provider.patch(f"Users/{lea['id']}", operation).json()["active"] is True


def test_the_last_administrator_stays(company: Company, provider: Provider) -> None:
    assert provider.ask("DELETE", "Users/p-root").status_code == 409
    assert Person.objects.get(key="p-root").is_active


def test_versions_keep_two_clients_apart(company: Company, provider: Provider) -> None:
    lea = provider.user("lea")
    address = f"Users/{lea['id']}"
    tag = lea["meta"]["version"]
    seen = provider.ask("GET", address)
    assert seen.headers["ETag"] == tag
    assert provider.ask("GET", address, **{"If-None-Match": tag}).status_code == 304
    operation = {"op": "replace", "path": "title", "value": "Clerk"}
    first = provider.patch(address, operation, **{"If-Match": tag})
    assert first.status_code == 200
    assert provider.patch(address, operation, **{"If-Match": tag}).status_code == 412
    late = provider.ask("DELETE", address, **{"If-Match": tag})
    assert late.status_code == 412


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ('userName eq "ADA"', {"ada"}),
        ('userName eq "lea" and active eq true', {"lea"}),
        ('externalId eq "00u1"', {"lea"}),
        ('externalId eq "00U1"', set()),
        ('emails.value eq "Lea@shop.example"', {"lea"}),
        ('emails[type eq "work" and value co "lea"]', {"lea"}),
        ('name.familyName sw "pet"', {"lea"}),
        ("title pr", {"lea"}),
        ('not (userName co "a")', {"ben", "root", "tom"}),
        ('id eq "p-ada" or id eq "p-ben"', {"ada", "ben"}),
        (f'{USER}:userName eq "ben"', {"ben"}),
    ],
)
def test_filters_find_who_is_meant(
    company: Company, provider: Provider, wanted: str, names: set[str]
) -> None:
    provider.user("lea", **LEA)
    found = provider.get("Users", filter=wanted)
    assert {user["userName"] for user in found["Resources"]} == names
    assert found["totalResults"] == len(names)


@pytest.mark.parametrize(
    "wanted", ["userName", "userName eq", "nonsense eq 1", "(((", "active gt true"]
)
def test_filters_that_mean_nothing_are_refused(
    company: Company, provider: Provider, wanted: str
) -> None:
    answer = provider.ask("GET", f"Users?filter={wanted}")
    assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidFilter")


def test_pages_follow_one_another(company: Company, provider: Provider) -> None:
    seen = []
    for start in (1, 4, 7, 10):
        page = provider.get("Users", startIndex=start, count=3)
        assert page["totalResults"] == 8
        assert page["startIndex"] == start
        seen += [user["userName"] for user in page.get("Resources", ())]
    assert len(set(seen)) == 8
    sorted_ = provider.get("Users", sortBy="userName", sortOrder="descending")
    names = [user["userName"] for user in sorted_["Resources"]]
    assert names == sorted(names, reverse=True)
    assert provider.get("Users", count=0)["totalResults"] == 8


def test_only_what_is_asked_for_is_shown(company: Company, provider: Provider) -> None:
    page = provider.get("Users", attributes="userName", filter='userName eq "ada"')
    (ada,) = page["Resources"]
    assert set(ada) == {"schemas", "id", "userName"}


def test_erasing_takes_what_a_client_told(company: Company, provider: Provider) -> None:
    lea = provider.user("lea", **LEA)
    erase_person_everywhere(lea["id"], by=SYSTEM)
    assert not Tie.objects.filter(person__key=lea["id"]).exists()
    assert provider.ask("GET", f"Users/{lea['id']}").status_code == 404
