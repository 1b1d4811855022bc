"""Somebody leaves: no incident, task or service is left without anybody."""

import pytest

from tests.company import Company, kinds
from tocsin.foundation.accounts.actions import add_person, create_key, join_team
from tocsin.foundation.accounts.models import ApiKey, Person
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.audit.models import Change
from tocsin.foundation.services.actions import change_service
from tocsin.foundation.services.models import Service
from tocsin.register.core.models import Incident
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.leaving.actions import HandedOver, hand_over, let_go
from tocsin.register.leaving.reads import work_of
from tocsin.register.leaving.refusals import LastDutyManager, SuccessorUnfit
from tocsin.register.tasks.actions import add_task
from tocsin.register.tasks.models import Task
from tocsin.register.work.actions import (
    accept,
    erase_person_everywhere,
    resolve,
    restrict,
)


@pytest.fixture
def theirs(company: Company) -> list[Incident]:
    """Two open incidents that are Ada's, and one that ended."""
    held = [accept(company.open().id, by=company.actor("ada")) for _ in range(3)]
    ended = held.pop()
    resolve(ended.id, resolution="permanent", by=company.actor("ada"))
    return held


def owners(incidents: list[Incident]) -> list[tuple[str | None, str]]:
    rows = Incident.objects.filter(id__in=[each.id for each in incidents])
    return list(rows.order_by("id").values_list("owner__key", "owner_role"))


def test_a_successor_has_what_was_theirs(
    company: Company, theirs: list[Incident]
) -> None:
    change_service("database", by=SYSTEM, owner="p-ada")
    add_task(theirs[0].id, title="Look", by=company.actor("grace"), owner="p-ada")
    found = let_go("p-ada", by=company.actor("root"), to="p-grace", why="Retired.")
    assert found == HandedOver(incidents=2, tasks=1, services=1)
    assert owners(theirs) == [("p-grace", "")] * 2
    assert kinds(theirs[1])[-1] == "owned"
    told = list(entries_of([theirs[1].id]))[-1]
    assert told.actor_id == "p-root"
    assert Task.objects.get().owner == "p-grace"
    assert Service.objects.get(key="database").owner_id == "p-grace"
    assert not Person.objects.get(key="p-ada").is_active
    change = Change.objects.get(verb="work handed over")
    told_of = {"to": "p-grace", "incidents": 2, "tasks": 1, "services": 1}
    assert (change.why, change.after) == ("Retired.", told_of)


def test_the_duty_manager_has_it_unless_told(
    company: Company, theirs: list[Incident]
) -> None:
    add_task(theirs[0].id, title="Look", by=company.actor("grace"), owner="p-ada")
    let_go("p-ada", by=SYSTEM)
    assert owners(theirs) == [(None, "duty_manager")] * 2
    task = Task.objects.get()
    assert (task.owner, task.team) == ("", "infrastructure")


def test_the_team_has_it_by_its_lead(company: Company, theirs: list[Incident]) -> None:
    let_go("p-ada", by=SYSTEM, to="team")
    assert owners(theirs) == [(None, "duty_manager")] * 2, "Ada was the only lead"


def test_another_lead_of_the_team_is_asked(
    company: Company, theirs: list[Incident]
) -> None:
    join_team("infrastructure", "p-grace", by=SYSTEM, is_lead=True)
    let_go("p-ada", by=SYSTEM, to="team")
    assert owners(theirs) == [("p-grace", "")] * 2


def test_nobody_is_named_on_what_the_administrator_may_not_know(
    company: Company, theirs: list[Incident]
) -> None:
    restrict(theirs[0].id, people=["p-ada"], by=company.actor("grace"))
    root = company.actor("root")
    told = work_of(company.ada, root)
    assert (told.incident_count, told.hidden) == (1, 1)
    assert [each.ref for each in told.incidents] == [theirs[1].ref]
    let_go("p-ada", by=root, to="p-ben")
    assert owners(theirs) == [(None, "duty_manager"), ("p-ben", "")]
    viewers = set(theirs[0].viewers.values_list("person__key", flat=True))
    assert "p-ben" not in viewers


def test_who_sees_it_may_name_the_successor_on_it(
    company: Company, theirs: list[Incident]
) -> None:
    restrict(theirs[0].id, people=["p-ada", "p-root"], by=company.actor("grace"))
    let_go("p-ada", by=company.actor("root"), to="p-ben")
    assert owners(theirs) == [("p-ben", "")] * 2
    viewers = set(theirs[0].viewers.values_list("person__key", flat=True))
    assert "p-ben" in viewers
    assert kinds(theirs[0])[-2:] == ["named", "owned"]


def test_who_left_already_is_handed_over_later(
    company: Company, theirs: list[Incident]
) -> None:
    company.ada.is_active = False
    company.ada.save()
    assert hand_over("p-ada", by=SYSTEM, to="p-grace").incidents == 2
    assert hand_over("p-ada", by=SYSTEM, to="p-grace") == HandedOver()


def test_erasing_leaves_no_incident_without_anybody(
    company: Company, theirs: list[Incident]
) -> None:
    erase_person_everywhere("p-ada", by=SYSTEM)
    assert owners(theirs) == [(None, "duty_manager")] * 2


@pytest.mark.parametrize("to", ["p-ada", "p-tom", "p-nobody", "gone"])
def test_work_goes_to_nobody_who_cannot_do_it(
    company: Company, theirs: list[Incident], to: str
) -> None:
    gone = add_person("gone", by=SYSTEM, roles=["agent"], key="gone")
    gone.is_active = False
    gone.save()
    with pytest.raises(SuccessorUnfit):
        let_go("p-ada", by=SYSTEM, to=to)
    assert owners(theirs) == [("p-ada", "")] * 2
    assert Person.objects.get(key="p-ada").is_active


def test_somebody_must_stay_duty_manager(company: Company) -> None:
    with pytest.raises(LastDutyManager):
        let_go("p-marc", by=SYSTEM)
    assert work_of(company.marc, SYSTEM).is_only_duty_manager


def test_only_administrators_let_people_go(company: Company) -> None:
    for name in ("grace", "marc", "eva", "tom"):
        for verb in (let_go, hand_over):
            with pytest.raises(NotAllowed):
                verb("p-ada", by=company.actor(name))


@pytest.mark.parametrize("keep", [False, True])
def test_keys_they_made_end_unless_they_are_kept(company: Company, keep: bool) -> None:
    create_key("probe", ["read"], by=company.actor("root"))
    company.marc.is_administrator = True
    company.marc.save()
    let_go("p-root", by=SYSTEM, keep_keys=keep)
    assert (ApiKey.objects.get().revoked_at is None) == keep
