"""An identity provider keeps teams and who is in them."""

from typing import Any

from tests.company import Company
from tests.scim.conftest import GROUP, Provider
from tocsin.foundation.accounts.models import Membership, Team


def members(key: str) -> set[str]:
    held = Membership.objects.filter(team__key=key)
    return set(held.values_list("person__key", flat=True))


def group(provider: Provider, name: str, *people: str) -> Any:
    members = [{"value": key} for key in people]
    body = {"schemas": [GROUP], "displayName": name, "members": members}
    answer = provider.ask("POST", "Groups", body)
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_team_comes_is_filled_and_rests(company: Company, provider: Provider) -> None:
    made = group(provider, "Night watch", "p-ada", "p-ben")
    assert made["id"] == "night-watch"
    assert members("night-watch") == {"p-ada", "p-ben"}
    address = f"Groups/{made['id']}"
    provider.patch(
        address,
        {"op": "Add", "path": "members", "value": [{"value": "p-tom"}]},
        {"op": "Remove", "path": 'members[value eq "p-ada"]'},
    )
    assert members("night-watch") == {"p-ben", "p-tom"}
    provider.patch(
        address, {"op": "remove", "path": "members", "value": [{"value": "p-ben"}]}
    )
    assert members("night-watch") == {"p-tom"}, "as Entra removes"
    told = provider.get(f"Users/{'p-tom'}")
    assert [each["value"] for each in told["groups"]] == ["night-watch"]

    assert provider.ask("DELETE", address).status_code == 204
    assert not Team.objects.get(key="night-watch").is_active
    assert provider.ask("GET", address).status_code == 404
    assert group(provider, "Night Watch")["id"] == "night-watch"


def test_a_lead_stays_a_lead_whatever_is_sent(
    company: Company, provider: Provider
) -> None:
    body = {"schemas": [GROUP], "displayName": "Infrastructure"}
    people = [{"value": "p-ada"}, {"value": "p-rita"}]
    answer = provider.ask("PUT", "Groups/infrastructure", {**body, "members": people})
    assert answer.status_code == 200
    assert Membership.objects.get(team__key="infrastructure", is_lead=True).person == (
        company.ada
    )
    assert members("infrastructure") == {"p-ada", "p-rita"}


def test_what_cannot_be_is_refused(company: Company, provider: Provider) -> None:
    taken = {"schemas": [GROUP], "displayName": "application"}
    assert provider.ask("POST", "Groups", taken).status_code == 409
    strange = {"schemas": [GROUP], "displayName": "X", "members": [{"value": "p-x"}]}
    answer = provider.ask("POST", "Groups", strange)
    assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidValue")
    assert not Team.objects.filter(name="X").exists()
    found = provider.get("Groups", filter='displayName eq "Application"')
    assert [each["id"] for each in found["Resources"]] == ["application"]
    found = provider.get("Groups", filter='members.value eq "p-ada"')
    assert [each["id"] for each in found["Resources"]] == ["infrastructure"]
