"""The proof of what is in force is kept, follows every change, and warns in time."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from tests.company import Company, settle
from tocsin.foundation.accounts.actions import set_duty_manager
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.audit.reads import changes
from tocsin.foundation.config.actions import publish_checked
from tocsin.foundation.config.refusals import PublishedInDoubt
from tocsin.foundation.mail.models import Mail
from tocsin.foundation.notify.models import Method
from tocsin.foundation.oncall.actions import add_layer, add_schedule, change_layer
from tocsin.kernel import clock
from tocsin.response.escalation.actions import publish_matrix
from tocsin.response.escalation.coverage.actions import keep_proof
from tocsin.response.escalation.coverage.models import Hole, Proven
from tocsin.response.escalation.coverage.reads import holes_for, worst_of_places
from tocsin.response.escalation.kinds import MATRIX_KIND

ON_CALL = {"kind": "on_call", "team": "infrastructure", "rank": 1}
MANAGER = {"kind": "role", "role": "duty_manager"}


def matrix(*targets: dict[str, Any]) -> dict[str, Any]:
    levels = [
        {"after": 10 * place, "target": target} for place, target in enumerate(targets)
    ]
    return {"rows": [{"key": "all", "name": "Everything", "levels": levels}]}


def reachable(*people: str) -> None:
    """These people have verified a loud channel."""
    for person in people:
        Method.objects.create(
            person=person,
            channel="sms",
            address="+33123456789",
            is_loud=True,
            position=0,
            added_at=clock.now(),
            verified_at=clock.now(),
        )


@pytest.fixture
def manned(company: Company) -> Company:
    """Ada is on call for Infrastructure, always; she and Marc can be reached."""
    add_schedule("infra", "Infra, first", team="infrastructure", by=SYSTEM, rank=1)
    add_layer(
        "infra",
        "daily",
        by=SYSTEM,
        people=["p-ada"],
        unit="weeks",
        length=1,
        begins_on=date(2026, 3, 2),
        hand_over=time(9),
    )
    reachable("p-ada", "p-marc")
    return company


def codes() -> list[str]:
    return [each.hole.code for each in holes_for(SYSTEM)]


def test_what_is_in_force_is_proven_once_for_each_change(manned: Company) -> None:
    body = matrix(ON_CALL, MANAGER)
    publish_checked(MATRIX_KIND, "default", body, by=manned.actor("root"), why="First")
    assert keep_proof() == 0
    proven = Proven.objects.get()
    assert (proven.matrix, proven.cells) == (1, 20)
    assert proven.begun_at == clock.now()
    assert proven.ended_at == datetime(2026, 3, 2, tzinfo=UTC) + timedelta(weeks=8)
    assert {cover["team"] for cover in proven.covers} == {
        "application",
        "infrastructure",
    }
    assert codes() == []
    keep_proof()
    assert Proven.objects.get().pk == proven.pk, "nothing has changed"
    set_duty_manager("p-marc", False, by=SYSTEM)
    assert keep_proof() == 1
    assert codes() == ["role_unheld"]
    assert [*worst_of_places()] == [("all", 2)]


def test_holes_keep_a_matrix_from_being_published_unless_somebody_says_why(
    manned: Company,
) -> None:
    root = manned.actor("root")
    body = matrix({"kind": "whole_team", "team": "service-desk"})
    with pytest.raises(PublishedInDoubt, match="Grace has no verified channel"):
        publish_checked(MATRIX_KIND, "default", body, by=root, why="New")
    why = "Grace's phone comes on Monday"
    publish_matrix(body, by=root, why=why, override=True)
    (change, *_older) = changes("escalation_matrix:default")
    assert change.why == why
    despite = (change.after or {})["despite"]
    assert any("Grace has no verified channel" in doubt for doubt in despite)


def test_a_gap_that_appears_later_is_told_to_the_teams_lead_in_time(
    manned: Company, hands: clock.Hands
) -> None:
    root = manned.actor("root")
    body = matrix(ON_CALL, MANAGER)
    publish_checked(MATRIX_KIND, "default", body, by=root, why="First")
    settle()
    assert not Mail.objects.filter(kind="coverage").exists()

    change_layer("infra", "daily", by=SYSTEM, ends_on=date(2026, 4, 6))
    settle()
    hole = Hole.objects.get()
    assert (hole.code, hole.about, hole.team) == ("gap", "infra", "infrastructure")
    assert hole.starts_at == datetime(2026, 4, 6, 9, tzinfo=UTC)
    assert hole.told_at is None, "that is five weeks ahead"

    hands.set(datetime(2026, 3, 23, 9, 1, tzinfo=UTC))
    settle()
    (mail,) = Mail.objects.filter(kind="coverage")
    assert mail.person == "p-ada"
    settle()
    assert Mail.objects.filter(kind="coverage").count() == 1

    change_layer("infra", "daily", by=SYSTEM, ends_on=None)
    settle()
    assert codes() == []


def test_while_nothing_was_published_nobody_is_told(company: Company) -> None:
    settle()
    assert Hole.objects.exists()
    assert not Mail.objects.filter(kind="coverage").exists()
