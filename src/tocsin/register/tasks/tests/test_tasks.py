"""Tasks: added, changed, finished, told in the timeline, and folded from it."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.company import Company, kinds
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal
from tocsin.register.core.models import Incident
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.tasks.actions import (
    add_task,
    change_task,
    finish_task,
    keep_tasks,
    reopen_task,
    settle_tasks,
)
from tocsin.register.tasks.models import Task
from tocsin.register.tasks.reads import (
    Held,
    drifted_tasks,
    find_tasks,
    open_counts_of,
    open_task_counts,
    tasks_of,
)
from tocsin.register.tasks.refusals import (
    NotForRequesters,
    PersonOrTeam,
    TasksOpen,
    TaskUnknown,
    TitleWanted,
)
from tocsin.register.work.actions import erase_person_everywhere, restrict
from tocsin.register.work.refusals import NothingToDo, NotYours, UnknownValue


def shown(incident: Incident, company: Company) -> list[Held]:
    return tasks_of(incident, company.actor("grace"))


def test_a_task_is_added_done_and_taken_up_again(
    company: Company, hands: clock.Hands
) -> None:
    incident, ada = company.open(), company.actor("ada")
    due = clock.now() + timedelta(hours=2)
    add_task(incident.id, title=" Order a disk ", owner="p-ada", due_at=due, by=ada)
    add_task(incident.id, title="Ask the supplier", team="application", by=ada)
    first, second = shown(incident, company)
    assert (first.number, first.title, first.owner) == (1, "Order a disk", "p-ada")
    assert (first.due_at, second.team, second.due_at) == (due, "application", None)
    assert not first.is_overdue(due)
    assert first.is_overdue(due + timedelta(seconds=1))

    hands.forward(minutes=5)
    done = finish_task(incident.id, task=1, note="In the cart", by=ada)
    assert finish_task(incident.id, task=1, by=ada).seq == done.seq
    assert shown(incident, company)[0].done_at == clock.now()
    reopen_task(incident.id, task=1, by=ada)
    assert shown(incident, company)[0].done_at is None
    assert kinds(incident)[-4:] == [
        "task_added",
        "task_added",
        "task_done",
        "task_reopened",
    ]


def test_what_is_changed_changes_and_the_rest_stays(company: Company) -> None:
    incident, ada = company.open(), company.actor("ada")
    due = clock.now() + timedelta(days=1)
    add_task(incident.id, title="Order", owner="p-ada", due_at=due, by=ada)
    add_task(incident.id, title="Ask", by=ada)

    def change(**changes: Any) -> Held:
        change_task(incident.id, task=1, changes=changes, by=ada)
        return next(t for t in shown(incident, company) if t.number == 1)

    assert change(title="Order two").owner == "p-ada"
    given_away = change(team="application")
    assert (given_away.owner, given_away.team) == ("", "application")
    assert change(due_at=None).due_at is None
    assert change(place=2).title == "Order two"
    assert [t.number for t in shown(incident, company)] == [2, 1]
    assert change(place=1, owner="p-grace").owner == "p-grace"
    nobodys = change(owner=None)
    assert (nobodys.owner, nobodys.team, nobodys.title) == ("", "", "Order two")
    for nothing in ({}, {"title": "Order two"}, {"owner": None}, {"place": 1}):
        with pytest.raises(NothingToDo):
            change(**nothing)


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"title": " "}, TitleWanted),
        ({"title": "x", "owner": "p-ada", "team": "application"}, PersonOrTeam),
        ({"title": "x", "owner": "p-nobody"}, UnknownValue),
        ({"title": "x", "team": "nobodys"}, UnknownValue),
        ({"title": "x", "owner": "p-rita"}, NotForRequesters),
    ],
)
def test_what_cannot_be_is_refused(
    company: Company, told: dict[str, Any], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        add_task(company.open().id, by=company.actor("ada"), **told)


def test_whoever_has_a_task_may_finish_it_and_nobody_else(company: Company) -> None:
    incident = company.open("tom")
    add_task(incident.id, title="Theirs", team="application", by=SYSTEM)
    add_task(incident.id, title="Hers", owner="p-eva", by=SYSTEM)
    for name, number in (("eva", 1), ("root", 1), ("ben", 2), ("tom", 1)):
        with pytest.raises(NotYours):
            finish_task(incident.id, task=number, by=company.actor(name))
    with pytest.raises(NotYours):
        add_task(incident.id, title="Not mine", by=company.actor("ben"))
    finish_task(incident.id, task=1, by=company.actor("ben"))
    finish_task(incident.id, task=2, by=company.actor("eva"))
    assert open_task_counts([incident.id]) == {}
    with pytest.raises(TaskUnknown):
        finish_task(incident.id, task=3, by=SYSTEM)


def test_lists_hold_what_one_may_see(company: Company) -> None:
    now, grace = clock.now(), company.actor("grace")
    late, soon = company.open(), company.open()
    secret = company.open()
    for incident, hours in ((late, -1), (soon, 1), (secret, 2)):
        due = now + timedelta(hours=hours)
        add_task(incident.id, title="x", owner="p-ada", due_at=due, by=SYSTEM)
    add_task(soon.id, title="whenever", owner="p-ada", by=SYSTEM)
    add_task(soon.id, title="ours", team="infrastructure", by=SYSTEM)
    Incident.objects.filter(id=secret.id)
    restrict(secret.id, people=["p-marc"], by=company.actor("marc"))
    ada = company.actor("ada")
    rows = find_tasks(ada, owner="p-ada").rows
    assert [row.incident.ref for row in rows] == [late.ref, soon.ref, soon.ref]
    assert [row.title for row in rows][-1] == "whenever", "what is due never is last"
    assert open_counts_of(ada, ["infrastructure"]) == {"": 3, "infrastructure": 1}
    assert len(find_tasks(company.actor("marc"), owner="p-ada").rows) == 4
    assert find_tasks(company.actor("tom"), owner="p-ada").rows == ()
    first = find_tasks(grace, owner="p-ada", limit=2)
    rest = find_tasks(grace, owner="p-ada", limit=2, cursor=first.cursor or "")
    assert (len(first.rows), len(rest.rows), rest.cursor) == (2, 1, None)
    finish_task(late.id, task=1, by=SYSTEM)
    done = find_tasks(ada, owner="p-ada", state="done").rows
    assert [row.incident.ref for row in done] == [late.ref]


def test_whoever_is_given_a_task_sees_the_restricted_incident(
    company: Company,
) -> None:
    secret, marc = company.open(), company.actor("marc")
    restrict(secret.id, people=[], by=marc)
    assert not visible_to(company.actor("ada")).filter(id=secret.id).exists()
    add_task(secret.id, title="Look at the logs", owner="p-ada", by=marc)
    assert visible_to(company.actor("ada")).filter(id=secret.id).exists()
    assert kinds(secret)[-2:] == ["named", "task_added"]


def test_before_it_ends_it_is_asked_what_becomes_of_tasks(company: Company) -> None:
    incident, ada = company.open(), company.actor("ada")
    settle_tasks(incident.id, by=ada)
    for title in ("one", "two"):
        add_task(incident.id, title=title, by=ada)
    with pytest.raises(TasksOpen) as asked:
        settle_tasks(incident.id, by=ada)
    assert str(asked.value) == f"{incident.ref} has open tasks: 2."
    settle_tasks(incident.id, how="stay", by=ada)
    assert open_task_counts([incident.id]) == {incident.id: 2}
    settle_tasks(incident.id, how="finish", by=ada)
    assert open_task_counts([incident.id]) == {}


def test_an_erased_persons_words_are_gone_from_their_tasks(company: Company) -> None:
    incident = company.open()
    add_task(incident.id, title="Call Rita at home", by=company.actor("ada"))
    erase_person_everywhere("p-ada", by=company.actor("root"))
    assert [task.title for task in shown(incident, company)] == [""]
    assert list(drifted_tasks()) == []


_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "finish", "reopen", "move", "give", "due"]),
        st.integers(1, 5),
        st.integers(1, 5),
    ),
    max_size=14,
)


@given(_STEPS)
@settings(max_examples=15)
def test_rows_are_what_the_timeline_says(
    company: Company, steps: list[tuple[str, int, int]]
) -> None:
    incident = company.open()
    for verb, number, other in steps:
        try:
            _do(verb, incident.id, number, other)
        except (TaskUnknown, NothingToDo):
            continue
    assert list(drifted_tasks()) == []
    rows = list(Task.objects.filter(incident=incident).order_by("place").values())
    assert [row["place"] for row in rows] == list(range(1, len(rows) + 1))
    Task.objects.filter(incident=incident).delete()
    keep_tasks([incident.id])
    again = Task.objects.filter(incident=incident).order_by("place").values()
    assert [row | {"id": 0} for row in again] == [row | {"id": 0} for row in rows]


def _do(verb: str, id: int, number: int, other: int) -> None:
    changes: dict[str, Any] = {"move": {"place": other}, "give": {"owner": "p-ben"}}
    changes["due"] = {"due_at": clock.now() + timedelta(hours=other)}
    if verb == "add":
        add_task(id, title=f"task {other}", by=SYSTEM)
    elif verb == "finish":
        finish_task(id, task=number, by=SYSTEM)
    elif verb == "reopen":
        reopen_task(id, task=number, by=SYSTEM)
    else:
        change_task(id, task=number, changes=changes[verb], by=SYSTEM)


def test_a_row_that_says_something_else_is_found(company: Company) -> None:
    incident = company.open()
    add_task(incident.id, title="one", by=SYSTEM)
    Task.objects.update(owner="p-ben")
    assert list(drifted_tasks()) == [(incident.ref, [1])]
    keep_tasks([incident.id])
    assert list(drifted_tasks()) == []
