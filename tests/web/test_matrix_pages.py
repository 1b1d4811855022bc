"""The escalation matrix by page, and what an incident's page says of its run."""

import re
from typing import Any

import pytest
from django.urls import reverse

from tests.company import Company
from tocsin.kernel import clock
from tocsin.register.work.actions import restrict
from tocsin.response.escalation.coverage.actions import keep_proof
from tocsin.response.escalation.models import Run
from tocsin.response.escalation.published import matrix_in_force
from tocsin.response.escalation.reads import next_steps
from tocsin.response.escalation.tests.matrices import duty, publish, settle

pytestmark = pytest.mark.django_db
ROW = {
    "name": "Night shop",
    "key": "night-shop",
    "category": "application",
    "priorities": ["1", "2"],
    "hours": "closed",
    "lapses": "20",
    "why": "Agreed.",
    "override": "on",
    "l1-kind": "on_call",
    "l1-rank": "1",
    "l1-acknowledge_within": "5",
    "l1-loud": "on",
    "l2-kind": "role",
    "l2-role": "duty_manager",
    "l2-percent": "80",
    "l2-of": "resolve",
    "l2-unless": "resolved",
}


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_everybody_at_the_desk_reads_the_grid(company: Company) -> None:
    page = text_of(company.client("grace").get("/matrix"))
    assert "Server failure" in page
    assert "Its team, on call" in page
    assert "page, 5 min to answer" in page
    assert "80 % of resolution" in page
    assert "Add a row" not in page
    row = text_of(company.client("grace").get("/matrix/rows/server-failure"))
    assert "An acknowledgement lapses after 30 min" in row
    assert company.client("grace").get("/matrix/rows/none").status_code == 404


def test_a_row_is_added_changed_and_removed(company: Company) -> None:
    root = company.client("root")
    before = len(matrix_in_force().rows)
    assert root.post("/matrix/rows/new", ROW | {"verb": "publish"}).status_code == 302
    row = matrix_in_force().row("night-shop")
    assert row is not None
    assert (row.category, row.priorities, row.lapses) == ("application", (1, 2), 20)
    assert [level.percent for level in row.levels] == [None, 80]
    assert (row.when.hours, row.levels[1].loud) == ("closed", False)
    changed = ROW | {"name": "Shop at night", "verb": "publish"}
    assert root.post("/matrix/rows/night-shop", changed).status_code == 302
    row = matrix_in_force().row("night-shop")
    assert row is not None
    assert row.name == "Shop at night"
    gone = changed | {"verb": "remove"}
    assert root.post("/matrix/rows/night-shop", gone).status_code == 302
    assert matrix_in_force().row("night-shop") is None
    assert len(matrix_in_force().rows) == before


def test_what_is_wrong_stands_at_its_part(company: Company) -> None:
    wrong = ROW | {"l2-of": "", "key": "server-failure", "verb": "publish"}
    answer = company.client("root").post("/matrix/rows/new", wrong)
    assert answer.status_code == 422
    page = text_of(answer)
    assert "There are two rows with the key server-failure." in page
    assert "It is one of these: response, acknowledge" in page


def test_the_matrix_is_a_text_and_a_draft_waits(company: Company) -> None:
    root = company.client("root")
    text = "rows:\n- key: all\n  levels:\n  - target: {kind: whole_team}\n"
    told = {"told": text, "why": "From the other Tocsin.", "override": "on"}
    drafted = root.post("/matrix?as=text", told | {"verb": "draft"})
    assert drafted.status_code == 302
    assert matrix_in_force().number == 0
    assert root.get(drafted["Location"]).status_code == 200
    for wrong in ("rows: [", "- 1", "rows:\n- key: x\n", "{" * 3000):
        answer = root.post("/matrix?as=text", told | {"told": wrong, "verb": "publish"})
        assert answer.status_code == 422, wrong
    published = root.post("/matrix?as=text", told | {"verb": "publish"})
    assert published.status_code == 302
    assert [row.key for row in matrix_in_force().rows] == ["all"]
    grace = company.client("grace")
    assert grace.post("/matrix?as=text", told | {"verb": "publish"}).status_code == 403


