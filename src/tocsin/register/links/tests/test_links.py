"""Linked and no longer: told on both sides, never in a circle."""

import pytest

from tests.company import Company, kinds
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.changes.actions import add_change
from tocsin.foundation.changes.refusals import ChangeUnknown
from tocsin.register.core.models import Incident
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.core.refusals import NoSuchIncident
from tocsin.register.links.actions import link, unlink
from tocsin.register.links.reads import caused_by_change, ties_of
from tocsin.register.links.refusals import (
    DrillApart,
    LinkBinds,
    LinkCircle,
    NotLinked,
    ParentTaken,
)
from tocsin.register.work.actions import (
    cancel,
    open_incident,
    reopen,
    resolve,
    restrict,
    undo_cancel,
)
from tocsin.register.work.reads import Filters, find
from tocsin.register.work.refusals import UnknownValue
from tocsin.register.work.timeline import timeline

pytestmark = pytest.mark.django_db


def links(incident: Incident) -> dict[str, list[str]]:
    told: dict[str, list[str]] = Incident.objects.get(id=incident.id).links
    return told


def test_a_link_is_told_in_both(company: Company) -> None:
    grace, one, two = company.actor("grace"), company.open(), company.open()
    link(one.id, ref=two.ref.lower(), relation="caused_by", by=grace)
    said = [list(entries_of([i.id]))[-1].body for i in (one, two)]
    assert said == [
        {"ref": two.ref, "relation": "caused_by"},
        {"ref": one.ref, "relation": "causes"},
    ]
    assert links(one) == {"caused_by": [two.ref]}
    assert links(two) == {"causes": [one.ref]}
    link(one.id, ref=two.ref, relation="caused_by", by=grace)
    assert kinds(one).count("linked") == 1, "said once"
    with pytest.raises(UnknownValue):
        link(one.id, ref=one.ref, relation="related", by=grace)
    with pytest.raises(UnknownValue):
        link(one.id, ref=two.ref, relation="cousin", by=grace)


def test_a_link_is_taken_back_from_either_side(company: Company) -> None:
    grace, one, two = company.actor("grace"), company.open(), company.open()
    link(one.id, ref=two.ref, relation="child_of", by=grace)
    unlink(two.id, ref=one.ref, relation="parent_of", reason="No.", by=grace)
    assert links(one) == links(two) == {}
    assert kinds(one)[-2:] == kinds(two)[-2:] == ["linked", "unlinked"]
    assert timeline(two, grace)[-1].text == "No."
    with pytest.raises(NotLinked):
        unlink(two.id, ref=one.ref, relation="parent_of", by=grace)


def test_an_incident_has_one_parent_and_no_circle(company: Company) -> None:
    grace = company.actor("grace")
    one, two, three = company.open(), company.open(), company.open()
    link(one.id, ref=two.ref, relation="child_of", by=grace)
    link(three.id, ref=two.ref, relation="parent_of", by=grace)
    assert links(two) == {"child_of": [three.ref], "parent_of": [one.ref]}
    with pytest.raises(ParentTaken):
        link(one.id, ref=three.ref, relation="child_of", by=grace)
    with pytest.raises(LinkCircle) as refusal:
        link(three.id, ref=one.ref, relation="child_of", by=grace)
    assert str(refusal.value).startswith(one.ref)
    with pytest.raises(LinkCircle):
        link(one.id, ref=three.ref, relation="parent_of", by=grace)
    link(one.id, ref=three.ref, relation="related", by=grace)
    for a, b in ((one, two), (two, three)):
        link(a.id, ref=b.ref, relation="caused_by", by=grace)
    with pytest.raises(LinkCircle):
        link(one.id, ref=three.ref, relation="causes", by=grace)


def test_a_drill_has_no_real_parent(company: Company) -> None:
    grace, real = company.actor("grace"), company.open()
    drill = open_incident({"title": "An exercise"}, by=grace, is_drill=True)
    with pytest.raises(DrillApart):
        link(drill.id, ref=real.ref, relation="child_of", by=grace)
    link(drill.id, ref=real.ref, relation="related", by=grace)


