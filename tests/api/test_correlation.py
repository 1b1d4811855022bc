"""Rules, reconciliation and noise by programs."""

from typing import Any

from tests.api.conftest import Callers, code_of
from tests.feeding import fires, source, tell

RULE: dict[str, Any] = {"name": "News", "when": 'severity == "info"', "do": "drop"}


def test_rules_are_tried_and_published(callers: Callers) -> None:
    assert callers.read.get("/correlation-rules").json() == {"zone": "UTC", "rules": []}
    tell(source(), fires("a", severity="info"), fires("b", service="checkout"))
    trial = callers.admin.post("/correlation-rules/try", {"rules": [RULE]}).json()
    assert trial["was"] == {"opened": 2}
    assert trial["would"] == {"opened": 1, "dropped": 1}
    assert trial["by_rule"] == [{"rule": "News", "outcomes": {"dropped": 1}}]
    assert callers.read.get("/correlation-rules").json()["rules"] == []
    told = {"rules": [RULE], "why": "Nobody reads them."}
    made = callers.admin.post("/correlation-rules", told)
    assert made.status_code == 200, made.content
    assert callers.read.get("/correlation-rules").json()["rules"] == [RULE]


def test_unfit_rules_are_refused(callers: Callers) -> None:
    body = {"rules": [RULE | {"when": "color == 1"}]}
    assert code_of(callers.admin.post("/correlation-rules", body)) == "not_publishable"
    assert code_of(callers.admin.post("/correlation-rules/try", body)) == "rules_unfit"
    assert code_of(callers.work.post("/correlation-rules", body)) == "scope_missing"


def test_what_became_of_alerts_is_told(callers: Callers) -> None:
    tell(source(), fires("a", service="checkout"), fires("b", service="checkout"))
    told = callers.read.get("/reconciliation").json()
    assert (told["joined"], told["without"], told["reasons"]) == (2, 0, [])
    handed = callers.admin.post("/reconciliation/hand-in")
    assert handed.json() == {"alerts": 0}
    loud = callers.read.get("/noise").json()
    assert loud["services"] == [
        {
            "name": "checkout",
            "alerts": 2,
            "told": 2,
            "held_back": 0,
            "incidents": 1,
            "acted_on": 0,
            "pages": 0,
            "pages_in_vain": 0,
        }
    ]
    assert code_of(callers.read.get("/noise", days=91)) == "unknown_shape"
    assert code_of(callers.intake.get("/noise")) == "scope_missing"
