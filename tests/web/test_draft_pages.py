"""A draft is saved, compared, published, restored; the coverage of any instant."""

from tests.company import Company
from tests.web.conftest import Visitor
from tocsin.foundation.classification.actions import hand_over
from tocsin.foundation.classification.reads import matrix
from tocsin.foundation.config.actions import set_option
from tocsin.foundation.config.options import FOUR_EYES
from tocsin.kernel import clock

CELLS = {f"cell_{i}_{u}": min(5, i + u) for i in (1, 2, 3) for u in (1, 2, 3)}
PAGE = "/settings/versions/priority_matrix/default/1"


def test_a_draft_is_reviewed_with_its_differences_and_published(
    company: Company, visitor: Visitor
) -> None:
    root = visitor("root")
    saved = {**CELLS, "why": "Calmer", "verb": "draft"}
    answer = root.post("/settings/priority-matrix", saved)
    assert answer.headers["Location"] == PAGE
    assert matrix()["cells"][0] == [1, 2, 3]
    assert "cells.1.1" in root.get(PAGE).content.decode()
    assert "Priority matrix" in root.get("/settings/drafts").content.decode()
    assert visitor("grace").post(PAGE, {"verb": "publish"}).status_code == 403
    assert root.post(PAGE, {"verb": "publish"}).status_code == 302
    assert matrix()["cells"][0] == [2, 3, 4]
    restored = root.post(PAGE, {"verb": "restore", "why": "Again"})
    assert restored.headers["Location"].endswith("/2")
    root.post(restored.headers["Location"], {"verb": "discard"})
    assert "No draft waits" in root.get("/settings/drafts").content.decode()


def test_a_draft_is_planned_for_a_day_and_withdrawn(
    company: Company, visitor: Visitor, hands: clock.Hands
) -> None:
    root = visitor("root")
    root.post("/settings/priority-matrix", {**CELLS, "why": "x", "verb": "draft"})
    root.post(PAGE, {"verb": "publish", "at": "2026-03-04T09:00"})
    assert matrix()["cells"][0] == [1, 2, 3]
    assert "Planned" in root.get("/settings/drafts").content.decode()
    root.post(PAGE, {"verb": "withdraw"})
    hands.forward(days=3)
    assert matrix()["cells"][0] == [1, 2, 3]


def test_where_two_are_wanted_the_author_is_refused(
    company: Company, visitor: Visitor
) -> None:
    set_option(FOUR_EYES, ("priority_matrix",), by=company.actor("root"))
    root = visitor("root")
    root.post("/settings/priority-matrix", {**CELLS, "why": "x", "verb": "draft"})
    refused = root.post(PAGE, {"verb": "publish"})
    assert refused.status_code == 409
    assert "another person publishes it" in refused.content.decode()
    alone = {"verb": "publish", "override": "on", "why": "All are away"}
    assert root.post(PAGE, alone).status_code == 302


def test_coverage_is_shown_for_any_instant(
    company: Company, visitor: Visitor, hands: clock.Hands
) -> None:
    hands.forward(days=1)
    hand_over("application", "service-desk", by=company.actor("root"))
    grace = visitor("grace")
    assert "Service desk answers for" in grace.get("/coverage").content.decode()
    then = grace.get("/coverage?at=2026-03-02T09:00").content.decode()
    assert "Service desk answers for" not in then
    table = grace.get("/coverage.csv").content.decode()
    assert "application,Application,service-desk,own" in table
