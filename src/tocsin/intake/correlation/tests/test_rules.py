"""Rules: what they put aside, gather, set and wait for; and what is wrong with them."""

from typing import Any

import pytest

from tests.company import Company
from tests.feeding import ends, fires, incident_of, incidents, source, tell
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.actions import publish_checked
from tocsin.intake.alerts.models import Alert
from tocsin.intake.correlation.kinds import RULES_KIND
from tocsin.intake.correlation.models import Trace
from tocsin.intake.correlation.trial import try_rules
from tocsin.kernel.clock import Hands

pytestmark = pytest.mark.django_db


def rules(*told: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"rules": list(told), **more}


def publish(*told: dict[str, Any], **more: Any) -> None:
    body = rules(*told, **more)
    publish_checked(RULES_KIND, "default", body, by=SYSTEM, why="To try it.")


def rule(do: str, when: str = "true", name: str = "It", **more: Any) -> dict[str, Any]:
    return {"name": name, "when": when, "do": do, **more}


def test_the_first_that_fits_decides(company: Company) -> None:
    publish(
        rule("drop", 'severity == "info"', "No news"),
        rule("suppress", 'labels.env == "test"', "Tests"),
        rule("drop", "true", "All else is dropped"),
    )
    by = source()
    tell(by, fires("a", severity="info"), fires("b", labels={"env": "test"}))
    tell(by, fires("c"))
    held = dict(Alert.objects.values_list("key", "suppressed"))
    assert held == {
        "a": "rule:No news",
        "b": "rule:Tests",
        "c": "rule:All else is dropped",
    }
    assert incidents() == []
    assert list(Trace.objects.order_by("alert_id").values_list("verb", flat=True)) == [
        "drop",
        "suppress",
        "drop",
    ]


def test_a_rule_gathers_by_its_key(company: Company) -> None:
    publish(rule("join", "has(labels.cluster)", key="{labels.cluster}"))
    by = source()
    tell(by, *(fires(f"{c}{n}", labels={"cluster": c}) for c in "xy" for n in "12"))
    assert incident_of("x1") == incident_of("x2") != incident_of("y1")
    assert incident_of("y1") == incident_of("y2")


def test_a_rule_sets_facts_and_names_the_team(company: Company) -> None:
    sets = {"service": "checkout", "category": "application", "impact": 3}
    publish(
        rule("set", "true", "Ours", set=sets),
        rule("open", "true", "Alone", set={"team": "service-desk", "urgency": 3}),
    )
    by = source()
    tell(by, fires("a"), fires("b"))
    assert incident_of("a") != incident_of("b")
    incident = incident_of("a")
    assert (incident.service_id, incident.category_id) == ("checkout", "application")
    assert (incident.impact, incident.urgency) == (3, 3)
    assert incident.team_id == "service-desk"


def test_below_a_threshold_nothing_happens(company: Company, hands: Hands) -> None:
    publish(rule("join", "true", "Few", below=3, within=10))
    by = source()
    tell(by, fires("a", service="checkout"))
    hands.forward(minutes=11)
    tell(by, fires("b", service="checkout"))
    tell(by, fires("c", service="checkout"), fires("x", service="database"))
    assert incidents() == [], "the first was too long ago"
    assert set(Alert.objects.values_list("suppressed", flat=True)) == {"below:Few"}
    tell(by, fires("d", service="checkout"))
    (incident,) = incidents()
    assert incident.alerts_count == 3
    joined = Alert.objects.filter(incident_id=incident.id).values_list("key", flat=True)
    assert sorted(joined) == ["b", "c", "d"]
    tell(by, fires("e", service="checkout"))
    assert incident_of("e") == incident, "what is open is joined at once"


def test_hours_and_weekdays_are_those_of_the_rules_zone(company: Company) -> None:
    """It is Monday, 9:00 UTC."""
    publish(rule("drop", "hour == 18 && weekday == 1", "X"), zone="Asia/Tokyo")
    tell(source(), fires("a"))
    assert incidents() == []


@pytest.mark.parametrize(
    ("told", "part"),
    [
        ({"do": "explode"}, "do"),
        ({"name": ""}, "name"),
        ({"when": 'color == "red"'}, "when"),
        ({"when": "(" * 100}, "when"),
        ({"do": "drop", "key": "{title}"}, "key"),
        ({"do": "join", "key": "{labels}"}, "key"),
        ({"do": "join", "key": "all"}, "key"),
        ({"below": 3}, "below"),
        ({"window": -1}, "window"),
        ({"set": {"service": "nothing"}}, "service"),
        ({"set": {"impact": 4}}, "impact"),
        ({"color": "red"}, "color"),
    ],
)
def test_what_is_wrong_is_told_at_its_rule(
    company: Company, told: dict[str, Any], part: str
) -> None:
    found = RULES_KIND.check(rules(rule("drop"), rule("join", name="B") | told))
    assert any(text.startswith(f"rule 2, {part}: ") for text in found), found


@pytest.mark.parametrize(
    "body", [None, [], {}, {"rules": {}}, {"rules": [7]}, {"rules": [], "zone": "Mars"}]
)
def test_what_are_no_rules_is_refused(company: Company, body: Any) -> None:
    assert RULES_KIND.check(body)


def test_rules_are_tried_on_what_was(company: Company, hands: Hands) -> None:
    by = source()
    tell(by, *(fires(f"a{n}", service="checkout") for n in range(4)))
    tell(by, fires("i", severity="info", title="News"))
    hands.forward(hours=1)
    tell(by, fires("b", service="database"))
    body = rules(
        rule("drop", 'severity == "info"', "No news"),
        rule("join", 'service == "checkout"', "Each", key="{key}"),
    )
    trial = try_rules(body)
    assert trial.alerts == 6
    assert dict(trial.was) == {"opened": 3, "joined": 3}
    assert dict(trial.would) == {"opened": 5, "dropped": 1}
    assert {n: dict(c) for n, c in trial.by_rule.items()} == {
        "Each": {"opened": 4},
        "No news": {"dropped": 1},
    }
    assert trial.changed == 4
    first = trial.differences[0]
    assert (first.was, first.would) == ("joined", "opened")
    assert first.ref == incident_of("a1").ref


def test_tried_without_rules_it_says_what_happens(
    company: Company, hands: Hands
) -> None:
    """The trial and the real thing agree."""
    by = source()
    for minute in range(0, 200, 7):
        hands.forward(minutes=7 if minute % 3 else 40)
        tell(by, fires(f"k{minute}", service="checkout"))
        tell(by, ends(f"k{minute}"))
    trial = try_rules(rules())
    assert trial.was == trial.would
    assert trial.changed == 0
