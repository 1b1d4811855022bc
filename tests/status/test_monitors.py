"""What machines say of a component is shown once it held, and work masks no outage."""

from datetime import timedelta
from typing import Any

import pytest

from tests.company import Company
from tests.intake import a_source, firing, sent
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.alerts.models import Alert
from tocsin.intake.events.models import Source
from tocsin.kernel import clock
from tocsin.response.statuspage.actions.pages import (
    add_component,
    add_page,
    change_component,
    confirm_state,
)
from tocsin.response.statuspage.actions.watching import watch_monitors
from tocsin.response.statuspage.actions.working import plan_work
from tocsin.response.statuspage.clockwork import advance_planned_work
from tocsin.response.statuspage.models import Component, Stretch
from tocsin.response.statuspage.refusals import PageUnfit

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(company: Company) -> Source:
    return a_source()


def tied(source: Source, **more: Any) -> Component:
    add_page("shop", "Shop", by=SYSTEM)
    told: dict[str, Any] = {
        "monitors": [f"{source.slug} alertname=Down"],
        "needs_confirmation": False,
    }
    return add_component("shop", "Checkout", by=SYSTEM, **(told | more))


def over(source: Source, name: str, severity: str) -> None:
    sent(source, [firing(name, severity=severity) | {"endsAt": "2020-01-01T00:00:00Z"}])


def state(row: Component) -> str:
    watch_monitors()
    row.refresh_from_db()
    return row.state


def test_an_alert_is_shown_once_it_held(source: Source, hands: clock.Hands) -> None:
    row = tied(source)
    sent(source, [firing("Other")])
    assert state(row) == "operational"
    begun = clock.now()
    sent(source, [firing("Down", severity="error")])
    assert state(row) == "operational"
    hands.forward(minutes=1)
    assert state(row) == "operational"
    hands.forward(minutes=1)
    assert state(row) == "partial_outage"
    assert Stretch.objects.get().begins_at == begun, "since it was said first"
    sent(source, [firing("Down", severity="critical", zone="b")])
    hands.forward(minutes=1)
    assert state(row) == "partial_outage"
    hands.forward(minutes=2)
    assert state(row) == "major_outage"
    over(source, "Down", "error")
    Alert.objects.exclude(state="resolved").filter(labels__alertname="Down").update(
        state="resolved", ends_at=clock.now()
    )
    assert state(row) == "major_outage"
    hands.forward(minutes=2)
    assert state(row) == "operational"
    assert watch_monitors() == 0


def test_what_is_over_within_is_never_shown(source: Source, hands: clock.Hands) -> None:
    row = tied(source)
    for _time in range(4):
        sent(source, [firing("Down")])
        assert state(row) == "operational"
        hands.forward(seconds=90)
        assert state(row) == "operational"
        Alert.objects.exclude(state="resolved").update(
            state="resolved", ends_at=clock.now()
        )
        assert state(row) == "operational"
        hands.forward(seconds=60)
    assert not Stretch.objects.exists()


def test_a_person_confirms_where_one_must(
    company: Company, source: Source, hands: clock.Hands
) -> None:
    row = tied(source, needs_confirmation=True)
    sent(source, [firing("Down")])
    state(row)
    hands.forward(minutes=9)
    assert state(row) == "operational"
    page = company.client("grace").get("/notices").content.decode()
    assert "monitors say more than the page shows" in page
    told = {"verb": "confirm"}
    company.client("grace").post(f"/notices/components/{row.code}/state", told)
    assert confirm_state(row.code, by=SYSTEM).state == "major_outage"
    Alert.objects.update(state="resolved", ends_at=clock.now())
    state(row)
    hands.forward(minutes=2)
    assert state(row) == "operational", "better follows by itself"


def test_work_masks_no_outage_that_is_no_part_of_it(
    source: Source, hands: clock.Hands
) -> None:
    row = tied(source)
    now = clock.now()
    plan_work(
        "shop",
        by=SYSTEM,
        title="The database moves",
        text="",
        starts_at=now + timedelta(minutes=1),
        until_at=now + timedelta(hours=2),
        components=[row.code],
    )
    hands.forward(minutes=2)
    advance_planned_work()
    assert state(row) == "under_maintenance"
    sent(source, [firing("Down")])
    # What a window of intake holds back is part of the work.
    Alert.objects.update(suppressed="window:1")
    state(row)
    hands.forward(minutes=5)
    assert state(row) == "under_maintenance"
    Alert.objects.update(suppressed="")
    state(row)
    hands.forward(minutes=2)
    assert state(row) == "major_outage"


def test_a_tie_names_a_source_that_is_there(source: Source) -> None:
    row = tied(source)
    for odd in ("nobody", "no source=", 'prometheus "a=b'):
        with pytest.raises(PageUnfit):
            change_component(row.code, by=SYSTEM, monitors=[odd])
    sent(source, [firing("Down")])
    state(row)
    after = change_component(row.code, by=SYSTEM, monitors=[])
    assert (after.watched, after.watched_since) == ("operational", None)
