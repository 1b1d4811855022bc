"""A page on its way: who gets it by what, what is tried when it does not arrive."""

from datetime import timedelta
from typing import Any

import pytest

from tests.company import Company
from tests.paging import Arrivals
from tocsin.engine.sender import send_due
from tocsin.foundation.notify.models import Message, Method, Page, Provider, Step
from tocsin.foundation.notify.pages import (
    Wanted,
    send_pages,
    unheard_outcomes,
    withdraw_pages,
)
from tocsin.kernel import clock
from tocsin.register.work.actions import acknowledge, resolve, restrict


@pytest.fixture(autouse=True)
def _told(company: Company, arrivals: Arrivals) -> None:
    """Everything here is about the company, and goes by channels that keep it."""


def _method(person: str, channel: str, address: str, **more: Any) -> Method:
    now = clock.now()
    usual: dict[str, Any] = {"added_at": now, "verified_at": now}
    usual |= {"is_loud": channel != "mail"}
    return Method.objects.create(
        person=person, channel=channel, address=address, **(usual | more)
    )


def _page(company: Company, person: str = "p-ada", **more: Any) -> Page:
    incident = more.pop("incident", None) or company.open()
    cause = more.pop("cause", f"run:{incident.id}:{person}:{Page.objects.count()}")
    wanted = Wanted(
        person=person, cause=cause, incident_id=incident.id, ref=incident.ref, **more
    )
    assert send_pages([wanted], now=clock.now()) == 1
    return Page.objects.get(cause=cause)


def _send() -> None:
    while send_due():
        pass


def _results() -> list[tuple[str, str]]:
    return [(heard.result, heard.channel) for heard in unheard_outcomes(100)]


def _two_providers() -> None:
    """Of SMS; the first one is asked first."""
    for position, key in enumerate(("first", "second")):
        Provider.objects.create(
            key=key,
            channel="sms",
            kind="x",
            name=key,
            reply_key=key,
            position=position,
        )


def test_somebody_with_nothing_but_an_address_gets_mail(
    company: Company, arrivals: Arrivals
) -> None:
    page = _page(company, why={"level": 2, "schedule": "Infrastructure, primary"})
    _send()
    assert arrivals.to == ["mail:ada@shop.example"]
    told = arrivals.last
    assert told.subject == f"P2 {page.ref}: db-primary is down"
    assert "Service: Checkout" in told.text
    assert "you are on call in Infrastructure, primary" in told.text
    assert f"/incidents/{page.ref}" in told.link
    assert [action.verb for action in told.actions] == [
        "acknowledge",
        "escalate",
        "resolve",
    ]
    page.refresh_from_db()
    assert (page.state, page.channel) == ("delivered", "mail")
    assert _results() == [("delivered", "mail")]
    assert _results() == [], "told once"


def test_each_is_told_in_their_language(company: Company, arrivals: Arrivals) -> None:
    type(company.ada).objects.filter(key="p-ada").update(language="de")
    _page(company)
    _send()
    assert arrivals.last.language == "de"


def test_a_call_comes_a_minute_after_what_is_silent(
    company: Company, arrivals: Arrivals, hands: clock.Hands
) -> None:
    _method("p-ada", "voice", "+49 1")
    _method("p-ada", "push", "browser")
    _page(company)
    _send()
    assert sorted(arrivals.to) == ["mail:ada@shop.example", "push:browser"]
    hands.forward(seconds=59)
    _send()
    assert len(arrivals.to) == 2
    hands.forward(seconds=1)
    _send()
    assert arrivals.to[2:] == ["voice:+49 1"]
    assert _results() == [("delivered", "push")], "heard of once, by the first"


def test_own_steps_are_kept_to(
    company: Company, arrivals: Arrivals, hands: clock.Hands
) -> None:
    push = _method("p-ada", "push", "browser")
    Step.objects.create(
        person="p-ada", urgency="loud", method=push, delay=timedelta(minutes=5)
    )
    _page(company)
    _page(company, loud=False)
    _send()
    assert arrivals.to == ["mail:ada@shop.example"], "the quiet one, as is usual"
    hands.forward(minutes=5)
    _send()
    assert arrivals.to[1:] == ["push:browser"]


