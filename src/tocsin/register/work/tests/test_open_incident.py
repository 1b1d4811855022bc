"""Registering: never refused, always owned, and honest about what is missing."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.company import Company, kinds
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.classification.actions import hand_over, publish_model
from tocsin.kernel.clock import Hands
from tocsin.register.core.models import Entry, Incident
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.core.reads.verify import verify_chains
from tocsin.register.work.actions import open_incident
from tocsin.register.work.rules import WANTED

pytestmark = pytest.mark.django_db

NAMES = sorted(
    """title description basis nature channel service category impact urgency model
    complexity reporter reporter_name symptoms location_physical location_virtual
    affected still_works before_symptoms automatic_fix automatic_fix_text occurred_at
    occurred_basis last_known_good_at detected_at
    detected_by reported_at owner team state priority flags told private owner_role
    is_drill restricted""".split()
)
odd = st.characters(exclude_categories=[])
values: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=10**4400, max_value=10**4401)
    | st.floats()
    | st.text(odd, max_size=30)
    | st.text(st.sampled_from("aé\x00\ud800\udfff\n "), max_size=300)
    | st.sampled_from(
        ["checkout", "infrastructure/server", "tom", "P-TOM", "1", 2, "3"]
    )
    | st.datetimes().map(str)
    | st.datetimes(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(odd, max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
reports = st.dictionaries(
    st.sampled_from(NAMES) | st.text(odd, max_size=50), values, max_size=12
)


@example(report={"impact": 10**5000, "title": [10**5000]}, by="tom", source_ref="\x00")
@given(
    report=reports,
    by=st.sampled_from(["tom", "grace", "eva", "monitor"]),
    source_ref=st.just("") | st.text(odd, max_size=300),
)
def test_whatever_is_told_is_registered(
    company: Company, report: dict[str, Any], by: str, source_ref: str
) -> None:
    key = Actor(kind="key", id="k-1", via="api", scopes=frozenset({"intake"}))
    actor = key if by == "monitor" else company.actor(by)
    incident = open_incident(report, by=actor, source="x" * 60, source_ref=source_ref)
    assert incident.title
    assert incident.owner_role == "duty_manager"
    assert incident.priority in {1, 2, 3, 4, 5}
    assert set(WANTED) <= set(incident.flags) | _known_of(incident)
    assert verify_chains(incident.id, incident.id + 1).findings == []


def _known_of(incident: Incident) -> set[str]:
    held = {name: getattr(incident, name) for name in WANTED}
    return {name for name, value in held.items() if value not in (None, "")}


def test_nothing_told_is_an_incident_all_the_same(
    company: Company, hands: Hands
) -> None:
    incident = open_incident({}, by=company.actor("tom"))
    assert (incident.state, incident.title) == ("registered", incident.ref)
    assert incident.flags == ["category", "impact", "service", "title", "urgency"]
    assert (incident.priority, incident.reporter_id) == (3, "p-tom")
    assert incident.priority_reason == "impact 2, urgency 2 (taken as 2 until told)"
    assert (incident.team_id, incident.owner_role) == (None, "duty_manager")
    assert incident.registered_at == incident.reported_at == hands.moment
    assert kinds(incident) == ["registered"]


def test_what_cannot_be_used_is_kept_and_flagged(company: Company) -> None:
    report = {
        "title": "Printer",
        "service": "Printing",
        "category": "hardware/printer",
        "impact": "huge",
        "urgency": 7,
        "occurred_at": "yesterday",
        "reporter": "Uncle Bob",
        "channel": "pigeon",
        "model": "m" * 200,
        "floor": 4,
    }
    incident = open_incident(report, by=company.actor("grace"))
    assert incident.told == {
        name: str(value) for name, value in report.items() if name != "title"
    }
    assert incident.flags == sorted(set(report) - {"title"})
    assert (incident.reporter_id, incident.reporter_name) == (None, "Uncle Bob")
    assert (incident.impact, incident.service_id, incident.model) == (None, None, "")


def test_values_are_understood_in_many_spellings(company: Company) -> None:
    report = {"impact": " 1 ", "urgency": "3", "reporter": "TOM"}
    report |= {
        "occurred_at": "2026-03-02T10:00+01:00",
        "detected_at": "2026-03-02 09:30",
    }
    incident = open_incident(report, by=company.actor("grace"))
    assert (incident.impact, incident.urgency) == (1, 3)
    assert incident.reporter_id == "p-tom"
    assert incident.occurred_at == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert incident.detected_at == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    assert incident.told == {}


def test_an_instant_at_the_edge_of_time_is_flagged_or_held(company: Company) -> None:
    report = {"occurred_at": "0001-01-01T00:00+14:00"}
    report |= {"last_known_good_at": "0001-01-01T00:00Z"}
    incident = open_incident(report, by=company.actor("grace"))
    assert "occurred_at" in incident.flags
    assert incident.last_known_good_at == datetime(1, 1, 1, tzinfo=UTC)


def test_the_title_is_told_or_the_first_line_of_what_was(company: Company) -> None:
    by = company.actor("tom")
    told = {"description": "\n  It smokes  \nand stinks"}
    incident = open_incident(told, by=by)
    assert incident.title == "It smokes"
    assert "title" in incident.flags, "nobody gave it one"
    long = open_incident({"title": "x" * 300}, by=by)
    assert (len(long.title), long.title[-1]) == (200, "…")


def test_who_reports_themselves_cannot_report_for_others(company: Company) -> None:
    incident = open_incident({"reporter": "rita"}, by=company.actor("tom"))
    assert incident.reporter_id == "p-tom"


def test_a_machine_says_how_it_came_to_know(company: Company) -> None:
    key = Actor(kind="key", id="k-1", via="api", scopes=frozenset({"intake"}))
    incident = open_incident({"title": "disk full"}, by=key)
    assert (incident.detected_by, incident.basis) == ("monitor", "ci_out_of_spec")
    assert (incident.channel, incident.reported_at) == ("api", None)


# Whose: by model, by category, by service, and by nobody.


def test_the_articles_pair_goes_to_two_teams(company: Company) -> None:
    by = company.actor("grace")
    fault = open_incident({"category": "application/minor-fault"}, by=by)
    server = open_incident({"category": "infrastructure/server"}, by=by)
    assert (fault.team_id, fault.state) == ("application", "assigned")
    assert (server.team_id, server.state) == ("infrastructure", "assigned")
    assert kinds(server) == ["registered", "classified", "assigned"]
    routed = list(entries_of([server.id]))[2]
    assert (routed.actor_kind, routed.actor_id) == ("rule", "assigned")
    assert routed.body["why"] == (
        "Infrastructure is the fallback of infrastructure/server."
    )


def test_the_team_that_answers_today_gets_it(company: Company, hands: Hands) -> None:
    hand_over(
        "infrastructure/server", team="application", starts_at=hands.moment, by=SYSTEM
    )
    incident = company.open()
    assert incident.team_id == "application"


def test_without_a_category_the_service_says_whose_it_is(company: Company) -> None:
    by = company.actor("tom")
    incident = open_incident({"title": "slow", "service": "database"}, by=by)
    assert (incident.team_id, incident.state) == ("infrastructure", "assigned")
    assert incident.category_id is None


def test_a_model_completes_what_was_not_told_and_overrides_nothing(
    company: Company,
) -> None:
    model = {
        "title": "Server down",
        "match": {"service": "database"},
        "category": "infrastructure/server",
        "impact": 1,
        "urgency": 1,
        "team": "service-desk",
    }
    publish_model("server-down", model, by=SYSTEM, why="It is common.")
    by = company.actor("tom")
    incident = open_incident({"service": "database", "urgency": 3}, by=by)
    assert (incident.model, incident.category_id) == (
        "server-down",
        "infrastructure/server",
    )
    assert (incident.impact, incident.urgency, incident.priority) == (1, 3, 3)
    assert incident.team_id == "service-desk"
    named = open_incident({"model": "server-down", "title": "x"}, by=by)
    assert (named.model, named.impact) == ("server-down", 1)


# Told twice.


def test_what_a_source_repeats_is_the_same_incident(company: Company) -> None:
    by = company.actor("grace")
    first = open_incident({"title": "a"}, by=by, source="nagios", source_ref="1")
    again = open_incident({"title": "b"}, by=by, source="nagios", source_ref="1")
    other = open_incident({"title": "c"}, by=by, source="zabbix", source_ref="1")
    assert first.id == again.id != other.id
    assert Entry.objects.filter(incident=first).count() == 1


def test_references_too_long_to_hold_stay_apart(company: Company) -> None:
    by = company.actor("grace")
    refs = ["x" * 200 + "a", "x" * 200 + "b", "nul\x00 and \ud800"]
    made = [
        open_incident({}, by=by, source="s" * 99, source_ref=ref)
        for ref in [*refs, *refs]
    ]
    assert len({incident.id for incident in made}) == 3


def test_a_drill_is_marked_from_its_first_entry(company: Company) -> None:
    incident = open_incident({}, by=company.actor("grace"), is_drill=True)
    assert incident.is_drill
    assert all(told.is_drill for told in entries_of([incident.id]))
