"""Drafting, planning, withdrawing, restoring, and a second pair of eyes."""

from datetime import timedelta
from typing import Any

import pytest

from tocsin.foundation.audit.reads import changes
from tocsin.foundation.config.actions import (
    drop_draft,
    publish_checked,
    publish_draft,
    restore_version,
    save_draft,
    set_option,
    withdraw_planned,
)
from tocsin.foundation.config.kind import Kind
from tocsin.foundation.config.options import FOUR_EYES
from tocsin.foundation.config.reads import (
    document,
    in_force_at,
    open_drafts,
    planned,
    published,
)
from tocsin.foundation.config.refusals import (
    AdministratorWanted,
    AnotherPublishes,
    NotADraft,
    NotPlanned,
    NotPublishable,
    OverrideWithoutWhy,
    PublishedInDoubt,
)
from tocsin.foundation.config.tests.people import EVE, GRACE, ROOT
from tocsin.kernel import clock

pytestmark = pytest.mark.django_db


def _whole(body: Any) -> list[str]:
    return [] if body.get("n") else ["n: it is missing"]


GRID = Kind("grid", "Grid", _whole)


def number_now() -> int | None:
    held = published("grid")
    return held.body["n"] if held else None


def test_a_version_takes_effect_on_its_day_without_a_publication(
    hands: clock.Hands,
) -> None:
    publish_checked(GRID, "default", {"n": 1}, by=ROOT)
    day = clock.now() + timedelta(days=2)
    publish_checked(GRID, "default", {"n": 2}, by=ROOT, at=day)
    assert number_now() == 1
    assert [row.version for row in planned(["grid"])] == [2]
    assert in_force_at("grid", day)["default"].body == {"n": 2}
    hands.forward(days=1, hours=23)
    assert number_now() == 1
    hands.forward(hours=1)
    assert number_now() == 2
    assert document("grid", "default", 1).standing(clock.now()) == "retired"


def test_what_is_published_meanwhile_holds_until_the_planned_day(
    hands: clock.Hands,
) -> None:
    publish_checked(GRID, "default", {"n": 1}, by=ROOT)
    day = clock.now() + timedelta(days=2)
    publish_checked(GRID, "default", {"n": 2}, by=ROOT, at=day)
    hands.forward(hours=1)
    publish_checked(GRID, "default", {"n": 3}, by=ROOT)
    assert number_now() == 3
    hands.forward(days=3)
    assert number_now() == 2


def test_what_is_planned_can_be_withdrawn(hands: clock.Hands) -> None:
    publish_checked(GRID, "default", {"n": 1}, by=ROOT)
    day = clock.now() + timedelta(days=2)
    publish_checked(GRID, "default", {"n": 2}, by=ROOT, at=day)
    withdraw_planned(GRID, "default", 2, by=ROOT, why="Not yet")
    hands.forward(days=3)
    assert number_now() == 1
    assert [row.version for row in open_drafts(["grid"])] == [2]
    with pytest.raises(NotPlanned):
        withdraw_planned(GRID, "default", 1, by=ROOT)


def test_a_draft_is_amended_discarded_and_an_old_version_restored(
    hands: clock.Hands,
) -> None:
    publish_checked(GRID, "default", {"n": 1}, by=ROOT)
    publish_checked(GRID, "default", {"n": 2}, by=ROOT)
    made = restore_version(GRID, "default", 1, by=EVE, why="It was better")
    assert (made.body, made.state, made.author) == ({"n": 1}, "draft", "p-eve")
    save_draft(GRID, "default", {"n": 5}, by=ROOT, number=3)
    publish_draft(GRID, "default", 3, by=ROOT)
    assert number_now() == 5
    save_draft(GRID, "default", {}, by=ROOT)
    with pytest.raises(NotPublishable, match="missing"):
        publish_draft(GRID, "default", 4, by=ROOT)
    drop_draft(GRID, "default", 4, by=ROOT)
    assert open_drafts(["grid"]) == []
    with pytest.raises(NotADraft):
        publish_draft(GRID, "default", 3, by=ROOT)


def test_where_four_eyes_are_wanted_the_author_does_not_publish(
    hands: clock.Hands,
) -> None:
    set_option(FOUR_EYES, ("grid",), by=ROOT)
    save_draft(GRID, "default", {"n": 1}, by=ROOT)
    with pytest.raises(AnotherPublishes):
        publish_draft(GRID, "default", 1, by=ROOT)
    publish_draft(GRID, "default", 1, by=EVE)
    save_draft(GRID, "default", {"n": 2}, by=ROOT)
    with pytest.raises(OverrideWithoutWhy):
        publish_draft(GRID, "default", 2, by=ROOT, override=True)
    publish_draft(GRID, "default", 2, by=ROOT, override=True, why="All are away")
    told = changes("grid:default")[0]
    assert (told.verb, told.why) == ("published alone", "All are away")


def test_what_is_in_doubt_is_published_with_a_reason_that_the_audit_keeps(
    hands: clock.Hands,
) -> None:
    doubtful = Kind("grid", "Grid", _whole, doubts=lambda _name, body: body["holes"])
    whole = {"n": 1, "holes": []}
    publish_checked(doubtful, "default", whole, by=EVE)
    body = whole | {"holes": ["Nobody on Sunday."]}
    with pytest.raises(PublishedInDoubt, match="Nobody on Sunday"):
        publish_checked(doubtful, "default", body, by=ROOT, why="It is better")
    with pytest.raises(OverrideWithoutWhy):
        publish_checked(doubtful, "default", body, by=ROOT, override=True)
    held = published("grid", "default")
    assert held
    assert held.version == 1
    publish_checked(
        doubtful, "default", body, by=ROOT, override=True, why="Closed then"
    )
    told = changes("grid:default")[0]
    assert told.after == {"version": 2, "despite": ["Nobody on Sunday."]}
    assert (told.verb, told.why) == ("published", "Closed then")


def test_only_administrators_draft_and_publish() -> None:
    with pytest.raises(AdministratorWanted):
        save_draft(GRID, "default", {"n": 1}, by=GRACE)
    with pytest.raises(AdministratorWanted):
        publish_checked(GRID, "default", {"n": 1}, by=GRACE)
