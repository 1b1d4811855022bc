"""Tasks and time on pages: without JavaScript, asked before an incident ends."""

from typing import Any

from asgiref.sync import async_to_sync

from tests.company import Company
from tests.web.conftest import Visitor
from tocsin.register.core.models import Incident
from tocsin.register.tasks.models import Task


def test_a_task_lives_by_plain_forms(company: Company, visitor: Visitor) -> None:
    incident, ada = company.open(), visitor("ada")
    address = f"/incidents/{incident.ref}"
    told = {"title": "Order a disk", "owner": "ada", "due_at": "2026-03-02T08:00:00"}
    assert ada.post(f"{address}/add-task", told).status_code == 302
    page = ada.get(address).content.decode()
    assert "Order a disk" in page
    assert "overdue" in page

    asked = ada.get(f"{address}/change-task?task=1").content.decode()
    assert 'value="Order a disk"' in asked
    same = {"task": 1, "title": "Order two disks", "team": "", "place": 1}
    ada.post(f"{address}/change-task", same | told | {"title": "Order two disks"})
    mine = ada.get("/tasks").content.decode()
    assert "Order two disks" in mine
    assert "Overdue" in mine

    answer = ada.post(f"{address}/finish-task", {"task": 1, "back": "tasks"})
    assert answer.headers["Location"] == "/tasks?team="
    assert "Nothing is to be done" in ada.get("/tasks").content.decode()
    done = ada.get("/tasks?state=done").content.decode()
    assert "Order two disks" in done
    ada.post(f"{address}/reopen-task", {"task": 1})
    assert Task.objects.get().done_at is None


def test_a_form_without_a_task_asks_which(company: Company, visitor: Visitor) -> None:
    incident, ada = company.open(), visitor("ada")
    address = f"/incidents/{incident.ref}"
    ada.post(f"{address}/add-task", {"title": "Order a disk"})
    for verb in ("finish-task", "change-task"):
        page = ada.get(f"{address}/{verb}").content.decode()
        assert '<option value="1">1  Order a disk</option>' in page, verb
    both = {"title": "x", "owner": "ada", "team": "application"}
    refused = ada.post(f"{address}/add-task", both)
    assert "A person or a team, not both." in refused.content.decode()


def test_a_teams_tasks_are_listed_and_counted_in_the_queue(
    company: Company, visitor: Visitor
) -> None:
    incident, ada = company.open(), visitor("ada")
    told = {"title": "Ask the supplier", "team": "infrastructure"}
    ada.post(f"/incidents/{incident.ref}/add-task", told)
    assert "Ask the supplier" not in ada.get("/tasks").content.decode()
    listed = ada.get("/tasks?team=infrastructure").content.decode()
    assert "Ask the supplier" in listed
    assert "1 open task" in ada.get("/rows").content.decode()


def test_before_it_ends_it_is_asked_what_becomes_of_tasks(
    company: Company, visitor: Visitor
) -> None:
    incident, ada = company.open(), visitor("ada")
    address = f"/incidents/{incident.ref}"
    ada.post(f"{address}/add-task", {"title": "Order a disk"})
    asked = ada.get(f"{address}/resolve").content.decode()
    assert "1 task is open" in asked
    assert "Order a disk" in asked
    seq = Incident.objects.get().seq
    told = {"resolution": "permanent", "seq": seq}
    unsaid = ada.post(f"{address}/resolve", told)
    assert unsaid.status_code == 422
    assert Incident.objects.get().state != "resolved"
    ada.post(f"{address}/resolve", told | {"open_tasks": "stay"})
    assert Incident.objects.get().state == "resolved"
    assert Task.objects.get().done_at is None
    assert "Order a disk" in ada.get(address).content.decode(), "it is not lost"

    told = {"seq": Incident.objects.get().seq, "open_tasks": "finish"}
    ada.post(f"{address}/close", told)
    assert Incident.objects.get().state == "closed"
    assert Task.objects.get().done_at is not None
    assert "is open" not in ada.get(f"{address}/reopen").content.decode()


def test_time_is_told_summed_and_exported(company: Company, visitor: Visitor) -> None:
    incident, ada = company.open(), visitor("ada")
    address = f"/incidents/{incident.ref}"
    told = {"minutes": 90, "activity": "repair", "note": "new disk"}
    ada.post(f"{address}/spend-time", told)
    assert "1\u00a0h\u00a030" in ada.get(address).content.decode()
    page = ada.get("/time").content.decode()
    assert "1\u00a0h\u00a030" in page
    assert (
        "No time was told"
        in ada.get("/time?since=2020-01-01&until=2020-01-02").content.decode()
    )

    answer: Any = ada.get("/register/export.csv")

    async def whole() -> bytes:
        return b"".join([chunk async for chunk in answer.streaming_content])

    head, row = async_to_sync(whole)().decode().splitlines()
    cells = dict(zip(head.split(","), row.split(","), strict=False))
    assert "minutes_spent,open_tasks" in head
    assert row.endswith(",90,0")
    assert cells["ref"] == incident.ref


def test_requesters_are_shown_neither(company: Company, visitor: Visitor) -> None:
    incident = company.open("tom")
    visitor("ada").post(f"/incidents/{incident.ref}/add-task", {"title": "Order"})
    assert (
        "Order" not in visitor("tom").get(f"/incidents/{incident.ref}").content.decode()
    )
    assert visitor("tom").get("/tasks").headers["Location"] == "/mine"