def test_an_incident_says_who_comes_next_and_is_escalated(company: Company) -> None:
    duty("infrastructure", "p-ada")
    duty("infrastructure", "p-marc", rank=2)
    second = {"after": 10, "target": {"kind": "on_call", "rank": 2}}
    levels = [{"target": {"kind": "on_call"}, "acknowledge_within": 5}, second]
    publish({"key": "servers", "name": "Servers", "levels": levels})
    incident = company.open()
    settle()
    page = text_of(company.client("ada").get(f"/incidents/{incident.ref}"))
    assert "Next:" in page
    assert "Marc, level 2" in page
    assert "By Servers, because nothing nearer fits." in page
    assert "Tocsin escalated it to level 1: Ada" in page
    done = company.client("ada").post(f"/incidents/{incident.ref}/escalate")
    assert done.status_code == 302
    assert Run.objects.get(incident_id=incident.id).level == 2
    page = text_of(company.client("ada").get(f"/incidents/{incident.ref}"))
    assert "Ada escalated it to level 2: Marc" in page
    again = company.client("ada").post(f"/incidents/{incident.ref}/escalate")
    assert again.status_code == 409


def test_a_restricted_incident_is_nobody_elses(company: Company) -> None:
    publish({"key": "all", "levels": [{"target": {"kind": "whole_team"}}]})
    incident = company.open()
    restrict(incident.id, people=["p-grace"], by=company.actor("grace"))
    settle()
    assert company.client("ada").get(f"/incidents/{incident.ref}").status_code == 404
    refused = company.client("ada").post(f"/incidents/{incident.ref}/escalate")
    assert refused.status_code == 404


def test_a_matrix_with_holes_is_published_only_with_a_reason(company: Company) -> None:
    told = {name: said for name, said in ROW.items() if name != "override"}
    told |= {"hours": "any"}
    refused = company.client("root").post(
        "/matrix/rows/new", told | {"verb": "publish"}
    )
    assert refused.status_code == 409
    assert "It would leave holes" in text_of(refused)
    assert matrix_in_force().number == 0


def test_the_grid_marks_where_somebody_is_not_reached(company: Company) -> None:
    keep_proof()
    page = text_of(company.client("grace").get("/matrix"))
    assert "No schedule" in page
    assert "Clock missing" in page


def test_rows_share_one_axis_of_time(company: Company) -> None:
    page = text_of(company.client("grace").get("/matrix"))
    head = page[page.index("<thead>") : page.index("</thead>")]
    times = re.findall(r"<b>([^<]+)</b>", head)
    assert times == [
        "At once",
        "+ 5 min",
        "+ 10 min",
        "+ 20 min",
        "+ 60 min",
        "80 % of resolution",
    ]
    rows = re.findall(r"<tr>(.*?)</tr>", page[page.index("<tbody>") :])
    assert [row.count("<td>") for row in rows[:2]] == [6, 6]
    # A minor fault is told at once, after an hour, and late: nothing between.
    minor = next(row for row in rows if "Minor application fault" in row)
    cells = ["cell--none" not in cell for cell in minor.split("<td>")[1:]]
    assert cells == [True, False, False, False, True, True]


def test_the_queue_and_its_preview_tell_who_is_next(
    company: Company, hands: clock.Hands
) -> None:
    duty("infrastructure", "p-ada")
    incident = company.open()
    settle()
    hands.forward(minutes=1)
    page = text_of(company.client("grace").get("/?view=all"))
    assert re.search(r"level 2: <time [^>]*>4 min", page)
    address = reverse("incident-preview", args=[incident.ref])
    piece = company.client("grace").get(address, headers={"HX-Request": "true"})
    preview = text_of(piece)
    assert re.search(r"level 2[^<]*in <time [^>]*>4 min", preview, re.IGNORECASE)


def test_the_queue_asks_once_for_all_its_rows(
    company: Company, django_assert_num_queries: Any
) -> None:
    duty("infrastructure", "p-ada")
    ids = [company.open().id for _n in range(3)]
    settle()
    with django_assert_num_queries(1):
        assert set(next_steps(ids)) == set(ids)
