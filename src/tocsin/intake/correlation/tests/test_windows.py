"""Windows of maintenance: what begins in one is held, and never what began before."""

from datetime import timedelta
from typing import Any

import pytest

from tests.company import MONDAY_9, Company
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.audit.models import Change
from tocsin.foundation.mail.models import Mail
from tocsin.intake.alerts.actions.windows import (
    call_off_window,
    change_window,
    end_window,
    extend_window,
    foresee_windows,
    plan_window,
)
from tocsin.intake.alerts.clockwork import keep_windows, remind_of_windows
from tocsin.intake.alerts.foreseeing import foreseen
from tocsin.intake.alerts.matching import Matcher
from tocsin.intake.alerts.planned import Occurrence, Window
from tocsin.intake.alerts.refusals import WindowNotOpen, WindowUnusable
from tocsin.intake.alerts.windows import AHEAD, occasions, windows
from tocsin.intake.correlation.clockwork import raise_alerts
from tocsin.intake.correlation.tests.life import Teller
from tocsin.kernel import clock

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def planned(company: Company, by: str = "ben", **facts: Any) -> Window:
    usual: dict[str, Any] = {"name": "New disk", "services": ["database"]}
    usual |= {"begins": "2026-03-02T10:00", "zone": "UTC", "minutes": 60}
    return plan_window(by=company.actor(by), **(usual | facts))


@pytest.fixture
def teller(company: Company) -> Teller:
    return Teller()


def test_what_begins_in_it_is_held_and_what_began_before_stays_an_outage(
    company: Company, hands: clock.Hands, teller: Teller
) -> None:
    window = planned(company)
    teller.tell("before", service="database")
    assert teller.incident("before"), "the window has not begun"
    hands.forward(hours=1)
    teller.tell("within", service="database")
    teller.tell("other", service="checkout")
    teller.tell("before", service="database", title="worse")
    assert teller.mark("within") == window.mark
    assert teller.incident("within") is None
    assert teller.incident("other")
    assert teller.mark("before") == ""
    late = MONDAY_9 + HOUR - timedelta(minutes=1)
    teller.tell("late", service="database", starts_at=late)
    assert teller.mark("late") == "", "it fired before the window began"
    hands.forward(minutes=59, seconds=59)
    assert raise_alerts() == 0
    hands.forward(seconds=1)
    assert raise_alerts() == 1
    assert teller.mark("within") == ""
    assert teller.incident("within"), "it fires still, so it is raised"


def test_one_that_closes_closes_what_it_held(
    company: Company, hands: clock.Hands, teller: Teller
) -> None:
    planned(company, at_end="close")
    hands.forward(hours=1)
    teller.tell("within", service="database")
    hands.forward(hours=1)
    assert raise_alerts() == 1
    alert = teller.alert("within")
    assert (alert.state, alert.ended_why, alert.incident_id) == (
        "resolved",
        "closed",
        None,
    )
    teller.tell("within", service="database")
    assert teller.incident("within"), "said again, it is new"


def test_it_reaches_what_depends_on_its_service_only_if_told_so(
    company: Company, hands: clock.Hands, teller: Teller
) -> None:
    window = planned(company)
    hands.forward(hours=1)
    teller.tell("first", service="checkout")
    assert teller.mark("first") == ""
    change_window(window.id, by=company.actor("ben"), reach="users")
    teller.tell("second", service="checkout")
    assert teller.mark("second") == window.mark
    change_window(
        window.id, by=company.actor("ben"), reach="needs", services=["checkout"]
    )
    teller.tell("third", service="database")
    assert teller.mark("third") == window.mark


def test_matchers_and_services_both_must_fit(
    company: Company, hands: clock.Hands, teller: Teller
) -> None:
    window = planned(company, matchers=[Matcher("host", "db-.*", is_regex=True)])
    hands.forward(hours=1)
    teller.tell("a", service="database", labels={"host": "db-1"})
    teller.tell("b", service="database", labels={"host": "web-1"})
    teller.tell("c", service="checkout", labels={"host": "db-1"})
    assert [teller.mark(key) for key in "abc"] == [window.mark, "", ""]


def test_extended_in_one_act_and_ended_in_another(
    company: Company, hands: clock.Hands, teller: Teller
) -> None:
    window, by = planned(company), company.actor("ben")
    hands.forward(hours=1)
    teller.tell("within", service="database")
    assert extend_window(window.id, minutes=30, by=by).ends_at == MONDAY_9 + 2.5 * HOUR
    hands.forward(hours=1)
    assert raise_alerts() == 0
    end_window(window.id, by=by, why="Done.")
    assert raise_alerts() == 1
    with pytest.raises(WindowNotOpen):
        extend_window(window.id, minutes=30, by=by)
    rows = Change.objects.filter(subject=f"window:{window.id}").order_by("id")
    verbs = list(rows.values_list("verb", flat=True))
    assert verbs == ["planned", "extended", "ended"]


def test_an_end_that_is_passed_over_by_nobody_looking_is_found(
    company: Company, hands: clock.Hands, teller: Teller
) -> None:
    planned(company, rule="FREQ=DAILY")
    hands.forward(hours=1)
    teller.tell("within", service="database")
    hands.forward(days=3, minutes=90)
    assert raise_alerts() == 1


