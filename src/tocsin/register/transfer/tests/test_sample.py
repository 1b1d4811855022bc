from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import actor_of, duty_managers, person_called
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.classification.reads import (
    coverage,
    matrix,
    models,
    team_for_category,
)
from tocsin.foundation.classification.rules import check_matrix
from tocsin.register.core.models import Entry, Incident
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.core.rules import STATES, WAITING_CAUSES
from tocsin.register.tasks.reads import find_tasks, tasks_of
from tocsin.register.transfer.sample import load_sample, sign_in_hints
from tocsin.register.watching.reads import mentions, watchers

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 47, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _sample(db: None) -> None:
    load_sample(NOW)


def actor(username: str) -> Actor:
    person = person_called(username)
    assert person is not None
    return actor_of(person)


def test_the_desk_shows_every_state_and_nothing_from_the_future() -> None:
    states = Counter(Incident.objects.values_list("state", flat=True))
    assert set(states) == set(STATES) - {"classified"}, "routing never leaves one there"
    assert states["diagnosis"] >= 8
    causes = set(Incident.objects.values_list("waiting_cause", flat=True)) - {"", None}
    assert causes <= set(WAITING_CAUSES)
    assert len(causes) >= 3
    assert set(Incident.objects.values_list("priority", flat=True)) == {1, 2, 3, 4, 5}
    assert not Entry.objects.filter(recorded_at__gt=NOW).exists()

    checkout = Incident.objects.get(title="Checkout: no orders")
    assert (checkout.priority, checkout.team_id) == (1, "database")
    assert checkout.owner is not None
    assert checkout.owner.username == "ada"
    assert checkout.model == "transaction-outage"
    assert Incident.objects.exclude(flags=[]).count() == 2


def test_only_what_was_told_late_looks_so() -> None:
    slack = timedelta(minutes=2)
    late = [
        entry.incident.title
        for entry in Entry.objects.select_related("incident")
        if entry.recorded_at - entry.happened_at > slack
    ]
    assert late == ["Backup of the tills in Lille did not run"]


def test_who_sees_what_can_be_tried_out() -> None:
    secret = Incident.objects.get(restricted=True)
    for username, sees in (("marc", True), ("hugo", True), ("admin", False)):
        assert visible_to(actor(username)).filter(id=secret.id).exists() is sees
    toms = visible_to(actor("tom"))
    assert 1 < toms.count() < 10
    assert set(toms.values_list("reporter__username", flat=True)) == {"tom"}


def test_everything_has_a_team_with_people_and_a_published_matrix() -> None:
    assert [gap.category.key for gap in coverage(NOW) if gap.is_gap] == []
    assert check_matrix(matrix()) == []
    assert len(models()) == 4
    assert {person.username for person in duty_managers()} == {"marc", "nora"}
    assert team_for_category("application/minor-fault", NOW).team == "application"
    assert team_for_category("infrastructure/server", NOW).team == "infrastructure"
    before = team_for_category("workplace/printing", NOW - timedelta(days=100))
    assert (before.team, team_for_category("workplace/printing", NOW).team) == (
        "workplace",
        "service-desk",
    )


def test_the_accounts_that_are_printed_let_in() -> None:
    for username, password, _who in sign_in_hints():
        client = Client()
        client.post("/sign-in", {"login": username, "password": password})
        assert "_auth_user_id" in client.session, username
    assert Person.objects.count() == 28


def test_people_work_together() -> None:
    mine = find_tasks(actor("ben"), owner=actor("ben").id).rows
    assert [task.title for task in mine] == ["Look after the queue once more"]
    assert mine[0].is_overdue(NOW)
    assert Incident.objects.filter(tags__contains=["black-friday"]).count() == 2
    checkout = Incident.objects.get(title="Checkout: no orders")
    assert [task.number for task in tasks_of(checkout, actor("ada"))] == [1, 2]
    assert watchers(checkout) == [actor("marc").id]
    assert mentions(checkout, ["@priya"]) == {"priya": actor("priya").id}
