"""An exported set-up, applied to an empty database, exports alike."""

from datetime import timedelta

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
from tocsin.foundation.services.actions import change_service
from tocsin.foundation.services.models import Dependency, Service
from tocsin.kernel import clock
from tocsin.register.transfer.setup.actions import apply_setup, plan_setup
from tocsin.register.transfer.setup.reads import export_setup
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
    for table in (Publication, Document, Responsibility, Dependency):
        table.objects.all().delete()
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