def test_acknowledged_meanwhile_nobody_is_told(
    company: Company, arrivals: Arrivals, hands: clock.Hands
) -> None:
    incident = company.open()
    page = _page(company, incident=incident)
    hands.forward(seconds=1)
    acknowledge(incident.id, by=company.actor("grace"))
    _send()
    page.refresh_from_db()
    assert arrivals.to == []
    assert (page.state, page.told) == ("withdrawn", "acknowledged")
    assert _results() == [("withdrawn", "")]


def test_what_was_acknowledged_before_is_told_all_the_same(
    company: Company, arrivals: Arrivals, hands: clock.Hands
) -> None:
    incident = company.open()
    acknowledge(incident.id, by=company.actor("grace"))
    hands.forward(minutes=30)
    _page(company, "p-marc", incident=incident, unless="restored")
    _send()
    assert arrivals.to == ["mail:marc@shop.example"]


def test_resolved_meanwhile_later_steps_do_not_come(
    company: Company, arrivals: Arrivals, hands: clock.Hands
) -> None:
    _method("p-ada", "voice", "+49 1")
    incident = company.open()
    _page(company, incident=incident, unless="resolved")
    _send()
    hands.forward(seconds=30)
    resolve(
        incident.id,
        resolution="permanent",
        by=company.actor("grace"),
    )
    hands.forward(minutes=1)
    _send()
    assert arrivals.to == ["mail:ada@shop.example"]
    assert Page.objects.get().state == "delivered", "it was"


def test_withdrawn_by_whoever_wanted_it(
    company: Company, arrivals: Arrivals, hands: clock.Hands
) -> None:
    _method("p-ada", "voice", "+49 1")
    page = _page(company)
    _send()
    assert withdraw_pages([page.incident_id or 0], why="acknowledged") == 0
    hands.forward(minutes=2)
    _send()
    assert arrivals.to == ["mail:ada@shop.example"]
    states = set(Message.objects.values_list("channel", "state"))
    assert states == {("mail", "sent"), ("voice", "withdrawn")}


def test_of_what_is_restricted_only_the_reference_is_told(
    company: Company, arrivals: Arrivals
) -> None:
    incident = company.open(title="Payroll leaked")
    restrict(incident.id, people=["p-ada"], by=company.actor("grace"))
    _page(company, incident=incident)
    _send()
    told = arrivals.last
    assert told.subject == incident.ref
    everything = told.text + told.html + told.short + told.speech
    assert "Payroll" not in everything
    assert "Checkout" not in everything


def test_the_next_step_is_not_waited_for_when_one_fails(
    company: Company, arrivals: Arrivals, hands: clock.Hands
) -> None:
    _method("p-ada", "voice", "+49 1")
    page = _page(company)
    arrivals.fail("ada@shop.example", "550 unknown", permanent=True)
    _send()
    assert arrivals.to == ["voice:+49 1"], "a minute early"
    page.refresh_from_db()
    assert (page.state, page.channel) == ("delivered", "voice")


def test_the_next_provider_is_tried_at_once(
    company: Company, arrivals: Arrivals
) -> None:
    _two_providers()
    _method("p-ada", "sms", "+49 2")
    push = {"person": "p-ada", "urgency": "loud", "delay": timedelta()}
    Step.objects.create(method=Method.objects.get(), **push)
    arrivals.fail("first", "500 busy")
    _page(company)
    _send()
    assert arrivals.to == ["sms:+49 2"]
    assert arrivals.by == ["second"]


def test_what_fails_for_now_is_tried_again_and_others_come_meanwhile(
    company: Company, arrivals: Arrivals, hands: clock.Hands
) -> None:
    push = _method("p-ada", "push", "browser")
    Step.objects.create(person="p-ada", urgency="loud", method=push, delay=timedelta())
    page = _page(company)
    arrivals.fail("own-push", "500 busy")
    _send()
    assert arrivals.to == ["mail:ada@shop.example"], "the last resort"
    waiting = Message.objects.get(channel="push")
    assert (waiting.state, waiting.said, waiting.rounds) == ("waiting", "500 busy", 1)
    arrivals.fails.clear()
    hands.forward(seconds=2)
    _send()
    assert arrivals.to[1:] == ["push:browser"]
    page.refresh_from_db()
    assert page.state == "delivered"


def test_nobody_carries_it_and_so_the_page_fails(
    company: Company, arrivals: Arrivals
) -> None:
    page = _page(company)
    arrivals.fail("ada@shop.example", "550 unknown", permanent=True)
    _send()
    page.refresh_from_db()
    assert (page.state, page.told) == ("failed", "550 unknown")
    assert _results() == [("failed", "")]