def test_a_duplicate_is_linked_as_long_as_it_is_cancelled(company: Company) -> None:
    grace, one, other = company.actor("grace"), company.open(), company.open()
    cancel(one.id, cause="duplicate", duplicate_of=other.ref, by=grace)
    assert links(one) == {"duplicate": [other.ref]}
    assert links(other) == {"has_duplicate": [one.ref]}
    with pytest.raises(LinkBinds):
        unlink(other.id, ref=one.ref, relation="has_duplicate", by=grace)
    undo_cancel(one.id, by=grace)
    assert links(one) == links(other) == {}
    with pytest.raises(UnknownValue):
        cancel(one.id, cause="duplicate", duplicate_of=one.ref, by=grace)


def test_what_goes_on_elsewhere_is_linked(company: Company, hands: object) -> None:
    grace, one = company.actor("grace"), company.open()
    resolve(one.id, resolution="permanent", by=grace)
    hands.forward(days=60)  # type: ignore[attr-defined]
    later = reopen(one.id, by=grace)
    assert links(later) == {"reopens": [one.ref]}
    assert links(one) == {"reopened_as": [later.ref]}


def test_a_change_caused_it(company: Company) -> None:
    grace, one, two = company.actor("grace"), company.open(), company.open()
    change = add_change(title="Deploy", services=["checkout"], by=SYSTEM)
    for each in (one, two, two):
        link(each.id, ref=change.key.lower(), relation="caused_by_change", by=grace)
    assert links(one) == {"caused_by_change": [change.key]}
    assert kinds(two).count("linked") == 1
    assert [r.ref for r in caused_by_change(grace, change.key)] == [two.ref, one.ref]
    restrict(two.id, people=["p-ada"], by=grace)
    ben = company.actor("ben")
    assert [row.ref for row in caused_by_change(ben, change.key)] == [one.ref]
    unlink(one.id, ref=change.key, relation="caused_by_change", by=grace)
    assert caused_by_change(ben, change.key) == []
    with pytest.raises(ChangeUnknown):
        link(one.id, ref="CHG-99999", relation="caused_by_change", by=grace)


def test_a_link_to_a_restricted_one_tells_its_reference_and_nothing_else(
    company: Company,
) -> None:
    grace, other = company.actor("grace"), company.open(title="In plain sight")
    secret = company.open(title="An embezzler has taken data")
    restrict(secret.id, people=[], by=grace)
    link(other.id, ref=secret.ref, relation="parent_of", by=grace)
    ben = company.actor("ben")
    told = str(timeline(other, ben))
    assert secret.ref in told
    assert "embezzler" not in told
    (tie,) = ties_of(Incident.objects.get(id=other.id), ben)
    assert (tie.ref, tie.incident, tie.loosens) == (secret.ref, None, False)
    for name in ("ben", "root"):
        page = company.client(name).get(f"/incidents/{other.ref}").content.decode()
        assert secret.ref in page
        assert "embezzler" not in page
    for verb in (link, unlink):
        with pytest.raises(NoSuchIncident):
            verb(other.id, ref=secret.ref, relation="related", by=company.actor("ada"))


def test_the_register_is_narrowed_by_links(company: Company) -> None:
    grace = company.actor("grace")
    parent, child, lone = company.open(), company.open(), company.open()
    link(child.id, ref=parent.ref, relation="child_of", by=grace)
    change = add_change(title="Deploy", by=SYSTEM)
    link(lone.id, ref=change.key, relation="caused_by_change", by=grace)

    def found(**filters: object) -> list[str]:
        rows = find(grace, Filters(**filters)).rows  # type: ignore[arg-type]
        return [row.ref for row in rows]

    assert found(parent=parent.ref.lower()) == [child.ref]
    assert found(parent=child.ref) == []
    assert found(has_children=True) == [parent.ref]
    assert found(caused_by_change=change.key) == [lone.ref]
