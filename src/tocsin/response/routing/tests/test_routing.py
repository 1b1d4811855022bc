"""Rules after opening: what they set, what they leave alone, and what they say."""

import pytest

from tests.company import Company, kinds
from tests.feeding import fires, incidents, source, tell
from tocsin.foundation.accounts.actions import change_person
from tocsin.foundation.accounts.models import Team
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.register.core.feed import Heard
from tocsin.register.work.actions import (
    accept,
    amend,
    assign,
    classify,
    open_incident,
    override_priority,
)
from tocsin.register.work.timeline import timeline
from tocsin.response.routing.observers import route_told
from tocsin.response.routing.sample import load_sample_routes
from tocsin.response.routing.tests.routes import (
    fresh,
    hear,
    publish,
    routed,
    rule,
)

pytestmark = pytest.mark.django_db
NIGHT = {"team": "application", "priority": 1}


def test_a_rule_changes_team_and_priority_and_says_why(company: Company) -> None:
    publish(
        rule('service == "printing"', "Printers", set={"team": "service-desk"}),
        rule('service == "checkout"', "Checkout", set=NIGHT, tags=["revenue"]),
    )
    incident = company.open(urgency=3)
    assert (incident.team_id, incident.priority) == ("infrastructure", 3)
    hear()
    row = fresh(incident)
    assert (row.team_id, row.priority, row.tags) == ("application", 1, ["revenue"])
    assert row.owner_role == "duty_manager"
    assert row.reassigned_count == 0, "nobody had it yet"
    (said,) = routed(incident)
    assert said.body["rules"] == [{"number": 2, "name": "Checkout"}]
    assert said.body["version"] == 1
    assert said.body["from_team"] == "infrastructure"
    line = timeline(row, company.actor("grace"))[-1]
    assert line.sentence == "Tocsin routed it: Application, P1, +revenue"
    assert line.text == "Rule 2, Checkout, fits: service = checkout"


def test_each_fact_is_set_by_the_first_rule_that_sets_it(company: Company) -> None:
    publish(
        rule("impact == 1", "Bad", set={"priority": 2}, tags=["bad"]),
        rule("true", "Ours", set={"team": "application", "priority": 4}),
        rule("true", "Enough", stop=True),
        rule("true", "Never", tags=["never"]),
    )
    incident = company.open()
    hear()
    row = fresh(incident)
    assert (row.team_id, row.priority, row.tags) == ("application", 2, ["bad"])
    names = [one["name"] for one in routed(incident)[0].body["rules"]]
    assert names == ["Bad", "Ours", "Enough"]


def test_what_fits_is_said_also_where_all_was_so(company: Company) -> None:
    publish(rule("true", "So", set={"team": "infrastructure"}))
    incident = company.open()
    hear()
    (said,) = routed(incident)
    assert "team" not in said.body
    line = timeline(fresh(incident), company.actor("ada"))[-1]
    assert line.sentence == "Tocsin routed it: it was so already"


def test_impact_gives_the_priority_by_the_matrix(company: Company) -> None:
    publish(rule("vip", "A VIP calls", set={"urgency": 1}))
    change_person("p-rita", by=SYSTEM, is_vip=True)
    plain = company.open(impact=2, urgency=3, reporter="p-tom")
    vip = company.open(impact=2, urgency=3, reporter="p-rita")
    hear()
    assert routed(plain) == []
    assert fresh(vip).urgency == 1
    assert (fresh(vip).priority, fresh(plain).priority) == (2, 4)
    assert fresh(vip).priority_reason == "impact 2, urgency 1"


def test_told_anew_rules_are_asked_again_and_take_back(company: Company) -> None:
    publish(
        rule('service == "checkout" && impact == 1', "Till", set=NIGHT | {"impact": 2})
    )
    incident = company.open(service="database")
    hear()
    assert routed(incident) == []
    ada = company.actor("ada")
    amend(incident.id, facts={"service": "checkout"}, by=ada)
    hear()
    row = fresh(incident)
    assert (row.team_id, row.priority, row.impact) == ("application", 1, 2)
    amend(incident.id, facts={"symptoms": "Slow."}, by=company.actor("grace"))
    hear()
    assert len(routed(incident)) == 1, "what a rule set is not its own undoing"
    amend(incident.id, facts={"service": "database"}, by=company.actor("grace"))
    hear()
    row = fresh(incident)
    assert (row.team_id, row.impact) == ("infrastructure", 1)
    assert row.priority == incident.priority
    line = timeline(row, ada)[-1]
    assert line.text == "No rule fits any more"


