"""An exported set-up, applied to an empty database, exports alike."""

from datetime import timedelta
from typing import Any

import pytest
import yaml
from django.db import transaction

from tests.company import Company
from tocsin import wiring
from tocsin.foundation.accounts.models import Team
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.audit.reads import changes
from tocsin.foundation.calendars.actions import publish_calendar
from tocsin.foundation.calendars.models import Calendar
from tocsin.foundation.classification.actions import (
    hand_over,
    publish_matrix,
    publish_model,
)
from tocsin.foundation.classification.models import Category, Responsibility
from tocsin.foundation.classification.reads import matrix
from tocsin.foundation.config.actions import set_option
from tocsin.foundation.config.models import Document, Publication
from tocsin.foundation.services.actions import (
    add_item,
    add_site,
    change_service,
    depend,
)
from tocsin.foundation.services.models import (
    Dependency,
    Item,
    Offered,
    Redundancy,
    Service,
    Site,
)
from tocsin.kernel import clock
from tocsin.register.transfer.setup.actions import apply_setup, plan_setup
from tocsin.register.transfer.setup.reads import export_files, export_setup
from tocsin.register.transfer.setup.refusals import SetupNotApplicable, SetupUnreadable
from tocsin.register.transfer.setup.sections import Section, sections
from tocsin.register.work.options import REOPEN_DAYS

OFFICE = {
    "name": "Office hours",
    "zone": "Europe/Paris",
    "week": {"mon": ["09:00-12:00", "13:00-18:00"]},
    "holidays": {"country": "FR"},
    "days": {"2026-12-24": "Christmas Eve"},
}


@pytest.fixture
def parts(company: Company) -> list[Section]:
    """Every section of a company that has set up something of each."""
    set_option(REOPEN_DAYS, 21, by=SYSTEM)
    publish_matrix({"cells": [[1, 1, 2], [2, 3, 4], [3, 4, 5]]}, by=SYSTEM, why="x")
    body = {"title": "A disk is full", "match": {"category": "infrastructure/server"}}
    publish_model("disk-full", body, by=SYSTEM, why="Every week")
    publish_calendar("office", OFFICE, by=SYSTEM, why="So be it")
    change_service("checkout", calendar="office", by=SYSTEM)
    hand_over("application", "service-desk", by=SYSTEM, why="They know it")
    later = clock.now() + timedelta(days=3)
    hand_over("application", "application", by=SYSTEM, starts_at=later)
    return sections(wiring.OPTIONS, wiring.KINDS)


def _empty() -> None:
    tables: list[Any] = [Publication, Document, Responsibility, Dependency]
    for table in [*tables, Redundancy, Offered, Item]:
        table.objects.all().delete()
    Site.objects.filter(parent__isnull=False).delete()
    Site.objects.all().delete()
    Category.objects.filter(parent__isnull=False).delete()
    Category.objects.all().delete()
    Service.objects.all().delete()
    Calendar.objects.exclude(key="always").delete()
    company_teams = Team.objects.all()
    for team in company_teams:
        team.memberships.all().delete()
    company_teams.delete()


def test_what_was_exported_applied_to_nothing_exports_alike(
    parts: list[Section],
) -> None:
    text = export_setup(parts)
    assert plan_setup(text, parts, by=SYSTEM).is_empty
    _empty()
    assert "checkout" not in export_setup(parts)
    plan = plan_setup(text, parts, by=SYSTEM)
    assert {step.verb for step in plan.steps} == {"add"}
    assert "checkout" not in export_setup(parts), "planning changes nothing"
    apply_setup(text, parts, by=SYSTEM, why="Moved")
    assert export_setup(parts) == text
    assert apply_setup(text, parts, by=SYSTEM).is_empty


def test_what_was_changed_in_the_file_is_planned_and_applied(
    parts: list[Section],
) -> None:
    told = yaml.safe_load(export_setup(parts))
    told["priority_matrix"]["cells"][0] = [1, 2, 3]
    told["teams"]["network"] = {"name": "Network"}
    told["needs"].pop("checkout")
    told["incident_model"].pop("disk-full")
    told["answers"]["infrastructure"] = {"now": "network"}
    text = yaml.safe_dump(told)
    plan = plan_setup(text, parts, by=SYSTEM)
    assert [(step.verb, step.place) for step in plan.steps] == [
        ("add", "teams.network"),
        ("add", "answers.infrastructure"),
        ("change", "priority_matrix"),
        ("retire", "incident_model.disk-full"),
        ("retire", "needs.checkout"),
    ]
    apply_setup(text, parts, by=SYSTEM, why="As agreed")
    assert matrix()["cells"][0] == [1, 2, 3]
    assert changes("setup")[0].why == "As agreed"
    told.pop("answers")
    assert plan_setup(yaml.safe_dump(told), parts, by=SYSTEM).is_empty


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("tocsin: 1\nteems: {}\n", 2, "teems"),
        ("tocsin: 1\nteams:\n  net:\n    nme: Net\n", 4, "nme"),
        ("tocsin: 2\n", 1, "format 1"),
        ("- 1\n", 1, "named sections"),
        ("teams:\n  a: {name: A}\n  a: {name: B}\n", 3, "told twice"),
        ("teams: [\n", 2, "YAML"),
        ("teams:\n  net:\n    name: 7\n", 3, "name is a word"),
        ("teams:\n  net: {active: maybe}\n", 2, "active is true or false"),
        ("services:\n  x:\n    users: many\n", 3, "users is a whole number"),
        ("services:\n  x:\n    sites: [1]\n", 3, "sites is a list"),
        ("needs:\n  checkout: [database]\n", 2, "names what is needed"),
        ("needs:\n  checkout: {database: {grup: a}}\n", 2, "names what is needed"),
        ("answers:\n  application: {now: 3}\n", 2, "a table of words"),
    ],
)
def test_what_is_not_known_is_refused_with_its_line(
    parts: list[Section], text: str, line: int, told: str
) -> None:
    with pytest.raises(SetupUnreadable, match=told) as found:
        plan_setup(text, parts, by=SYSTEM)
    assert found.value.facts["line"] == line


