"""Codes: renamed, moved, added, offered no more; what was used keeps its title."""

import re
from typing import Any

from tests.company import Company
from tests.web.conftest import Visitor
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.classification.actions import publish_codes
from tocsin.foundation.classification.reads import codes, offered_codes
from tocsin.foundation.config.models import Document
from tocsin.register.work.actions import close, resolve

ADDRESS = "/settings/codes"
BODY = {
    "resolution": [
        {"code": "restarted", "title": "Restarted"},
        {"code": "gone", "title": "Gone by itself"},
    ],
    "closure": [{"code": "tested", "title": "Tested by us"}],
}


def as_it_is() -> dict[str, Any]:
    """What the page's form sends when nothing was changed."""
    told: dict[str, Any] = {"why": "As agreed"}
    for kind, rows in codes().items():
        for number, row in enumerate(rows, start=1):
            told |= {
                f"{kind}_{number}_place": number,
                f"{kind}_{number}_title": row["title"],
            }
            if row.get("active", True):
                told[f"{kind}_{number}_active"] = "on"
    return told


def test_codes_are_renamed_moved_added_and_offered_no_more(
    company: Company, visitor: Visitor
) -> None:
    publish_codes(BODY, by=SYSTEM, why="Few")
    root, told = visitor("root"), as_it_is()
    told |= {"resolution_1_title": "Begun anew", "resolution_1_place": 9}
    told |= {"resolution_3_code": "patched", "resolution_3_title": "Patched"}
    told |= {"resolution_3_active": "on"}
    del told["resolution_2_active"]
    assert root.post(ADDRESS, told)["Location"] == ADDRESS
    assert codes()["resolution"] == [
        {"code": "gone", "title": "Gone by itself", "active": False},
        {"code": "patched", "title": "Patched"},
        {"code": "restarted", "title": "Begun anew"},
    ]
    assert list(offered_codes("resolution")) == ["patched", "restarted"]
    page = root.get(ADDRESS).content.decode()
    assert "As agreed" in page


def test_a_used_code_keeps_its_title_and_is_offered_no_more(
    company: Company, visitor: Visitor
) -> None:
    publish_codes(BODY, by=SYSTEM, why="Few")
    old, new = company.open(), company.open()
    ada = company.actor("ada")
    resolve(old.id, resolution="permanent", code="gone", by=ada)
    close(old.id, code="tested", by=ada)
    left = {**BODY, "resolution": BODY["resolution"][:1]}
    publish_codes(left, by=SYSTEM, why="Nothing goes by itself")
    browser = visitor("ada")
    page = browser.get(f"/incidents/{old.ref}").content.decode()
    assert "Gone by itself" in page
    assert "Tested by us" in page
    form = browser.get(f"/incidents/{new.ref}/resolve").content.decode()
    assert re.findall(r'<option value="(restarted|gone)"', form) == ["restarted"]
    refused = browser.post(
        f"/incidents/{new.ref}/resolve", {"resolution": "permanent", "code": "gone"}
    )
    assert refused.status_code == 422


def test_what_is_half_told_is_complained_about_in_place(
    company: Company, visitor: Visitor
) -> None:
    root, versions = visitor("root"), Document.objects.count()
    for half in ({"closure_4_code": "late"}, {"closure_4_title": "Late"}):
        answer = root.post(ADDRESS, as_it_is() | half)
        assert answer.status_code == 422
        assert "needs a word and a title" in answer.content.decode()
    none = {n: v for n, v in as_it_is().items() if not n.endswith("_active")}
    answer = root.post(ADDRESS, none)
    assert answer.status_code == 422
    assert "one code at least" in answer.content.decode()
    assert Document.objects.count() == versions


def test_codes_are_saved_as_a_draft_and_only_read_by_others(
    company: Company, visitor: Visitor
) -> None:
    answer = visitor("root").post(ADDRESS, as_it_is() | {"verb": "draft"})
    assert answer["Location"] == "/settings/versions/codes/default/1"
    page = visitor("grace").get(ADDRESS).content.decode()
    assert "Restarted or restored" in page
    assert 'name="why"' not in page
    assert visitor("grace").post(ADDRESS, as_it_is()).status_code == 403
