"""What proves restored, as one line that people write."""

from typing import Any

import pytest

from tests.company import Company
from tocsin.foundation.classification.reads import models
from tocsin.surfaces.web.proof_line import proof_from, proof_told

ORDERS: dict[str, Any] = {"figure": "orders", "source": "shop", "at_least": 20}


@pytest.mark.parametrize(
    ("line", "proof"),
    [
        ("alerts", {"alerts": "resolved"}),
        ("heartbeat nightly-backup", {"heartbeat": "nightly-backup"}),
        ("orders of shop at least 20", ORDERS),
        ("orders of shop >= 20 for 10 min", ORDERS | {"for_minutes": 10}),
        (
            "orders{till=3, city=Lyon} of shop ≥ 20 ≤ 90.5 for 1 minute",
            ORDERS
            | {"at_most": 90.5, "for_minutes": 1}
            | {"labels": {"till": "3", "city": "Lyon"}},
        ),
    ],
)
def test_a_line_says_what_proves_it(line: str, proof: dict[str, Any]) -> None:
    assert proof_from(line) == proof
    told = proof_from(proof_told(proof))
    assert told == (
        proof | {"for_minutes": proof.get("for_minutes", 5)}
        if "figure" in proof
        else proof
    )


@pytest.mark.parametrize(
    "line", ["soon", "orders of shop", "heartbeat", "orders at least 20", "of of of"]
)
def test_what_says_nothing_known_is_nothing(line: str) -> None:
    assert proof_from(line) is None


def test_a_model_is_published_with_it(company: Company) -> None:
    root = company.client("root")
    form = {
        "title": "Shop",
        "match_service": "checkout",
        "why": "Orders say whether people can buy.",
        "restored_when": "orders of shop at least 20",
    }
    assert root.post("/settings/models/shop", form).status_code == 302
    assert models()["shop"]["restored_when"] == ORDERS
    page = root.get("/settings/models/shop").content.decode()
    assert "orders of shop at least 20 for 5 minutes" in page
    wrong = root.post("/settings/models/shop", form | {"restored_when": "soon"})
    assert wrong.status_code == 422
