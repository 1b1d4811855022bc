"""The audit as auditors read it: searched, narrowed, exported."""

import json

from tests.company import Company
from tocsin.foundation.accounts.actions import set_roles


def test_a_change_of_rights_is_found_with_its_reason(company: Company) -> None:
    root = company.actor("root")
    set_roles("p-ben", ["agent"], by=root, why="He joins the desk.")
    eva = company.client("eva")
    for asked in ("text=joins", "subject=person:p-ben&actor=p-root", "verb=roles_set"):
        page = eva.get(f"/settings/audit?{asked}")
        assert page.status_code == 200
        if "verb" not in asked:
            assert "He joins the desk." in page.content.decode(), asked
    none = eva.get("/settings/audit?text=nothing+like+this").content.decode()
    assert "Nothing fits" in none
    desk = company.client("ada").get("/settings").content.decode()
    assert "/settings/audit" in eva.get("/settings").content.decode()
    assert "/settings/audit" not in desk


def test_it_is_exported_as_it_is_narrowed(company: Company) -> None:
    set_roles("p-ben", ["agent"], by=company.actor("root"), why="=1+1")
    eva = company.client("eva")
    told = eva.get("/settings/audit/export.json?actor=p-root").getvalue()
    (change,) = json.loads(told)
    assert (change["subject"], change["why"]) == ("person:p-ben", "=1+1")
    table = eva.get("/settings/audit/export.csv?actor=p-root").getvalue().decode()
    assert table.splitlines()[1].endswith("'=1+1")
    assert json.loads(eva.get("/settings/audit/export.json?text=zz").getvalue()) == []
