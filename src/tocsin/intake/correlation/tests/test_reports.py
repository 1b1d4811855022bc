"""Alerts with no incident are explained; what is loud and of no use is named."""

import pytest

from tests.company import Company
from tests.feeding import fires, incident_of, incidents, source, tell
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.notify.pages import Wanted, send_pages
from tocsin.foundation.services.actions import add_service
from tocsin.intake.alerts.models import Alert
from tocsin.intake.correlation.models import Reconciled
from tocsin.intake.correlation.noise import noise
from tocsin.intake.correlation.reconciling import (
    hand_in_missed,
    nights,
    reconcile,
    reconcile_nightly,
)
from tocsin.intake.correlation.refusals import MayNotCorrelate, PeriodTooLong
from tocsin.intake.correlation.tests.test_rules import publish, rule
from tocsin.kernel import clock
from tocsin.kernel.clock import Hands
from tocsin.register.links.actions import merge
from tocsin.register.work.actions import acknowledge, cancel

pytestmark = pytest.mark.django_db


def _told(company: Company) -> None:
    publish(
        rule("drop", 'severity == "info"', "No news"),
        rule("suppress", 'labels.env == "test"', "Tests"),
        rule("join", 'labels.few == "yes"', "Few", below=5, within=5),
    )
    by = source()
    add_service("mail", "Mail", team="application", by=SYSTEM)
    tell(by, fires("a", service="checkout"), fires("b", service="mail"))
    tell(by, fires("i", severity="info"), fires("t", labels={"env": "test"}))
    tell(by, fires("f", labels={"few": "yes"}), fires("lost"), fires("s"))
    merge(incident_of("a").id, into=incident_of("b").ref, by=company.actor("grace"))
    Alert.objects.filter(key="lost").update(incident_id=None)
    Alert.objects.filter(key="s").update(incident_id=None, suppressed="silence:7")


def test_each_alert_without_an_incident_is_explained(company: Company) -> None:
    _told(company)
    report = reconcile()
    found = {(each.word, each.by): each.alerts for each in report.reasons}
    assert found == {
        ("dropped", "No news"): 1,
        ("suppressed", "Tests"): 1,
        ("below", "Few"): 1,
        ("silence", "7"): 1,
        ("missed", ""): 1,
        ("merged", incident_of("b").ref): 1,
    }
    assert (report.joined, report.without, report.missed) == (2, 5, 1)


def test_what_was_missed_is_handed_in(company: Company) -> None:
    _told(company)
    before = len(incidents())
    with pytest.raises(MayNotCorrelate):
        hand_in_missed(by=company.actor("grace"))
    assert hand_in_missed(by=company.actor("root")) == 1
    assert incident_of("lost").title == "lost fires"
    assert reconcile().missed == 0
    assert hand_in_missed(by=company.actor("root")) == 0
    assert len(incidents()) == before, "its incident was there, and joined again"


def test_each_day_is_reported_once(company: Company, hands: Hands) -> None:
    _told(company)
    hands.forward(days=1)
    assert reconcile_nightly() == 1
    assert reconcile_nightly() == 0
    (night,) = nights()
    assert (str(night.day), night.alerts, night.missed) == ("2026-03-02", 7, 1)
    assert Reconciled.objects.count() == 1
    hands.forward(days=1)
    assert reconcile_nightly() == 1


def test_the_loudest_is_what_nobody_acted_on(company: Company, hands: Hands) -> None:
    by = source()
    labels = {"alertname": "Flood"}
    for n in range(3):
        tell(by, fires(f"x{n}", service="checkout", labels=labels))
        hands.forward(hours=1)
    tell(by, *(fires(f"y{n}", service="database", title="Useful") for n in range(9)))
    acknowledge(incident_of("y0").id, by=company.actor("ada"))
    cancel(incident_of("x0").id, cause="false_alarm", by=company.actor("grace"))
    report = noise()
    assert (report.alerts, report.incidents, report.acted) == (12, 4, 1)
    names = [(n.name, n.alerts, n.ignored, n.share) for n in report.tables["name"]]
    assert names == [("Flood", 3, 3, 0), ("Useful", 9, 0, 100)]
    assert [n.name for n in report.tables["service"]] == ["checkout", "database"]
    assert [(n.name, n.share) for n in report.tables["source"]] == [("prometheus", 25)]
    with pytest.raises(PeriodTooLong):
        noise(days=91)


def test_pages_in_vain_go_first(company: Company) -> None:
    """Twice paged for the database, once for checkout; nobody acts on that one."""
    by = source()
    tell(by, fires("a", service="database"))
    tell(by, fires("b", service="checkout"))
    add_service("mail", "Mail", team="application", by=SYSTEM)
    tell(by, fires("c", service="mail"))
    wanted = [
        Wanted("p-ada", "one", incident_id=incident_of("a").id),
        Wanted("p-ben", "two", incident_id=incident_of("a").id),
        Wanted("p-ben", "three", incident_id=incident_of("c").id),
        Wanted("p-ben", "quiet", incident_id=incident_of("c").id, loud=False),
        Wanted("p-ben", "drill", incident_id=incident_of("c").id, is_drill=True),
    ]
    send_pages(wanted, now=clock.now())
    acknowledge(incident_of("a").id, by=company.actor("ada"))
    report = noise()
    found = [(n.name, n.pages, n.in_vain) for n in report.tables["service"]]
    assert found[0] == ("mail", 1, 1)
    assert ("database", 2, 0) in found
    assert report.pages == 3
