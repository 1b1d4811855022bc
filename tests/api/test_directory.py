"""Services, items and sites by API: kept by administering keys, read by others."""

from tests.api.conftest import Callers, code_of
from tests.company import Company
from tocsin.foundation.audit.reads import changes


def test_a_web_of_services_and_items_is_told_and_asked(callers: Callers) -> None:
    admin = callers.admin
    site = admin.post("/sites", {"key": "hall", "name": "Hall", "zone": "Europe/Paris"})
    assert (site.status_code, site.json()["parent"]) == (201, None)
    for key in ("web-01", "web-02"):
        made = admin.post("/items", {"key": key, "site": "hall", "kind": "server"})
        assert made.status_code == 201, made.content
        told = {"kind": "item", "key": key, "group": "web", "works_with": 1}
        answer = admin.post("/services/checkout/needs", told)
        assert answer.status_code == 200, answer.content
    assert [each["group"] for each in answer.json()["needs_directly"]] == [
        "",
        "web",
        "web",
    ]

    one = callers.read.get("/items/web-01/affected").json()
    assert [(s["key"], s["mood"]) for s in one["services"]] == [
        ("checkout", "weakened")
    ]
    both = callers.read.get("/affected", item=["web-01", "web-02"]).json()
    (found,) = both["services"]
    assert (found["mood"], found["distance"]) == ("down", 1)
    assert [step["key"] for step in found["path"]] == ["web-01", "checkout"]

    retired = admin.patch("/items/web-02", {"status": "retired"})
    assert retired.json()["status"] == "retired"
    one = callers.read.get("/items/web-01/affected").json()
    assert one["services"][0]["mood"] == "down", "the last one of its group"
    gone = {"kind": "item", "key": "web-01"}
    admin.post("/services/checkout/needs-no-more", gone)
    assert callers.read.get("/items/web-01/affected").json()["services"] == []


def test_a_service_is_added_and_changed_and_that_is_audited(callers: Callers) -> None:
    told = {"key": "mail", "name": "Mail", "team": "application", "users": 900}
    made = callers.admin.post("/services", told)
    assert (made.status_code, made.json()["users"]) == (201, 900)
    money = {"outage_cost": 1200000, "currency": "EUR"}
    assert callers.admin.patch("/services/mail", money).json()["currency"] == "EUR"
    assert [each.verb for each in changes("service:mail")] == ["changed", "added"]
    assert code_of(callers.admin.post("/services", told)) == "directory_key_taken"
    answer = callers.admin.patch("/services/mail", {"team": "strangers"})
    assert code_of(answer) == "team_unknown"
    answer = callers.admin.patch("/services/mail", {"currency": ""})
    assert code_of(answer) == "directory_fact_unusable"


def test_only_keys_that_administer_keep_the_directory(
    callers: Callers, company: Company
) -> None:
    posts = {
        "/services": {"key": "x", "name": "X", "team": "application"},
        "/items": {"key": "x"},
        "/sites": {"key": "x", "name": "X"},
        "/services/checkout/needs": {"key": "database"},
        "/services/checkout/needs-no-more": {"key": "database"},
    }
    for caller in (callers.read, callers.intake, callers.work):
        for path, body in posts.items():
            assert code_of(caller.post(path, body)) == "scope_missing", path
        assert caller.patch("/services/checkout", {"name": "Mine"}).status_code == 403
    assert code_of(callers.stranger.post("/items", {"key": "x"})) == "key_wanted"


def test_items_are_paged_by_key_and_told_once(callers: Callers) -> None:
    for number in range(5):
        callers.admin.post("/items", {"key": f"ci-{number}", "name": f"CI {number}"})
    page = callers.read.get("/items", limit=2, q="CI").json()
    keys = [each["key"] for each in page["items"]]
    assert (keys, page["next"]) == (["ci-0", "ci-1"], "ci-1")
    page = callers.read.get("/items", limit=9, cursor="ci-1").json()
    assert ([i["key"] for i in page["items"]], page["next"]) == (
        ["ci-2", "ci-3", "ci-4"],
        None,
    )
    first = callers.admin.post("/items", {"key": "once"}, Idempotency_Key="a")
    again = callers.admin.post("/items", {"key": "once"}, Idempotency_Key="a")
    assert (first.status_code, again.content) == (201, first.content)
