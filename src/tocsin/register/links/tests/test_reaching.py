"""What is done to a parent reaches the children that were chosen, and says so."""

from typing import Any

import pytest

from tests.company import Company, kinds
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.actions import set_option
from tocsin.register.core.models import Incident
from tocsin.register.core.reads.entries import Told, entries_of
from tocsin.register.links.actions import (
    close_with_children,
    link,
    reply_with_children,
    resolve_with_children,
    restore_with_children,
)
from tocsin.register.links.options import (
    CHILDREN_REPLY,
    CHILDREN_RESOLVE,
    NOTHING,
    PERFORMED,
)
from tocsin.register.links.reads import reach
from tocsin.register.links.refusals import ChildUnknown
from tocsin.register.work.actions import reopen, resolve, restrict
from tocsin.register.work.timeline import timeline

pytestmark = pytest.mark.django_db


def fresh(incident: Incident) -> Incident:
    return Incident.objects.get(id=incident.id)


def last(incident: Incident) -> Told:
    return list(entries_of([incident.id]))[-1]


@pytest.fixture
def family(company: Company) -> tuple[Incident, Incident, Incident]:
    """A parent at the server, and two children that Tom and Rita reported."""
    parent, one, two = company.open(), company.open("tom"), company.open("rita")
    for child in (one, two):
        link(child.id, ref=parent.ref, relation="child_of", by=SYSTEM)
    return fresh(parent), one, two


def test_the_children_that_are_named_are_resolved_alike(
    company: Company, family: tuple[Incident, Incident, Incident]
) -> None:
    parent, one, two = family
    told: dict[str, Any] = {
        "resolution": "permanent",
        "text": "The disk was changed.",
    }
    after = resolve_with_children(
        parent.id, by=company.actor("ada"), children=[one.ref.lower()], **told
    )
    assert (after.ref, after.state) == (parent.ref, "resolved")
    assert (fresh(one).state, fresh(two).state) == ("resolved", "assigned")
    said = last(one)
    assert said.cause == f"{parent.ref}/{after.seq}"
    assert said.body["text"] == "The disk was changed."
    assert said.audience == "reporter"


def test_left_to_the_organisation_all_or_none_are_reached(
    company: Company, family: tuple[Incident, Incident, Incident]
) -> None:
    parent, one, two = family
    ada = company.actor("ada")
    assert reach(parent, ada, "resolve").able == [one.ref, two.ref]
    assert reach(parent, ada, "resolve").ticked == []
    restore_with_children(parent.id, by=ada)
    assert fresh(one).state == "assigned"
    set_option(CHILDREN_RESOLVE, PERFORMED, by=SYSTEM, why="Tried.")
    assert reach(parent, ada, "resolve").ticked == [one.ref, two.ref]
    resolve(one.id, resolution="self_help", by=ada)
    assert [c.why for c in reach(parent, ada, "resolve").children] == ["ended", ""]
    resolve_with_children(parent.id, resolution="permanent", by=ada)
    assert fresh(one).resolution_kind == "self_help", "it had come that far"
    assert fresh(two).resolution_kind == "permanent"
    reopen(parent.id, by=ada)
    assert fresh(two).state == "resolved", "reopening reaches nobody"


def test_never_is_never(
    company: Company, family: tuple[Incident, Incident, Incident]
) -> None:
    parent, one, _two = family
    set_option(CHILDREN_RESOLVE, NOTHING, by=SYSTEM, why="Tried.")
    ada = company.actor("ada")
    assert reach(parent, ada, "resolve").children == ()
    with pytest.raises(ChildUnknown):
        resolve_with_children(
            parent.id, resolution="permanent", children=[one.ref], by=ada
        )
    assert fresh(parent).state == "assigned", "all or nothing"


def test_who_may_not_do_it_to_a_child_does_it_to_none(
    company: Company, family: tuple[Incident, Incident, Incident]
) -> None:
    parent, one, two = family
    other = company.open(category="application/minor-fault")
    link(other.id, ref=parent.ref, relation="child_of", by=SYSTEM)
    restrict(two.id, people=["p-grace"], by=company.actor("grace"))
    found = reach(fresh(parent), company.actor("ada"), "resolve")
    assert [(c.ref, c.why) for c in found.children] == [
        (one.ref, ""),
        (two.ref, "unseen"),
        (other.ref, "not_yours"),
    ]
    for child in (two, other):
        with pytest.raises(ChildUnknown):
            resolve_with_children(
                parent.id,
                resolution="permanent",
                children=[child.ref],
                by=company.actor("ada"),
            )


def test_closing_resolves_a_child_that_is_open_yet(
    company: Company, family: tuple[Incident, Incident, Incident]
) -> None:
    parent, one, two = family
    ada = company.actor("ada")
    resolve(parent.id, resolution="workaround", by=ada)
    close_with_children(
        parent.id, by=ada, asked={"cost": "2 h"}, children=[one.ref, two.ref]
    )
    for child in (one, two):
        after = fresh(child)
        assert (after.state, after.resolution_kind) == ("closed", "workaround")
        assert after.told == {}, "what closing asks is the parent's alone"
        causes = [e.cause for e in entries_of([child.id]) if e.cause]
        cause = f"{parent.ref}/{fresh(parent).seq}"
        assert causes == [f"{cause}/resolved", cause]


def test_a_reply_is_read_by_the_reporters_of_children(
    company: Company, family: tuple[Incident, Incident, Incident]
) -> None:
    parent, one, two = family
    set_option(CHILDREN_REPLY, PERFORMED, by=SYSTEM, why="Tried.")
    ada = company.actor("ada")
    reply_with_children(parent.id, text="A new disk is on its way.", by=ada)
    tom = timeline(fresh(one), company.actor("tom"))
    assert tom[-1].text == "A new disk is on its way."
    reply_with_children(parent.id, text="To you alone.", children=[], by=ada)
    assert kinds(one).count("replied") == kinds(two).count("replied") == 1


def test_words_of_a_restricted_parent_stay_in_it(
    company: Company, family: tuple[Incident, Incident, Incident]
) -> None:
    parent, one, _two = family
    grace = company.actor("grace")
    restrict(parent.id, people=["p-ada"], by=grace)
    told: dict[str, Any] = {
        "resolution": "permanent",
        "text": "The thief was found.",
    }
    resolve_with_children(parent.id, children=[one.ref], by=grace, **told)
    assert (fresh(one).state, fresh(one).resolution_text) == ("resolved", "")
    found = reach(fresh(parent), grace, "reply")
    assert {child.why for child in found.children} == {"words"}
