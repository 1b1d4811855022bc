"""Categories, matrix and models: read by staff, changed by administrators."""

import pytest

from tests.company import Company
from tests.web.conftest import Visitor
from tocsin.foundation.classification.reads import matrix, models
from tocsin.register.core.actions.seal import seal

NEW = {"parent": "application", "word": "login", "name": "Signing in"}


def test_no_category_is_saved_without_a_team(
    company: Company, visitor: Visitor
) -> None:
    root = visitor("root")
    answer = root.post("/categories/new", {**NEW, "fallback": ""})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Signing in" in page
    assert root.get("/categories/at/application/login").status_code == 404
    answer = root.post("/categories/new", {**NEW, "fallback": "application"})
    assert answer.headers["Location"] == "/categories/at/application/login"
    assert root.get(answer.headers["Location"]).status_code == 200


def test_a_category_is_handed_over_from_a_day(
    company: Company, visitor: Visitor
) -> None:
    root = visitor("root")
    address = "/categories/at/application/minor-fault"
    hand = {"verb": "hand", "team": "service-desk", "starts_at": "2026-03-02T08:00"}
    answer = root.post(address, hand)
    assert answer.status_code == 422
    assert "has passed" in answer.content.decode()
    answer = root.post(address, {**hand, "starts_at": "", "why": "They know it best"})
    assert answer.status_code == 302
    assert "They know it best" in root.get(address).content.decode()


def test_only_administrators_change_categories(
    company: Company, visitor: Visitor
) -> None:
    assert visitor("grace").get("/categories/new").status_code == 403
    page = visitor("grace").get("/categories/at/application").content.decode()
    assert "<h2>Hand over</h2>" not in page


def test_a_matrix_is_published_or_refused_with_a_reason(
    company: Company, visitor: Visitor
) -> None:
    root = visitor("root")
    cells = {f"cell_{i}_{u}": min(5, i + u) for i in (1, 2, 3) for u in (1, 2, 3)}
    answer = root.post("/settings/priority-matrix", {**cells, "why": "Calmer"})
    assert answer.status_code == 302
    assert matrix()["cells"][0] == [2, 3, 4]
    assert "Calmer" in root.get("/settings/priority-matrix").content.decode()
    wrong = {**cells, "cell_3_3": 1, "why": "Odd"}
    answer = root.post("/settings/priority-matrix", wrong)
    assert answer.status_code == 422
    assert "cannot be published" in answer.content.decode()
    assert visitor("grace").post("/settings/priority-matrix", cells).status_code == 403


def test_a_model_is_published_and_retired(company: Company, visitor: Visitor) -> None:
    root = visitor("root")
    begun = root.post("/settings/models", {"name": "disk-full"})
    assert begun.headers["Location"] == "/settings/models/disk-full"
    told = {
        "title": "A disk is full",
        "match_category": "infrastructure/server",
        "steps": "Look what grows\nMake room",
        "why": "Every week",
    }
    assert root.post("/settings/models/disk-full", told).status_code == 302
    assert models()["disk-full"]["steps"] == ["Look what grows", "Make room"]
    assert "A disk is full" in root.get("/settings/models").content.decode()
    gone = {"verb": "retire", "why": "No disks"}
    assert root.post("/settings/models/disk-full", gone).status_code == 302
    assert models() == {}


@pytest.mark.django_db(transaction=True)
def test_verifying_one_and_all(company: Company, visitor: Visitor) -> None:
    incident = company.open()
    eva = visitor("eva")
    assert incident.ref in eva.get("/verify").content.decode()
    page = eva.post("/verify", {"ref": incident.ref}).content.decode()
    assert "Everything is as it was recorded" in page
    seal()
    assert "number 1" in eva.get("/verify").content.decode()


def test_a_person_changes_their_own_page_only(
    company: Company, visitor: Visitor
) -> None:
    facts = {"name": "Grace H", "email": "g@shop.example", "zone": "UTC"}
    facts["language"] = "en"
    grace = visitor("grace")
    assert grace.post("/people/p-grace/change", facts).status_code == 302
    assert "Grace H" in grace.get("/people/p-grace").content.decode()
    grace.post("/people/p-ada/change", facts)
    assert "<h1>Ada</h1>" in grace.get("/people/p-ada").content.decode()