def test_without_any_way_it_fails_at_once(company: Company, arrivals: Arrivals) -> None:
    type(company.ada).objects.filter(key="p-ada").update(email="")
    page = _page(company)
    _send()
    page.refresh_from_db()
    assert (page.state, page.told) == ("failed", "no_way")
    assert _results() == [("failed", "")]


def test_what_is_too_late_is_not_told(
    company: Company, arrivals: Arrivals, hands: clock.Hands
) -> None:
    arrivals.fail("own-mail", "451 later")
    page = _page(company)
    for _minute in range(40):
        _send()
        hands.forward(minutes=1)
    page.refresh_from_db()
    assert page.state == "failed"
    assert Message.objects.get().state == "failed"


def test_the_first_page_of_an_incident_goes_first(
    company: Company, arrivals: Arrivals
) -> None:
    one = company.open()
    for number in range(3):
        _page(company, incident=one, cause=f"one {number}")
    other = _page(company, "p-ben", cause="other")
    _send()
    first_two = {told.thread for _channel, _by, told in arrivals.came[:2]}
    assert first_two == {one.ref, other.ref}


def test_quiet_pages_due_together_are_told_together(
    company: Company, arrivals: Arrivals
) -> None:
    refs = [_page(company, loud=False).ref for _page_ in range(3)]
    _send()
    assert len(arrivals.came) == 1
    assert arrivals.last.subject.endswith("(and 2 more)")
    assert all(ref in arrivals.last.text for ref in refs)
    assert set(Page.objects.values_list("state", flat=True)) == {"delivered"}


def test_beyond_so_many_a_loud_page_waits_for_the_next_minute_and_no_longer(
    company: Company,
    arrivals: Arrivals,
    hands: clock.Hands,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever came in the five minutes before; and a major call-out waits not at
    all."""
    monkeypatch.setenv("TOCSIN_NOTIFY_AT_MOST", "2")
    one, major = company.open(), company.open(urgency=1)
    for number in range(3):
        _page(company, incident=one, cause=f"one {number}")
    _send()
    assert len(arrivals.came) == 2, "the first by itself, two together"
    hands.forward(seconds=15)
    _page(company, incident=one, cause="one 3")
    hands.forward(seconds=15)
    _page(company, incident=one, cause="one 4")
    for number in range(3):
        _page(company, incident=major, cause=f"major {number}")
    _send()
    assert [told.thread for _c, _b, told in arrivals.came[2:]] == [major.ref] * 3
    waiting = Message.objects.filter(state="waiting")
    assert set(waiting.values_list("said", flat=True)) == {"told_together"}
    hands.forward(seconds=29)
    _send()
    assert len(arrivals.came) == 5
    hands.forward(seconds=1)
    _send()
    assert len(arrivals.came) == 6, "both by one message"
    assert arrivals.last.subject.endswith("(and 1 more)")
    assert not waiting.exists()


def test_quiet_hours_are_by_the_clock_of_ones_own_zone(
    company: Company, arrivals: Arrivals, hands: clock.Hands
) -> None:
    """Nine in London is six in the evening in Tokyo."""
    type(company.ada).objects.filter(key="p-ada").update(zone="Asia/Tokyo")
    company.client("ada").post(
        "/me/reached",
        {"verb": "quiet", "begins": "18:00", "ends": "19:00", "days": list("0123456")},
    )
    quiet, loud = _page(company, loud=False), _page(company)
    _send()
    assert [told.thread for _c, _b, told in arrivals.came] == [loud.ref]
    hands.forward(minutes=59)
    _send()
    assert len(arrivals.came) == 1
    hands.forward(minutes=1)
    _send()
    assert arrivals.last.thread == quiet.ref


def test_a_second_provider_and_then_the_next_channel(
    company: Company, arrivals: Arrivals
) -> None:
    _two_providers()
    for key in ("first", "second"):
        arrivals.fail(key, "500 busy")
    sms, push = _method("p-ada", "sms", "+49 2"), _method("p-ada", "push", "browser")
    for method, delay in ((sms, timedelta()), (push, timedelta(minutes=5))):
        Step.objects.create(person="p-ada", urgency="loud", method=method, delay=delay)
    _page(company)
    _send()
    assert arrivals.to == ["push:browser"], "five minutes early"
    waiting = Message.objects.get(channel="sms")
    assert (waiting.state, waiting.rounds) == ("waiting", 1), "both were tried"
