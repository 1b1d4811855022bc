"""Changes that tools told in passing."""

from typing import Any

from tests.company import MONDAY_9, Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.changes.models import ServiceChange
from tocsin.intake.correlation.changes_told import record_told_changes
from tocsin.intake.events.actions.sources import add_source
from tocsin.intake.events.models import Source


def told(**facts: str) -> dict[str, str]:
    usual = {"title": "Deployed 4.2", "at": "2026-03-02T08:30:00+00:00", "ref": "r1"}
    return usual | facts


def changes(source: Source, *each: dict[str, str]) -> list[Any]:
    record_told_changes([(source, one) for one in each], MONDAY_9)
    return list(ServiceChange.objects.order_by("id"))


def test_a_change_that_was_told_is_done_and_stands_once(company: Company) -> None:
    source, _key = add_source("CI", "pagerduty", by=SYSTEM)
    change = told(service="CHECKOUT", url="https://ci.example/1", description="#1")
    (one,) = changes(source, change, change)
    assert (one.state, one.source, one.made_by) == ("done", "ci", "ci")
    assert [service.key for service in one.services] == ["checkout"]
    assert one.begins_at == one.ends_at != MONDAY_9
    assert len(changes(source, change, told(ref="r2"))) == 2


def test_a_service_that_nobody_knows_is_the_sources_own(company: Company) -> None:
    source, _key = add_source("CI", "pagerduty", by=SYSTEM, service="database")
    one, other = changes(source, told(service="who?"), told(ref="2", at="2036-01-01"))
    assert [service.key for service in one.services] == ["database"]
    assert other.begins_at == MONDAY_9, "nothing was done in the future"


def test_whatever_is_told_is_kept_as_far_as_it_can_be(company: Company) -> None:
    source, _key = add_source("CI", "pagerduty", by=SYSTEM)
    strange = told(
        title=" \x00\n", url="javascript:1", at="?", description="x" * 30_000
    )
    long = told(title="t" * 900, url="https://" + "u" * 900, ref="r" * 300)
    one, other = changes(source, strange, long)
    assert (one.url, one.begins_at, len(one.description)) == ("", MONDAY_9, 20_000)
    assert (len(other.title), other.url, len(other.source_ref)) == (200, "", 120)