def test_what_people_set_stays(company: Company) -> None:
    publish(rule('title == "Now"', set={"priority": 1, "team": "application"}))
    incident = company.open(urgency=3)
    hear()
    by = company.actor("grace")
    override_priority(incident.id, priority=5, reason="Nobody minds.", by=by)
    assign(incident.id, team="service-desk", by=by)
    amend(incident.id, facts={"title": "Now"}, by=by)
    hear()
    row = fresh(incident)
    assert (row.priority, row.team_id) == (5, "service-desk")
    assert "team" not in routed(incident)[0].body


def test_a_person_says_how_bad_it_is(company: Company) -> None:
    publish(rule("true", set={"impact": 1, "urgency": 1}))
    incident = company.open(impact=3, urgency=3)
    hear()
    assert fresh(incident).priority == 1
    classify(incident.id, impact=3, by=company.actor("ada"))
    hear()
    row = fresh(incident)
    assert (row.impact, row.urgency) == (3, 1)


def test_nobody_accepted_it_or_it_is_left_alone(company: Company) -> None:
    incident = company.open()
    accept(incident.id, by=company.actor("ada"))
    publish(rule("true", set={"team": "application"}))
    amend(incident.id, facts={"symptoms": "Slow."}, by=company.actor("ada"))
    hear()
    assert routed(incident) == []


def test_labels_of_the_alert_are_among_the_facts(company: Company) -> None:
    condition = 'labels.dc == "lyon" && source.startsWith("alert:")'
    publish(rule(condition, "Lyon", set={"team": "service-desk"}))
    tell(source(), fires("a", labels={"dc": "lyon", "rack": "7"}))
    hear()
    (incident,) = incidents()
    assert incident.team_id == "service-desk"
    (said,) = routed(incident)
    assert said.body["looked_at"]["Lyon"]["labels"] == {"dc": "lyon"}


@pytest.mark.parametrize(
    ("when", "fits"),
    [
        ("hour == 18 && weekday == 1", True),
        ('"always" in open', True),
        ("peaks.size() > 0", False),
        ('"infrastructure" in categories', True),
        ("criticality == 1 && users == 0", True),
        ('service_team == "application"', True),
        ('channel == "portal" && detected_by == "user"', True),
        ('title.contains("primary")', True),
        ('tags.exists(t, t == "x")', False),
        ("reporter_site == 'paris' || is_drill", False),
        ("impact + urgency == 3", True),
    ],
)
def test_what_conditions_see(company: Company, when: str, fits: bool) -> None:
    """It is Monday, 9:00 UTC."""
    publish(rule(when, tags=["seen"]), zone="Asia/Tokyo")
    incident = company.open()
    hear()
    assert (fresh(incident).tags == ["seen"]) is fits


def test_told_twice_it_is_done_once(company: Company) -> None:
    publish(rule("true", set={"priority": 5}))
    incident = company.open()
    heard = [Heard(1, 1, incident.id, 1, "registered", "lived", False, {})]
    route_told(heard)
    before = kinds(incident)
    route_told(heard)
    assert kinds(incident) == before
    assert before.count("routed") == 1


def test_a_team_that_is_no_more_is_passed_over(company: Company) -> None:
    publish(
        rule("true", "Gone", set={"team": "application"}),
        rule("true", "There", set={"team": "service-desk"}),
    )
    Team.objects.filter(key="application").update(is_active=False)
    incident = company.open(service="database")
    hear()
    assert fresh(incident).team_id == "service-desk"


def test_a_drill_is_routed(company: Company) -> None:
    publish(rule("is_drill", set={"team": "application"}))
    told = {"title": "Exercise", "category": "infrastructure/server"}
    drill = open_incident(told, by=company.actor("grace"), is_drill=True)
    hear()
    assert fresh(drill).team_id == "application"


def test_the_rules_of_the_sample_do_what_they_say(company: Company) -> None:
    load_sample_routes()
    change_person("p-rita", by=SYSTEM, is_vip=True)
    incident = company.open(impact=2, urgency=3, reporter="p-rita")
    hear()
    row = fresh(incident)
    assert (row.urgency, row.tags) == (1, ["vip"])