def test_one_step_refused_changes_nothing(parts: list[Section]) -> None:
    text = "teams:\n  net: {name: Net}\nservices:\n  x: {name: X, team: none}\n"
    with pytest.raises(SetupNotApplicable, match=r"Line 4, services\.x"):
        apply_setup(text, parts, by=SYSTEM)
    assert not Team.objects.filter(key="net").exists()


def test_only_administrators_apply(company: Company, parts: list[Section]) -> None:
    for name in ("grace", "eva", "tom"):
        with pytest.raises(NotAllowed), transaction.atomic():
            apply_setup("teams: {}\n", parts, by=company.actor(name))


def test_people_are_named_only_when_asked(
    company: Company, parts: list[Section]
) -> None:
    assert "ada" not in export_setup(parts)
    with_people = sections(wiring.OPTIONS, wiring.KINDS, people=True)
    text = export_setup(with_people)
    assert yaml.safe_load(text)["members"]["infrastructure"] == {"ada": "lead"}
    assert plan_setup(text, with_people, by=SYSTEM).is_empty


def _estate(company: Company) -> None:
    add_site("earth", "Earth", by=SYSTEM)
    add_site("a-town", "A town", parent="earth", zone="Europe/Paris", by=SYSTEM)
    change_service("checkout", sites=["a-town"], by=SYSTEM)
    for number in (1, 2):
        add_item(
            f"web-{number}",
            f"Web {number}",
            site="a-town",
            team="application",
            attributes={"cores": 8, "load": 0.5, "racks": ["r1"]},
            by=SYSTEM,
        )
        needed: dict[str, Any] = {"on": "item", "group": "web", "works_with": 1}
        depend("checkout", f"web-{number}", by=SYSTEM, **needed)
    depend("web-1", "database", of="item", by=SYSTEM)
    add_item("old", status="retired", by=SYSTEM)


def test_sites_and_items_go_out_and_come_back(
    company: Company, parts: list[Section]
) -> None:
    _estate(company)
    whole = sections(wiring.OPTIONS, wiring.KINDS, items=True)
    text = export_setup(whole)
    told = yaml.safe_load(text)
    assert told["sites"]["a-town"] == {
        "name": "A town",
        "zone": "Europe/Paris",
        "parent": "earth",
    }
    assert told["services"]["checkout"]["sites"] == ["a-town"]
    assert told["stands_on"] == {
        "item:web-1": {"service:database": {}},
        "service:checkout": {
            "item:web-1": {"group": "web", "works_with": 1},
            "item:web-2": {"group": "web", "works_with": 1},
        },
    }
    assert "items" not in yaml.safe_load(export_setup(parts)), "only when asked"
    assert plan_setup(text, whole, by=SYSTEM).is_empty
    _empty()
    apply_setup(text, whole, by=SYSTEM, why="Moved")
    assert export_setup(whole) == text
    assert plan_setup(text, whole, by=SYSTEM).is_empty


def test_what_is_left_out_of_the_estate_is_retired(
    company: Company, parts: list[Section]
) -> None:
    _estate(company)
    whole = sections(wiring.OPTIONS, wiring.KINDS, items=True)
    told = yaml.safe_load(export_setup(whole))
    told["items"].pop("web-2")
    told["items"].pop("old")
    told["sites"].pop("earth")
    told["stands_on"]["service:checkout"].pop("item:web-2")
    text = yaml.safe_dump(told)
    plan = apply_setup(text, whole, by=SYSTEM)
    assert [(step.verb, step.place) for step in plan.steps] == [
        ("change", "stands_on.service:checkout"),
        ("retire", "items.web-2"),
        ("retire", "sites.earth"),
    ]
    assert Item.objects.get(key="web-2").status == "retired"
    assert not Site.objects.get(key="earth").is_active
    assert plan_setup(text, whole, by=SYSTEM).is_empty


def test_sections_stand_in_files_of_their_own(parts: list[Section]) -> None:
    files = export_files(parts)
    assert {"teams.yaml", "services.yaml", "tocsin.yaml"} <= files.keys()
    assert plan_setup(files, parts, by=SYSTEM).is_empty
    files["teams.yaml"] += "  net:\n    nme: Net\n"
    line = files["teams.yaml"].count("\n")
    with pytest.raises(SetupUnreadable, match=f"Line {line} in teams.yaml"):
        plan_setup(files, parts, by=SYSTEM)
    twice = {"a.yaml": "teams: {}\n", "b.yaml": "teams: {}\n"}
    with pytest.raises(SetupUnreadable, match="told twice"):
        plan_setup(twice, parts, by=SYSTEM)
