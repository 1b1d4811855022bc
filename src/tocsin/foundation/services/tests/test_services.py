from collections.abc import Callable

import pytest

from tocsin.foundation.accounts.actions import add_person, add_team
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.audit.reads import changes
from tocsin.foundation.services.actions import add_service, change_service
from tocsin.foundation.services.reads import service_for, service_names, services
from tocsin.foundation.services.refusals import ServiceNameTaken, ServiceUnknown

pytestmark = pytest.mark.django_db
AGENT = Actor(kind="person", id="p-agent", roles=frozenset({"agent"}))
REQUESTER = Actor(kind="person", id="p-tom")
LEAD = Actor(
    kind="person", id="p-lead", teams=frozenset({"shop"}), leads=frozenset({"shop"})
)


@pytest.fixture(autouse=True)
def _teams(db: None) -> None:
    for key in ("shop", "data"):
        add_team(key, key.title(), by=SYSTEM)


def test_a_service_has_a_team_and_may_have_an_owner() -> None:
    ada = add_person("ada", by=SYSTEM)
    add_service("checkout", "Checkout", team="shop", owner=ada.key, by=SYSTEM)

    found = service_for(AGENT, "checkout")
    assert (found.team.name, found.owner) == ("Shop", ada)
    assert service_names(["checkout", None]) == {"checkout": "Checkout"}


def test_what_changed_is_audited_with_before_and_after() -> None:
    add_service("checkout", "Checkout", team="shop", by=SYSTEM)
    change_service("checkout", by=LEAD, criticality=1, why="peak")
    change_service("checkout", by=LEAD, criticality=1)

    told, added = changes("service:checkout")
    assert told.before is not None
    assert told.after is not None
    assert (told.before["criticality"], told.after["criticality"]) == (3, 1)
    assert added.verb == "added"


def test_a_lead_changes_their_own_and_gives_nothing_away() -> None:
    add_service("checkout", "Checkout", team="shop", by=SYSTEM)
    add_service("stock", "Stock", team="data", by=SYSTEM)
    refusing: list[Callable[[], object]] = [
        lambda: change_service("stock", by=LEAD, name="Mine"),
        lambda: change_service("checkout", by=LEAD, team="data"),
        lambda: change_service("checkout", by=AGENT, name="Mine"),
        lambda: add_service("new", "New", team="shop", by=LEAD),
    ]
    for refused in refusing:
        with pytest.raises(NotAllowed):
            refused()


def test_everybody_who_may_report_sees_the_list_and_those_who_work_the_rest() -> None:
    add_service("checkout", "Checkout", team="shop", by=SYSTEM)
    add_service("old", "Old", team="shop", is_active=False, by=SYSTEM)
    intake = Actor(kind="key", id="k", scopes=frozenset({"intake"}))

    assert [each.key for each in services(REQUESTER)] == ["checkout"]
    assert services(intake) == []
    for outside in (REQUESTER, intake):
        with pytest.raises(NotAllowed):
            service_for(outside, "checkout")


def test_names_are_unique_and_the_unknown_is_said_so() -> None:
    add_service("checkout", "Checkout", team="shop", by=SYSTEM)
    with pytest.raises(ServiceNameTaken):
        add_service("checkout2", "Checkout", team="shop", by=SYSTEM)
    with pytest.raises(ServiceUnknown):
        service_for(AGENT, "none")
