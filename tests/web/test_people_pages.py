"""People, teams and skills by page: found, kept with a reason, seen by whom it may."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.company import Company
from tocsin.foundation.accounts.actions import (
    add_skill,
    change_person,
    set_contacts,
    set_skill,
    tell_absence,
)
from tocsin.foundation.accounts.models import Membership, Person, Team
from tocsin.foundation.accounts.reads import person_called
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.accounts.skills import lacks_of
from tocsin.foundation.audit.reads import changes
from tocsin.foundation.services.actions import add_site
from tocsin.kernel import clock
from tocsin.register.work.actions import own


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def post(client: Client, address: str, **told: Any) -> Any:
    answer = client.post(address, told)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return answer


def test_a_person_comes_is_found_changes_goes_and_the_page_tells_how(
    company: Company,
) -> None:
    root = company.client("root")
    add_site("paris", "Paris", by=SYSTEM)
    told = {"username": "zoe", "name": "Zoe Quinn", "zone": "Europe/Paris"}
    told |= {"language": "en", "languages": "fr; en", "site": "paris"}
    told |= {"line_manager": "Ada", "is_vip": "on", "team": "application"}
    post(root, "/people/new", **told, roles=["auditor"], job_title="Engineer")
    zoe = person_called("zoe")
    assert zoe is not None
    page = text_of(company.client("grace"), f"/people/{zoe.key}")
    for shown in ("Zoe Quinn", "VIP", "Engineer", "Paris", "fr, en", "Ada", "auditor"):
        assert shown in page
    assert "What changed" not in page, "only administrators and auditors read that"

    address = f"/people/{zoe.key}"
    told |= {"department": "Tax", "why": "moved desks"}
    post(root, f"{address}/change", **told)
    rights = {"roles": ["agent"], "is_active": "on", "is_duty_manager": "on"}
    post(root, f"{address}/rights", **rights, why="covers for Marc")
    page = text_of(root, address)
    for shown in ("Tax", "agent", "duty manager", "moved desks", "covers for Marc"):
        assert shown in page
    post(root, f"{address}/rights", roles=["agent"], why="left us")
    assert "Zoe" not in text_of(root, "/people?q=quinn")
    assert "Zoe" in text_of(root, "/people?q=quinn&state=left")
    verbs = [it.verb for it in changes(f"person:{zoe.key}")]
    assert verbs[:2] == ["deactivated", "duty set"]


def test_rights_are_changed_with_a_reason_or_not_at_all(company: Company) -> None:
    answer = company.client("root").post(
        "/people/p-ben/rights", {"roles": ["agent"], "is_active": "on"}
    )
    assert answer.status_code == 422
    assert not Person.objects.get(key="p-ben").is_agent


def test_the_list_is_narrowed_and_paged(company: Company) -> None:
    add_skill("sql", "SQL", by=SYSTEM)
    set_skill("p-ada", "sql", 3, by=SYSTEM)
    tell_absence("p-ben", clock.now(), by=SYSTEM)
    grace = company.client("grace")

    def found(query: str) -> list[str]:
        return [
            it.username for it in grace.get(f"/people?{query}").context["page"].rows
        ]

    assert found("skill=sql") == ["ada"]
    assert found("state=away") == ["ben"]
    assert found("team=infrastructure&role=lead") == ["ada"]
    assert found("role=requester") == ["rita", "tom"]
    assert found("q=shop.example+gra") == ["grace"]
    for number in range(60):
        Person.objects.create(key=f"x-{number:02}", username=f"x{number:02}", name="X")
    page = grace.get("/people?q=x").context["page"]
    rest = grace.get(f"/people?q=x&from={page.cursor}").context["page"]
    keys = [it.key for it in (*page.rows, *rest.rows)]
    assert keys == sorted(keys)
    assert len(keys) == len(set(keys))
    assert len(grace.get("/people", headers={"HX-Request": "true"}).content) < 60_000


def test_ones_own_page_is_ones_own_to_keep(company: Company) -> None:
    grace = company.client("grace")
    own_facts = {"name": "Grace K.", "zone": "Europe/Paris", "language": "en"}
    post(grace, "/people/p-grace/change", **own_facts, deputy="Ben", is_vip="on")
    mobile = {"kind": "mobile", "value": "+33 6 12 34", "label": "nights"}
    post(grace, "/people/p-grace/contacts", verb="add", **mobile)
    post(grace, "/people/p-grace/contacts", verb="add", kind="chat", value="@grace")
    post(grace, "/people/p-grace/absence", verb="add", ends_at="2026-03-04T09:00:00")

    held = Person.objects.get(key="p-grace")
    assert (held.name, held.deputy_id, held.is_vip) == ("Grace K.", "p-ben", False)
    page = text_of(company.client("ada"), "/people/p-grace")
    for shown in ("+33 6 12 34", "nights", "@grace", "away until", "Ben stands in"):
        assert shown in page
    post(grace, "/people/p-grace/contacts", verb="remove", id="mobile:+33 6 12 34")
    absence = held.absences.get()
    post(grace, "/people/p-grace/absence", verb="remove", id=str(absence.id))
    assert [it.value for it in held.contacts.all()] == ["@grace"]
    assert "away until" not in text_of(company.client("ada"), "/people/p-grace")
    for address in ("p-grace/skills", "p-grace/rights", "p-ada/change"):
        answer = grace.post(f"/people/{address}", {"skill": "sql", "level": "3"})
        assert answer.status_code == 403, address


def test_a_requester_keeps_their_own_page_and_learns_of_nobody(
    company: Company,
) -> None:
    change_person("p-tom", by=SYSTEM, line_manager="p-ada", is_vip=True, deputy="p-ben")
    tom = company.client("tom")
    page = text_of(tom, "/people/p-tom")
    for hidden in ("VIP", "Ada", "Ben"):
        assert hidden not in page
    for address in ("change", "contacts", "absence"):
        page = text_of(tom, f"/people/p-tom/{address}")
        for hidden in ("stands_in", "deputy", "site"):
            assert f'name="{hidden}"' not in page
    post(tom, "/people/p-tom/change", name="Tom B.", zone="UTC", language="en")
    assert Person.objects.get(key="p-tom").deputy_id == "p-ben", "left as it was"
    for address in ("p-ada", "p-ada/absence", "p-ada/contacts"):
        assert tom.get(f"/people/{address}").status_code == 404


def test_contacts_and_vips_are_seen_by_staff_only(company: Company) -> None:
    set_contacts("p-rita", [{"kind": "chat", "value": "@rita-r"}], by=SYSTEM)
    assert "@rita-r" in text_of(company.client("ada"), "/people/p-rita")
    assert company.client("tom").get("/people/p-rita").status_code == 404
    assert company.client("tom").get("/people").headers["Location"] == "/mine"


def test_a_team_comes_and_its_lead_keeps_it(company: Company) -> None:
    add_skill("sql", "SQL", by=SYSTEM)
    told = {"key": "data", "name": "Data", "zone": "UTC", "email": "d@shop.example"}
    post(company.client("root"), "/teams/new", **told)
    members = {"verb": "add", "person": "Ada", "is_lead": "on"}
    post(company.client("root"), "/teams/data/members", **members)
    ada = company.client("ada")
    post(ada, "/teams/data/members", verb="add", person="Ben", is_lead="on")
    held = Membership.objects.filter(team__key="data").order_by("person__key")
    assert [(it.person.username, it.is_lead) for it in held] == [
        ("ada", True),
        ("ben", False),
    ], "leads are made by administrators"
    wanted = {"skill": "sql", "level": "2", "people": "2"}
    post(ada, "/teams/data/skills", verb="add", **wanted)
    chat = {"zone": "UTC", "chat": "#data", "purpose": "Reports"}
    post(ada, "/teams/data/change", **chat, why="we moved", name="Ours")
    post(ada, "/people/p-ben/skills", verb="add", skill="sql", level="3")

    page = text_of(company.client("grace"), "/teams/data")
    for shown in ("Data", "#data", "Reports", "SQL", "1 missing"):
        assert shown in page
    assert lacks_of(Team.objects.get(key="data"))[0].missing == 1
    assert "we moved" in text_of(company.client("root"), "/teams/data")
    ben = company.client("ben")
    for address in ("change", "members", "skills"):
        assert ben.get(f"/teams/data/{address}").status_code == 403
    post(ada, "/teams/data/members", verb="remove", id="p-ben")
    assert held.all().count() == 1


def test_who_knows_this(company: Company) -> None:
    post(company.client("root"), "/skills/new", key="sql", name="SQL", about="Plans")
    set_skill("p-ada", "sql", 3, evidence="Certified", by=SYSTEM)
    tell_absence("p-ada", clock.now(), stands_in="p-ben", by=SYSTEM)
    grace = company.client("grace")
    assert "SQL" in text_of(grace, "/skills")
    page = text_of(grace, "/skills/sql")
    for shown in ("Ada", "expert", "Certified", "Ben stands in"):
        assert shown in page
    assert "Ada" not in text_of(grace, "/skills/sql?team=application")
    change = {"name": "SQL", "about": "Plans", "why": "no longer taught"}
    post(company.client("root"), "/skills/sql/change", **change)
    assert "SQL" not in text_of(grace, "/skills")


def test_who_is_away_is_not_proposed_as_owner_but_whoever_stands_in(
    company: Company,
) -> None:
    until = clock.now() + timedelta(days=2)
    tell_absence("p-ada", clock.now(), until, stands_in="p-ben", by=SYSTEM)
    grace = company.client("grace")
    proposed = text_of(grace, "/people/names?owner=ada")
    assert 'value="Ada"' not in proposed
    assert 'value="Ben">ben, stands in for Ada' in proposed
    assert 'value="Ada">ada, away' in text_of(grace, "/people/names?reporter=ada")

    incident = company.open()
    own(incident.id, owner="p-ada", by=company.actor("grace"))
    page = text_of(grace, f"/incidents/{incident.ref}")
    assert "away until" in page
    assert "Ben stands in" in page


def test_the_duty_manager_is_named_or_who_stands_in(company: Company) -> None:
    grace, ref = company.client("grace"), company.open().ref
    assert "/people/p-marc" in text_of(grace, f"/incidents/{ref}")
    tell_absence("p-marc", clock.now(), stands_in="p-grace", by=SYSTEM)
    page = text_of(grace, f"/incidents/{ref}")
    owner = page[page.index('<dl class="owner">') :]
    owner = owner[: owner.index("</dl>")]
    assert "/people/p-marc" not in owner
    assert "/people/p-grace" in owner


@pytest.mark.parametrize("id", ["", "x", "9" * 30, "1"])
def test_an_absence_that_there_is_not_is_refused(company: Company, id: str) -> None:
    answer = company.client("grace").post(
        "/people/p-grace/absence", {"verb": "remove", "id": id}
    )
    assert answer.status_code == 404
