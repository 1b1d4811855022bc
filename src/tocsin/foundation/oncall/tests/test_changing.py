"""Overrides, temporary schedules, shadows, swaps and notes: who may, and what moves."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.company import Company, settle
from tocsin.foundation.accounts.actions import join_team, tell_absence
from tocsin.foundation.accounts.refusals import FactUnusable, NotAllowed
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.audit.models import Change
from tocsin.foundation.config.actions import set_option
from tocsin.foundation.oncall import actions
from tocsin.foundation.oncall.actions import Back, Place
from tocsin.foundation.oncall.ics import calendar_text, occurrences, uid_of
from tocsin.foundation.oncall.models import Override, Shift, Swap
from tocsin.foundation.oncall.options import APPROVAL
from tocsin.foundation.oncall.reads import on_call
from tocsin.foundation.oncall.reads.looking import fairness, shifts_of
from tocsin.foundation.oncall.refusals import (
    NotOnCallThen,
    SpanUnusable,
    SwapOver,
)
from tocsin.foundation.oncall.tests.rotas import rota
from tocsin.kernel import clock

KEY = "application-primary"


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


TUESDAY, WEDNESDAY = _at("2026-03-03"), _at("2026-03-04")
NEXT, AFTER = _at("2026-03-10"), _at("2026-03-11")


def _who(moment: datetime) -> list[str]:
    return [duty.person for duty in on_call(moment)]


def _occurrences(told: bytes) -> Any:
    return occurrences(told, ZoneInfo("UTC"), TUESDAY, AFTER)


@pytest.fixture
def led(company: Company) -> Company:
    """Ada and Ben take turns for Application, which Ben leads."""
    join_team("application", "p-ada", by=SYSTEM)
    join_team("application", "p-ben", by=SYSTEM, is_lead=True)
    rota("p-ada", "p-ben")
    return company


def test_an_override_holds_until_it_is_taken_back(led: Company) -> None:
    ben = led.actor("ben")
    told: Any = {"person": "p-grace", "by": ben}
    made = actions.override_shift(KEY, "replace", TUESDAY, WEDNESDAY, **told)
    assert _who(TUESDAY) == ["p-grace"]
    assert Change.objects.filter(subject=f"schedule:{KEY}", verb="overridden").exists()
    actions.end_override(KEY, made.id, by=ben)
    actions.end_override(KEY, made.id, by=ben)
    assert _who(TUESDAY) == ["p-ada"]


def test_an_override_of_the_past_is_refused(led: Company) -> None:
    with pytest.raises(SpanUnusable):
        actions.override_shift(
            KEY, "remove", _at("2026-03-01"), _at("2026-03-02"), by=SYSTEM
        )
    with pytest.raises(SpanUnusable):
        actions.override_shift(KEY, "remove", WEDNESDAY, TUESDAY, by=SYSTEM)
    with pytest.raises(FactUnusable):
        actions.override_shift(KEY, "add", TUESDAY, WEDNESDAY, by=SYSTEM)


@pytest.mark.parametrize("name", ["ada", "grace", "eva", "tom"])
def test_only_leads_and_administrators_arrange(led: Company, name: str) -> None:
    by = led.actor(name)
    deeds: list[Callable[[], object]] = [
        lambda: actions.add_schedule("x", "X", team="application", by=by),
        lambda: actions.change_schedule(KEY, by=by, rank=2),
        lambda: actions.add_layer(KEY, "x", by=by),
        lambda: actions.change_layer(KEY, "weeks", by=by, length=2),
        lambda: actions.remove_layer(KEY, "weeks", by=by),
        lambda: actions.override_shift(KEY, "remove", TUESDAY, WEDNESDAY, by=by),
        lambda: actions.plan_temporary(KEY, TUESDAY, WEDNESDAY, [], by=by),
        lambda: actions.shadow(KEY, "p-eva", TUESDAY, WEDNESDAY, by=by),
        lambda: actions.bring_in_calendar(KEY, "weeks", b"", by=by),
    ]
    for deed in deeds:
        with pytest.raises(NotAllowed):
            deed()


def test_a_temporary_schedule_and_a_shadow(led: Company) -> None:
    places = [Place("p-marc", TUESDAY, TUESDAY + timedelta(hours=6))]
    made = actions.plan_temporary(KEY, TUESDAY, WEDNESDAY, places, by=SYSTEM)
    assert _who(TUESDAY) == ["p-marc"]
    assert _who(TUESDAY + timedelta(hours=6)) == []
    actions.end_temporary(KEY, made.id, by=SYSTEM)
    assert _who(TUESDAY) == ["p-ada"]
    along = actions.shadow(KEY, "p-eva", TUESDAY, WEDNESDAY, by=SYSTEM)
    assert Shift.objects.filter(is_shadow=True, person_id="p-eva").count() == 1
    # It is in their own calendar, and in no count of what being on call cost.
    (theirs,) = shifts_of("p-eva", clock.now())
    told = calendar_text("Eva", [theirs], {uid_of(theirs): "Along"}, clock.now())
    spans = [(o.starts_at, o.ends_at) for o in _occurrences(told)]
    assert spans == [(TUESDAY, WEDNESDAY)]
    shares = fairness([along.schedule], TUESDAY, WEDNESDAY)
    assert [(share.person, share.hours) for share in shares] == [("p-ada", 24)]
    assert _who(TUESDAY) == ["p-ada"]
    actions.end_shadow(KEY, along.id, by=SYSTEM)
    assert not Shift.objects.filter(is_shadow=True).exists()


def test_a_swap_moves_both_or_neither(led: Company) -> None:
    ada, ben = led.actor("ada"), led.actor("ben")
    back = Back(KEY, NEXT, AFTER)
    swap = actions.ask_swap(
        KEY, TUESDAY, WEDNESDAY, by=ada, asked_of="p-ben", back=back
    )
    assert (_who(TUESDAY), _who(NEXT)) == (["p-ada"], ["p-ben"])
    actions.accept_swap(swap.id, by=ben)
    assert (_who(TUESDAY), _who(NEXT)) == (["p-ben"], ["p-ada"])
    with pytest.raises(SwapOver):
        actions.decline_swap(swap.id, by=ada)


def test_a_swap_whose_other_half_is_gone_moves_neither(led: Company) -> None:
    ada, ben = led.actor("ada"), led.actor("ben")
    back = Back(KEY, NEXT, AFTER)
    swap = actions.ask_swap(
        KEY, TUESDAY, WEDNESDAY, by=ada, asked_of="p-ben", back=back
    )
    actions.override_shift(KEY, "replace", NEXT, AFTER, person="p-marc", by=SYSTEM)
    with pytest.raises(NotOnCallThen):
        actions.accept_swap(swap.id, by=ben)
    assert (_who(TUESDAY), _who(NEXT)) == (["p-ada"], ["p-marc"])
    assert Override.objects.count() == 1
    assert Swap.objects.get().state == "asked"


def test_a_swap_waits_for_a_lead_where_that_is_wanted(led: Company) -> None:
    join_team("application", "p-grace", by=SYSTEM)
    set_option(APPROVAL, True, by=led.actor("root"))
    ada, grace = led.actor("ada"), led.actor("grace")
    swap = actions.ask_swap(KEY, TUESDAY, WEDNESDAY, by=ada)
    assert actions.accept_swap(swap.id, by=grace).state == "accepted"
    assert _who(TUESDAY) == ["p-ada"]
    with pytest.raises(NotAllowed):
        actions.agree_to_swap(swap.id, by=grace)
    actions.agree_to_swap(swap.id, by=led.actor("ben"))
    assert _who(TUESDAY) == ["p-grace"]


def test_a_lead_swaps_on_behalf_and_nobody_else_does(led: Company) -> None:
    ben, grace = led.actor("ben"), led.actor("grace")
    with pytest.raises(NotAllowed):
        actions.ask_swap(KEY, TUESDAY, WEDNESDAY, by=grace, asker="p-ada")
    swap = actions.ask_swap(KEY, TUESDAY, WEDNESDAY, by=ben, asker="p-ada")
    with pytest.raises(NotAllowed):
        actions.accept_swap(swap.id, by=grace)
    actions.accept_swap(swap.id, by=ben, taker="p-grace")
    assert _who(TUESDAY) == ["p-grace"]


def test_nobody_gives_away_what_they_have_not(led: Company) -> None:
    with pytest.raises(NotOnCallThen):
        actions.ask_swap(KEY, NEXT, AFTER, by=led.actor("ada"))


def test_a_note_is_read_by_the_next(led: Company) -> None:
    note = actions.write_handover(KEY, "Watch the queue.", by=led.actor("ada"))
    with pytest.raises(NotAllowed):
        actions.write_handover(KEY, "Hello", by=led.actor("tom"))
    assert actions.read_handover(KEY, note.id, by=led.actor("ada")).read_at is None
    read = actions.read_handover(KEY, note.id, by=led.actor("ben"))
    assert (read.read_by_id, read.read_at) == ("p-ben", clock.now())


def test_an_override_of_somebody_away_is_answered_for_too(
    led: Company, hands: clock.Hands
) -> None:
    tell_absence("p-grace", TUESDAY, by=SYSTEM, stands_in="p-marc")
    actions.override_shift(
        KEY, "replace", TUESDAY, WEDNESDAY, person="p-grace", by=SYSTEM
    )
    settle()
    assert _who(TUESDAY) == ["p-marc"]
