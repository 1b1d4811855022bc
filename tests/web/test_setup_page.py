"""The set-up as a file: fetched, planned and applied by administrators."""

from tests.company import Company
from tests.web.conftest import Visitor
from tocsin.foundation.accounts.models import Team


def test_a_set_up_is_fetched_planned_and_applied(
    company: Company, visitor: Visitor
) -> None:
    root = visitor("root")
    text = root.get("/settings/setup/tocsin.yaml").content.decode()
    same = root.post("/settings/setup", {"told": text, "verb": "plan"})
    assert "everything is as the file says" in same.content.decode()
    more = text.replace("teams:\n", "teams:\n  post:\n    name: Post\n")
    planned = root.post("/settings/setup", {"told": more, "verb": "plan"})
    assert "teams.post" in planned.content.decode()
    assert not Team.objects.filter(key="post").exists()
    root.post("/settings/setup", {"told": more, "verb": "apply", "why": "New"})
    assert Team.objects.filter(key="post").exists()


def test_what_cannot_be_used_is_told_with_its_line(
    company: Company, visitor: Visitor
) -> None:
    refused = visitor("root").post("/settings/setup", {"told": "teems: {}"})
    assert refused.status_code == 422
    assert "Line 1" in refused.content.decode()


def test_only_administrators_see_the_set_up(company: Company, visitor: Visitor) -> None:
    for address in ("/settings/setup", "/settings/setup/tocsin.yaml"):
        assert visitor("grace").get(address).status_code == 403
