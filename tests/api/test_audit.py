"""/audit: what is on the page, for programs that administer."""

from tests.api.conftest import Callers, code_of
from tests.company import Company
from tocsin.foundation.accounts.actions import set_roles


def test_changes_are_found_and_paged(callers: Callers, company: Company) -> None:
    root = company.actor("root")
    for roles in (["agent"], ["auditor"], []):
        set_roles("p-ben", roles, by=root, why="He moves about.")
    first = callers.admin.get("/audit", subject="person:p-ben", actor="p-root", limit=2)
    told = first.json()
    assert [item["after"] for item in told["items"]] == [
        {"roles": []},
        {"roles": ["auditor"]},
    ]
    rest = callers.admin.get(
        "/audit", subject="person:p-ben", actor="p-root", cursor=told["next"]
    ).json()
    assert [item["before"] for item in rest["items"]] == [{"roles": []}]
    assert rest["next"] is None
    assert callers.admin.get("/audit", q="moves about").json()["items"]
    nothing = callers.admin.get("/audit", until="2026-03-02T09:00:00Z")
    assert nothing.json() == {"items": [], "next": None}


def test_only_administering_keys_read_it(callers: Callers, company: Company) -> None:
    for caller in (callers.read, callers.work, callers.intake):
        answer = caller.get("/audit")
        assert (answer.status_code, code_of(answer)) == (403, "scope_missing")
    assert callers.stranger.get("/audit").status_code == 401
