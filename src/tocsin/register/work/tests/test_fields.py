"""Fields of one's own on incidents: told, set, wanted, found, taken back."""

from decimal import Decimal
from typing import Any

import pytest

from tests.company import Company, kinds
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.refusals import NotPublishable
from tocsin.foundation.fields.actions import publish_field, retire_field
from tocsin.foundation.fields.refusals import (
    FieldUnknown,
    FieldUnusable,
    FilterUnclear,
)
from tocsin.foundation.services.actions import add_item
from tocsin.register.core.models import Incident
from tocsin.register.work.actions import (
    classify,
    close,
    open_incident,
    resolve,
    set_fields,
)
from tocsin.register.work.fields import fields_of
from tocsin.register.work.reads import Filters, find
from tocsin.register.work.refusals import NothingToDo, NotYours
from tocsin.register.work.timeline import timeline


def publish(key: str, type: str, **facts: Any) -> None:
    body = {"title": key.title(), "type": type, **facts}
    publish_field(key, body, by=SYSTEM, why="Needed.")


@pytest.fixture
def shop(company: Company) -> Company:
    """Stores for everybody, tills and cost below infrastructure."""
    publish("store", "text", required_at="registering", shown_to_reporters=True)
    publish("tills", "whole", categories=["infrastructure"])
    publish("cost", "decimal", categories=["infrastructure"], required_at="closing")
    publish("day", "date", required_at="resolving")
    return company


def found(company: Company, *asked: str) -> set[str]:
    rows = find(company.actor("grace"), Filters(fields=asked)).rows
    return {row.ref for row in rows}


def test_a_report_tells_them_and_the_odd_is_kept(shop: Company) -> None:
    told = {"store": " North ", "tills": "four", "colour": "red", "day": None}
    incident = shop.open(fields=told)
    assert incident.fields == {"store": "North"}
    assert incident.told == {"field.tills": "four", "field.colour": "red"}
    assert incident.flags == ["field.colour", "field.tills"]


@pytest.mark.parametrize("told", ["North", ["x"], 4])
def test_a_report_is_never_refused(shop: Company, told: Any) -> None:
    incident = shop.open(fields=told)
    assert incident.flags == ["field.store", "fields"]
    assert incident.told == {"fields": str(told)}


def test_what_is_wanted_is_flagged_until_it_is_told(shop: Company) -> None:
    incident = shop.open()
    assert incident.flags == ["field.store"]
    grace = shop.actor("grace")
    incident = set_fields(incident.id, fields={"store": "North"}, by=grace)
    assert incident.flags == []
    incident = set_fields(incident.id, fields={"store": None}, by=grace)
    assert (incident.flags, incident.fields) == (["field.store"], {})


def test_later_stages_want_more(shop: Company) -> None:
    incident, grace = shop.open(fields={"store": "North"}), shop.actor("grace")
    incident = resolve(incident.id, resolution="permanent", by=grace)
    assert incident.flags == ["field.day"]
    incident = close(incident.id, by=grace)
    assert incident.flags == ["field.cost", "field.day"]
    told = {"cost": "12.50", "day": "2026-03-02"}
    incident = set_fields(incident.id, fields=told, by=grace)
    assert (incident.flags, incident.fields["cost"]) == ([], "12.5")


def test_another_category_wants_other_fields(shop: Company) -> None:
    publish("rack", "text", categories=["infrastructure"], required_at="registering")
    incident = shop.open(fields={"store": "North"})
    assert incident.flags == ["field.rack"]
    grace = shop.actor("grace")
    incident = classify(incident.id, category="application", by=grace)
    assert incident.flags == []
    incident = classify(incident.id, category="infrastructure", by=grace)
    assert incident.flags == ["field.rack"]


def test_setting_says_what_it_cannot_hold(shop: Company) -> None:
    incident, grace = shop.open(), shop.actor("grace")
    with pytest.raises(FieldUnusable) as refused:
        set_fields(incident.id, fields={"tills": "four"}, by=grace)
    assert "Tills" in str(refused.value)
    with pytest.raises(FieldUnknown) as unknown:
        set_fields(incident.id, fields={"colour": "red"}, by=grace)
    assert "tills" in unknown.value.help
    with pytest.raises(NothingToDo):
        set_fields(incident.id, fields={"tills": None}, by=grace)
    with pytest.raises(NotYours):
        set_fields(incident.id, fields={"tills": 4}, by=shop.actor("ben"))


