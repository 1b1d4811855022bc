"""How instants, clocks and priorities are shown."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests.company import MONDAY_9, Company
from tests.web.conftest import Visitor
from tocsin.kernel import clock
from tocsin.register.core.models import Incident
from tocsin.surfaces.web import queue
from tocsin.surfaces.web.durations import precise, span, split_clock
from tocsin.surfaces.web.templatetags.desk import due, moment, priority, state

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("length", "short", "long"),
    [
        (timedelta(seconds=59), "0 min", "0 min"),
        (timedelta(minutes=59, seconds=59), "59 min", "59 min"),
        (timedelta(hours=1), "1 h", "1 h 00"),
        (timedelta(hours=23, minutes=59), "23 h", "23 h 59"),
        (timedelta(days=1), "1 d", "1 d 0 h"),
        (timedelta(days=400, hours=5), "400 d", "400 d 5 h"),
    ],
)
def test_lengths_keep_number_and_unit_together(
    length: timedelta, short: str, long: str
) -> None:
    assert span(length) == short.replace(" ", NBSP)
    assert precise(length) == long.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("minutes_gone", "said", "share"),
    [
        (0, "20 min", 1.0),
        (15, "5 min", 0.25),
        (20, "0 min over", 0),
        (34, "14 min over", 0),
    ],
)
def test_a_clock_shrinks_and_then_tells_how_long_it_is_over(
    minutes_gone: int, said: str, share: float
) -> None:
    began, ends = MONDAY_9, MONDAY_9 + timedelta(minutes=20)
    at = began + timedelta(minutes=minutes_gone)
    text, left = split_clock(at, began, ends)
    assert text.replace(NBSP, " ") == said
    assert left == pytest.approx(share)


def clocked(minutes: int) -> Any:
    return SimpleNamespace(
        next_due_at=MONDAY_9 + timedelta(minutes=minutes),
        next_due_label="Restore",
        state_since=MONDAY_9 - timedelta(minutes=60),
        registered_at=MONDAY_9,
    )


def test_a_clock_is_told_by_word_and_mood_not_by_colour_alone() -> None:
    with clock.held_at(MONDAY_9):
        assert "clock--ok" in due(clocked(60))
        assert "clock--near" in due(clocked(10))
        breached = due(clocked(-14))
    assert "clock--breach" in breached
    assert f"14{NBSP}min over" in breached
    assert "<svg" in breached


def test_what_is_unknown_is_said() -> None:
    assert "unknown" in moment(None)
    assert "No priority" in priority(SimpleNamespace(priority=None))


def test_a_state_has_a_sign_a_word_and_its_cause() -> None:
    waiting = state(SimpleNamespace(state="waiting", waiting_cause="supplier"))
    assert "#i-s-waiting" in waiting
    assert ">Waiting<" in waiting.replace("</svg>", ">")
    assert "Waiting for a supplier" in waiting


def test_words_of_people_are_never_markup(company: Company, visitor: Visitor) -> None:
    attack = "<script>alert(1)</script>"
    incident = company.open(title=attack, description=attack, reporter=attack)
    grace = visitor("grace")
    grace.post(f"/incidents/{incident.ref}/say", {"text": attack})
    for address in ("/", f"/incidents/{incident.ref}", f"/register?q={attack}"):
        assert attack not in grace.get(address).content.decode()


def test_the_strip_names_an_open_major_incident(
    company: Company, visitor: Visitor
) -> None:
    incident = company.open(title="Checkout stands still")
    # The rooms that publish this come later; the column is outside fold and hash.
    Incident.objects.filter(id=incident.id).update(
        major=True, next_due_at=MONDAY_9 + timedelta(minutes=5), next_due_label="Update"
    )
    page = visitor("grace").get("/").content.decode()
    assert 'class="strip"' in page
    assert "Breaching next" in page
    assert 'count count--hot">1<' in page


def test_what_goes_wrong_inside_is_a_page_of_its_own(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any, **_facts: Any) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(queue, "view_counts", broken)
    client = Client(raise_request_exception=False)
    client.force_login(company.grace)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "Something in Tocsin went wrong" in answer.content.decode()
