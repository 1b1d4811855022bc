"""What is held by silences: of many alerts by many silences, and quickly."""

import time
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.company import MONDAY_9, Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.alerts.actions import add_silence
from tocsin.intake.alerts.changes import AlertFacts
from tocsin.intake.alerts.holds import Hold, held
from tocsin.intake.alerts.matching import Matcher, all_fit
from tocsin.intake.alerts.suppression import quieted, suppressions
from tocsin.intake.events.models import Source
from tocsin.kernel import clock

HOUR = timedelta(hours=1)


def facts(number: int = 1, source: int = 1, **labels: str) -> AlertFacts:
    given: dict[str, Any] = {
        "id": number,
        "source_id": source,
        "source": f"s{source}",
        "tool": "alertmanager",
        "key": str(number),
        "state": "open",
        "severity": "critical",
        "title": labels.get("alertname", ""),
        "description": "",
        "service": "database",
        "service_told": "",
        "labels": labels,
        "annotations": {},
        "fingerprint": "",
        "group_key": "",
        "url": "",
        "starts_at": MONDAY_9,
        "ends_at": None,
        "count": 1,
        "first_seen_at": MONDAY_9,
        "last_seen_at": MONDAY_9,
    }
    return AlertFacts(**given)


def source(slug: str) -> Source:
    digest = slug.encode().ljust(32)
    return Source.objects.create(
        slug=slug,
        name=slug,
        tool="alertmanager",
        digest=digest,
        sealed_key=digest,
        created_at=MONDAY_9,
        created_by="p-root",
    )


@pytest.mark.django_db
def test_a_silence_holds_what_fits_while_it_is_active(
    company: Company, hands: clock.Hands
) -> None:
    made = add_silence(
        by=company.actor("ada"),
        matchers=[Matcher("alertname", "Disk.*", is_regex=True)],
        starts_at=MONDAY_9 + HOUR,
        ends_at=MONDAY_9 + 2 * HOUR,
    )
    alerts = [facts(1, alertname="DiskFull"), facts(2, alertname="Load")]
    assert suppressions(alerts, clock.now()) == {}
    hands.forward(hours=1)
    assert suppressions(alerts, clock.now()) == {1: f"silence:{made.id}"}
    hands.forward(hours=1)
    assert suppressions(alerts, clock.now()) == {}


@pytest.mark.django_db
def test_a_silence_is_about_its_source_and_its_services(company: Company) -> None:
    ours, other = source("ours"), source("other")
    until = MONDAY_9 + HOUR
    of_source = add_silence(
        by=SYSTEM, matchers=[Matcher("a", "b")], source="ours", ends_at=until
    )
    of_service = add_silence(
        by=SYSTEM, matchers=[], services=["checkout"], ends_at=until + HOUR
    )
    alerts = [facts(1, ours.id, a="b"), facts(2, other.id, a="b"), facts(3, other.id)]
    alerts[2].service = "checkout"
    assert suppressions(alerts, clock.now()) == {1: of_source.mark, 3: of_service.mark}


@pytest.mark.django_db
def test_what_goes_on_recording_suppresses_nothing(company: Company) -> None:
    made = add_silence(
        by=SYSTEM,
        matchers=[Matcher("a", "b")],
        ends_at=MONDAY_9 + HOUR,
        keeps_recording=True,
    )
    assert suppressions([facts(a="b")], clock.now()) == {}
    assert quieted([facts(a="b")], clock.now()) == {1: made.mark}


def test_facts_are_words_where_no_label_of_the_name_tells() -> None:
    holds = [Hold("x", (Matcher("severity", "critical"),))]
    assert held([facts(1), facts(2, severity="page")], holds) == {1: ["x"]}


def test_many_alerts_and_many_silences_take_no_time() -> None:
    holds = [Hold(str(n), (Matcher("instance", f"host-{n}"),)) for n in range(2000)]
    alerts = [
        facts(n, alertname="DiskFull", instance=f"host-{n % 500}") for n in range(5000)
    ]
    begun = time.perf_counter()
    assert len(held(alerts, holds)) == 5000
    assert time.perf_counter() - begun < 1


_WORD = st.sampled_from(["", "x", "y"])
_MATCHERS = st.builds(
    Matcher, st.sampled_from("ab"), _WORD, st.booleans(), st.booleans()
)


@given(
    st.lists(st.lists(_MATCHERS, max_size=3), max_size=6),
    st.dictionaries(st.sampled_from("ab"), _WORD),
)
def test_the_index_finds_what_a_look_at_every_one_finds(
    asked: list[list[Matcher]], labels: dict[str, str]
) -> None:
    holds = [Hold(str(n), tuple(matchers)) for n, matchers in enumerate(asked)]
    every = [hold.mark for hold in holds if all_fit(hold.matchers, labels)]
    alert = facts(1)
    alert.labels = labels
    assert held([alert], holds).get(1, []) == every
