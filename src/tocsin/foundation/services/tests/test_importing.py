"""Files are planned, refused by their lines, and applied in sets; twice is once."""

import pytest

from tocsin.foundation.accounts.actions import add_team
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.audit.reads import changes
from tocsin.foundation.services.actions import (
    add_item,
    add_service,
    apply_import,
    plan_import,
)
from tocsin.foundation.services.models import Dependency, Item, Redundancy, Service
from tocsin.foundation.services.reads import impact_of, needs_of
from tocsin.foundation.services.refusals import FileUnreadable, PlanRefused

pytestmark = pytest.mark.django_db
YAML = b"""
sites:
  - {key: paris, name: Paris, zone: Europe/Paris}
  - {key: hall, name: Hall 2, parent: paris}
services:
  - key: checkout
    users: 1200
    outage_cost: 4000000
    currency: EUR
    sites: [paris]
    needs: [{works_with: 1, of: [web-01, web-02], group: web}, db-1]
items:
  - {key: web-01, kind: server, site: hall, team: shop, attributes: {cpu: 8}}
  - {key: web-02, kind: server, site: hall, needs: [lan]}
  - {key: db-1, kind: database}
  - {key: lan, kind: network, needs: ["item:db-1"]}
"""
CSV = b"""type,key,name,kind,site,attr.cpu,needs
site,paris,Paris,,,,
item,web-01,Web one,server,paris,8,lan; 1 of psu-a psu-b
item,lan,LAN,network,,,
item,psu-a,,power,,,
item,psu-b,,power,,,
"""


@pytest.fixture(autouse=True)
def _shop(db: None) -> None:
    add_team("shop", "Shop", by=SYSTEM)
    add_service("checkout", "Checkout", team="shop", by=SYSTEM)


def test_a_yaml_file_becomes_sites_services_items_and_needs() -> None:
    plan = plan_import("all.yaml", YAML, by=SYSTEM)
    assert plan.faults == []
    assert (len(plan.added), len(plan.changed), len(plan.links)) == (6, 1, 5)
    assert Item.objects.count() == 0, "a plan changes nothing"

    apply_import("all.yaml", YAML, by=SYSTEM)
    service = Service.objects.get(key="checkout")
    assert (service.users, service.outage_cost, service.currency) == (
        1200,
        4_000_000,
        "EUR",
    )
    told = [(tie.key, tie.group, tie.works_with) for tie in needs_of(service)]
    assert told == [("db-1", "", 0), ("web-01", "web", 1), ("web-02", "web", 1)]
    assert Item.objects.get(key="web-01").attributes == {"cpu": 8}

    web = Item.objects.get(key="web-01")
    (found,) = impact_of([web]).services
    assert (found.mood, found.distance) == ("weakened", 1)
    (found,) = impact_of([web, Item.objects.get(key="lan")]).services
    assert found.mood == "down"


def test_a_csv_file_too_and_told_twice_it_changes_nothing() -> None:
    apply_import("items.csv", CSV, by=SYSTEM)
    assert Item.objects.get(key="web-01").attributes == {"cpu": "8"}
    assert Redundancy.objects.get().works_with == 1
    again = apply_import("items.csv", CSV, by=SYSTEM)
    assert again.is_empty
    assert again.unchanged == 5


def test_needs_are_exactly_as_told_and_untold_ones_stay() -> None:
    apply_import("items.csv", CSV, by=SYSTEM)
    apply_import("x.csv", b"key,needs\nweb-01,psu-a\n", by=SYSTEM)
    assert [tie.key for tie in needs_of(Item.objects.get(key="web-01"))] == ["psu-a"]
    assert Redundancy.objects.count() == 0
    apply_import("x.csv", b"key,name\nweb-01,Web\n", by=SYSTEM)
    assert Dependency.objects.count() == 1


def test_what_a_whole_file_no_longer_names_is_retired_and_comes_back() -> None:
    add_item("ours", by=SYSTEM)
    apply_import("a.csv", b"key\na\nb\n", by=SYSTEM, source="cmdb", whole=True)
    plan = apply_import("a.csv", b"key\na\n", by=SYSTEM, source="cmdb", whole=True)
    assert [move.name for move in plan.retired] == [("item", "b")]
    status = dict(Item.objects.values_list("key", "status"))
    assert status == {"a": "in_service", "b": "retired", "ours": "in_service"}
    apply_import("a.csv", b"key\na\nb\n", by=SYSTEM, source="cmdb", whole=True)
    assert Item.objects.get(key="b").status == "in_service"


def test_each_line_that_cannot_be_used_is_named_and_nothing_is_changed() -> None:
    wrong = b"""type,key,name,site,team,needs
item,a,,nowhere,,
item,b,,,strangers,
item,c,,,,missing
item,d,,,,d
item,a b,,,,
thing,e,,,,
service,f,New,,,
item,g,,,,
item,g,,,,
item,h,,,,,,,
"""
    plan = plan_import("wrong.csv", wrong, by=SYSTEM)
    assert [fault.line for fault in plan.faults] == [2, 3, 4, 5, 6, 7, 8, 10, 11]
    with pytest.raises(PlanRefused):
        apply_import("wrong.csv", wrong, by=SYSTEM)
    assert Item.objects.count() == 0


def test_services_in_a_circle_are_refused_and_items_are_not() -> None:
    circle = b"""type,key,name,team,needs
service,a,A,shop,service:b
service,b,B,shop,service:a
"""
    (fault,) = plan_import("x.csv", circle, by=SYSTEM).faults
    assert "a, b" in fault.why
    items = b"key,needs\na,b\nb,c\nc,a\n"
    apply_import("x.csv", items, by=SYSTEM)
    found = impact_of([Item.objects.get(key="a")])
    assert found.counts["down_items"] == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.csv", b"\xff\xfe"),
        ("x.csv", b"name\nx\n"),
        ("x.csv", b'key\n"a\n'),
        ("x.yaml", b"a: [\n"),
        ("x.yaml", b"- 1\n"),
        ("x.yaml", b"items: [{key: a, attributes: &x {b: *x}}]"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(FileUnreadable):
        plan_import(name, content, by=SYSTEM)


def test_only_administrators_import_and_every_change_is_audited() -> None:
    agent = Actor(kind="person", id="p", roles=frozenset({"agent"}))
    for verb in (plan_import, apply_import):
        with pytest.raises(NotAllowed):
            verb("items.csv", CSV, by=agent)
    apply_import("items.csv", CSV, by=SYSTEM)
    assert [told.verb for told in changes("item:web-01")] == ["depends", "added"]
    (told,) = changes("import:items")
    assert told.after is not None
    assert told.after["added"] == 5
