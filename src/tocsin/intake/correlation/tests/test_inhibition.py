"""An alert that fires holds back others, as Alertmanager means it."""

from typing import Any

import pytest

from tests.company import Company
from tocsin.foundation.config.actions import publish_checked, retire_published
from tocsin.foundation.config.refusals import NotPublishable
from tocsin.intake.alerts.inhibition_rules import rule_of
from tocsin.intake.alerts.kinds import INHIBITION_KIND
from tocsin.intake.correlation.clockwork import raise_alerts
from tocsin.intake.correlation.tests.life import Teller
from tocsin.intake.events.event import Event

pytestmark = pytest.mark.django_db

USUAL = {
    "source": ["severity=critical"],
    "target": ["severity=~warning|info"],
    "equal": ["cluster"],
}


def publish(company: Company, name: str = "usual", **body: Any) -> None:
    told = USUAL | body
    publish_checked(INHIBITION_KIND, name, told, by=company.actor("root"))


@pytest.fixture
def teller(company: Company) -> Teller:
    return Teller()


def labels(**told: str) -> dict[str, Any]:
    return {"labels": told}


def test_a_critical_alert_holds_back_warnings_of_its_cluster(
    company: Company, teller: Teller
) -> None:
    publish(company)
    teller.tell("cause", **labels(severity="critical", cluster="a"))
    teller.tell("same", **labels(severity="warning", cluster="a"))
    teller.tell("other", **labels(severity="warning", cluster="b"))
    assert teller.mark("same") == f"inhibited:{teller.alert('cause').id}"
    assert teller.incident("same") is None
    assert teller.incident("other")
    assert raise_alerts() == 0
    teller.resolve("cause")
    assert raise_alerts() == 1
    assert teller.incident("same"), "the cause is gone, and it still fires"


def test_told_in_one_batch_in_any_order(company: Company, teller: Teller) -> None:
    publish(company)
    teller.tell_all(
        [
            Event("w", title="w", labels={"severity": "warning", "cluster": "a"}),
            Event("c", title="c", labels={"severity": "critical", "cluster": "a"}),
        ]
    )
    assert teller.mark("w") == f"inhibited:{teller.alert('c').id}"


def test_a_label_that_is_not_there_is_as_one_that_is_empty(
    company: Company, teller: Teller
) -> None:
    publish(company)
    teller.tell("cause", **labels(severity="critical"))
    teller.tell("held", **labels(severity="warning", cluster=""))
    assert teller.mark("held")


def test_an_alert_on_both_sides_holds_back_neither_itself_nor_its_like(
    company: Company, teller: Teller
) -> None:
    """Alertmanager: alerts that both sides fit are not inhibited by one another."""
    publish(company, source=["team=x"], target=["team=x"], equal=[])
    teller.tell("one", **labels(team="x"))
    teller.tell("two", **labels(team="x"))
    assert [teller.mark("one"), teller.mark("two")] == ["", ""]
    publish(company, "wider", source=["team=~x|y"], target=["team=x"], equal=[])
    teller.tell("three", **labels(team="y"))
    teller.tell("four", **labels(team="x"))
    assert teller.mark("four") == f"inhibited:{teller.alert('three').id}"


def test_when_one_of_two_causes_ends_the_other_holds(
    company: Company, teller: Teller
) -> None:
    publish(company)
    for cause in ("first", "second"):
        teller.tell(cause, **labels(severity="critical", cluster="a"))
    teller.tell("held", **labels(severity="warning", cluster="a"))
    teller.resolve("first")
    raise_alerts()
    assert teller.mark("held") == f"inhibited:{teller.alert('second').id}"
    assert teller.incident("held") is None


def test_rules_that_come_and_go_count_for_what_fires_already(
    company: Company, teller: Teller
) -> None:
    teller.tell("cause", **labels(severity="critical", cluster="a"))
    publish(company)
    teller.tell("held", **labels(severity="warning", cluster="a"))
    assert teller.mark("held")
    retire_published(INHIBITION_KIND, "usual", by=company.actor("root"))
    assert raise_alerts() == 1
    assert teller.incident("held")


def test_a_cause_that_changes_its_labels_holds_back_no_more(
    company: Company, teller: Teller
) -> None:
    publish(company)
    teller.tell("cause", **labels(severity="critical", cluster="a"))
    teller.tell("held", **labels(severity="warning", cluster="a"))
    teller.tell("cause", **labels(severity="warning", cluster="a"))
    assert raise_alerts() == 1
    assert teller.mark("held") == ""


@pytest.mark.parametrize(
    "body",
    [
        {"source": []},
        {"target": "severity=critical"},
        {"source": ["severity"]},
        {"target": ["a=~("]},
        {"equal": "cluster"},
        {"because": "x"},
    ],
)
def test_what_cannot_be_published(company: Company, body: dict[str, Any]) -> None:
    with pytest.raises(NotPublishable):
        publish(company, **body)


def test_equal_labels_make_one_place() -> None:
    rule = rule_of("r", USUAL | {"equal": ["a", "b"]})
    assert rule.digest({"a": "x"}) == rule.digest({"a": "x", "b": "", "c": "y"})
    assert rule.digest({"a": "x", "b": "y"}) != rule.digest({"a": "y", "b": "x"})