def test_again_and_again_with_rows_for_the_weeks_ahead(
    company: Company, hands: clock.Hands
) -> None:
    window = planned(company, rule="RRULE:FREQ=WEEKLY;BYDAY=MO", zone="Europe/Berlin")
    assert window.rule == "FREQ=WEEKLY;BYDAY=MO"
    rows = Occurrence.objects.filter(window=window)
    assert rows.count() == 9
    assert keep_windows() == 0
    hands.forward(weeks=2)
    assert keep_windows() == 2
    assert keep_windows() == 0
    assert rows.count() == 11
    later = occasions(company.actor("ben"), clock.now(), clock.now() + 2 * AHEAD)
    assert len(later) == 17, "those that are no rows yet are computed"
    starts = [each.starts_at for each in later]
    assert starts == sorted(set(starts))
    assert {each.astimezone().tzinfo is not None for each in starts} == {True}


def test_told_late_it_begins_now(company: Company, hands: clock.Hands) -> None:
    window = planned(company, begins="2026-03-02T08:30", minutes=60)
    (each,) = Occurrence.objects.filter(window=window)
    assert (each.starts_at, each.ends_at) == (MONDAY_9, MONDAY_9 + HOUR / 2)


def test_planned_far_ahead_once(company: Company) -> None:
    window = planned(company, begins="2027-03-02T08:30")
    (each,) = Occurrence.objects.filter(window=window)
    assert each.starts_at.year == 2027
    assert [one.state for one in windows(company.actor("ben"))] == ["planned"]


def test_changed_while_it_goes_on(company: Company, hands: clock.Hands) -> None:
    window, by = planned(company, rule="FREQ=DAILY"), company.actor("ben")
    hands.forward(minutes=90)
    change_window(window.id, by=by, minutes=120)
    going_on = Occurrence.objects.filter(window=window).order_by("starts_at")[0]
    assert going_on.ends_at == MONDAY_9 + 3 * HOUR
    change_window(window.id, by=by, begins="2026-03-03T07:00")
    going_on.refresh_from_db()
    assert going_on.ends_at == clock.now(), "it has no place in the new plan"
    ahead = Occurrence.objects.filter(window=window, starts_at__gt=clock.now())
    assert {each.starts_at.hour for each in ahead} == {7}


def test_called_off(company: Company, hands: clock.Hands) -> None:
    window, by = planned(company, rule="FREQ=DAILY"), company.actor("ben")
    hands.forward(minutes=90)
    call_off_window(window.id, by=by)
    call_off_window(window.id, by=by)
    (only,) = Occurrence.objects.filter(window=window)
    assert only.ends_at == clock.now()
    hands.forward(weeks=9)
    assert foresee_windows(clock.now()) == 0


def test_reminded_once_for_each_end(company: Company, hands: clock.Hands) -> None:
    window = planned(company, watchers=["p-ada"])
    hands.forward(minutes=104, seconds=59)
    assert remind_of_windows() == 0
    hands.forward(seconds=1)
    assert remind_of_windows() == 1
    assert remind_of_windows() == 0
    told = Mail.objects.filter(kind="window")
    assert {mail.person for mail in told} == {"p-ada", "p-ben"}
    assert told[0].body["link"].endswith(f"/windows/{window.id}")
    extend_window(window.id, minutes=60, by=company.actor("ben"))
    assert remind_of_windows() == 0
    hands.forward(minutes=60)
    assert remind_of_windows() == 1
    assert Mail.objects.filter(kind="window").count() == 4


def test_what_it_would_do_is_foreseen(company: Company, teller: Teller) -> None:
    teller.tell("a", service="database")
    teller.tell("b", service="checkout")
    window = planned(company, rule="FREQ=DAILY", reach="users")
    told = foreseen(window, clock.now())
    assert len(told.spans) == 56
    assert told.services == ["checkout", "database"]
    assert {alert.key for alert in told.alerts} == {"a", "b"}


@pytest.mark.parametrize(
    "facts",
    [
        {"name": " "},
        {"services": []},
        {"minutes": 0},
        {"begins": "tomorrow"},
        {"begins": "0026-03-02T10:00"},
        {"zone": "Europe/Atlantis"},
        {"rule": "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"},
        {"rule": "sometimes"},
        {"reach": "far"},
        {"at_end": "explode"},
        {"remind_minutes": 99_999},
        {"matchers": [Matcher("a", "(", is_regex=True)]},
    ],
)
def test_what_cannot_be_planned(company: Company, facts: dict[str, Any]) -> None:
    with pytest.raises(WindowUnusable):
        planned(company, **facts)


def test_who_may_plan(company: Company) -> None:
    for name in ("ada", "grace", "marc", "root"):
        planned(company, by=name)
    for name in ("tom", "eva"):
        with pytest.raises(NotAllowed):
            planned(company, by=name)
    window = planned(company)
    for scope, may in (("read", False), ("intake", False), ("work", True)):
        key = Actor(kind="key", id="k", name="k", scopes=frozenset({scope}))
        if may:
            call_off_window(window.id, by=key)
            continue
        with pytest.raises(NotAllowed):
            call_off_window(window.id, by=key)