def test_people_services_and_items_are_known_here(company: Company) -> None:
    for key in ("person", "service", "item"):
        publish(key, key)
    add_item("web-1", "web-1", by=SYSTEM)
    incident, grace = company.open(), company.actor("grace")
    told = {"person": "Ada", "service": "checkout", "item": "web-1"}
    incident = set_fields(incident.id, fields=told, by=grace)
    assert incident.fields["person"] == "p-ada"
    for key in told:
        with pytest.raises(FieldUnusable):
            set_fields(incident.id, fields={key: "nothing-here"}, by=grace)


def test_the_register_is_narrowed_by_them(shop: Company) -> None:
    few = shop.open(fields={"store": "North", "tills": 4, "cost": "9.99"}).ref
    many = shop.open(fields={"store": "South", "tills": 12, "cost": "100"}).ref
    other = shop.open(category="application", fields={"day": "2026-03-02"}).ref
    assert found(shop, "store:North") == {few}
    assert found(shop, "tills>=4") == {few, many}
    assert found(shop, "tills>=5", "tills<=12") == {many}
    assert found(shop, "cost>=10") == {many}, "as numbers, not as text"
    assert found(shop, "cost:9.990") == {few}
    assert found(shop, "day<=2026-03-02") == {other}
    assert found(shop, "store:North", "tills:12") == set()


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ("store", FilterUnclear),
        ("store:", FilterUnclear),
        ("colour:red", FieldUnknown),
        ("tills:four", FieldUnusable),
        ("store>=North", FieldUnusable),
    ],
)
def test_a_filter_that_means_nothing(
    shop: Company, asked: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        found(shop, asked)


def test_numbers_are_compared_whatever_an_older_type_left(shop: Company) -> None:
    incident = shop.open(fields={"store": "about 12"})
    publish("store", "decimal")
    assert found(shop, "store>=1") == set()
    assert fields_of(incident) == {"store": "about 12"}


def test_rules_read_them_typed(shop: Company) -> None:
    told = {"store": "North", "tills": 4, "cost": "9.90"}
    incident = shop.open(fields=told)
    expected = {"store": "North", "tills": 4, "cost": Decimal("9.9")}
    assert fields_of(incident) == expected


def test_a_retired_field_is_read_and_emptied_but_not_set(shop: Company) -> None:
    incident, grace = shop.open(fields={"store": "North"}), shop.actor("grace")
    retire_field("store", by=SYSTEM, why="No longer.")
    assert fields_of(incident) == {"store": "North"}
    assert found(shop, "store:North") == {incident.ref}
    with pytest.raises(FieldUnknown):
        set_fields(incident.id, fields={"store": "South"}, by=grace)
    assert set_fields(incident.id, fields={"store": ""}, by=grace).fields == {}


def test_the_timeline_names_them(shop: Company) -> None:
    incident, grace = shop.open(fields={"store": "North"}), shop.actor("grace")
    set_fields(incident.id, fields={"tills": 4}, by=grace)
    assert kinds(incident)[-1] == "fields_set"
    assert timeline(incident, grace)[-1].sentence == "Grace set Tills"


def test_reporters_read_those_that_are_theirs(shop: Company) -> None:
    told = {"store": "North", "tills": 4}
    incident = shop.open(reporter="p-tom", fields=told)
    tom, grace = shop.actor("tom"), shop.actor("grace")
    assert timeline(incident, tom)[0].facts["fields"] == {"store": "North"}
    assert timeline(incident, grace)[0].facts["fields"] == told


def test_a_field_is_checked_before_it_is_published(company: Company) -> None:
    with pytest.raises(NotPublishable):
        publish("store", "one_of")
    with pytest.raises(NotPublishable):
        publish("store", "text", categories=["nowhere"])


def test_a_source_told_twice_is_one(shop: Company) -> None:
    grace = shop.actor("grace")
    told = {"title": "x", "fields": {"store": "North"}}
    one, other = (
        open_incident(told, by=grace, source="s", source_ref="1") for _ in range(2)
    )
    assert one.id == other.id
    assert Incident.objects.count() == 1
