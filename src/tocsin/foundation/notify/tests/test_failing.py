"""What no provider took: tried again, given up, and what follows, in sets."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tocsin.foundation.accounts.actions import add_person
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.notify.actions.expanding import expand_pages
from tocsin.foundation.notify.actions.failing import messages_were_not_taken
from tocsin.foundation.notify.actions.recording import claim_messages
from tocsin.foundation.notify.channels.contract import Result
from tocsin.foundation.notify.models import Message, Method, Outcome, Page
from tocsin.foundation.notify.pages import Wanted, send_pages
from tocsin.foundation.notify.queries import Claim
from tocsin.foundation.notify.untaken import given_up, untaken
from tocsin.kernel import clock

pytestmark = pytest.mark.django_db
AWAY: dict[str, Any] = {"said": "away", "taken": False}


def _claimed(people: int, *ways: str) -> list[Claim]:
    """A page to each of these people, by mail and by these ways; mail is claimed."""
    keys = [
        add_person(f"p{n}", name=f"P {n}", email=f"p{n}@shop.example", by=SYSTEM).key
        for n in range(people)
    ]
    usual: dict[str, Any] = {"added_at": clock.now(), "verified_at": clock.now()}
    for channel in ways:
        Method.objects.bulk_create(
            Method(person=key, channel=channel, address="1", is_loud=True, **usual)
            for key in keys
        )
    wanted = [Wanted(key, f"run:{key}", incident_id=1, ref="INC-1") for key in keys]
    send_pages(wanted, now=clock.now())
    expand_pages()
    return claim_messages(1000)


def _fail(claims: list[Claim], *others: str, **said: Any) -> None:
    messages_were_not_taken(
        [
            untaken(
                claim,
                Result(message_id=claim.id, **(AWAY | said)),
                "one",
                {"one", *others},
                clock.now(),
            )
            for claim in claims
        ]
    )


def test_so_many_at_once_take_as_many_statements_as_one(hands: clock.Hands) -> None:
    claims = _claimed(30)
    counted = []
    for some in (claims[:1], claims[1:]):
        with CaptureQueriesContext(connection) as told:
            _fail(some)
        counted.append(len(told))
    assert counted[0] == counted[1]
    later = hands.moment + timedelta(seconds=2)
    rows = set(Message.objects.values_list("state", "due_at", "rounds", "holder"))
    assert rows == {("waiting", later, 1, None)}
    assert claim_messages(10) == [], "each waits for its pause"


def test_another_provider_tries_at_once_and_no_step_is_pulled_forward(
    hands: clock.Hands,
) -> None:
    claims = _claimed(2, "voice")
    _fail(claims, "two")
    mails = Message.objects.filter(channel="mail")
    assert {row.due_at for row in mails} == {hands.moment}
    assert {tuple(row.failed_providers) for row in mails} == {("one",)}
    assert Message.objects.filter(channel="voice", due_at=hands.moment).count() == 0


def test_when_all_have_failed_the_next_step_of_each_page_is_due(
    hands: clock.Hands,
) -> None:
    claims = _claimed(3, "voice")
    _fail(claims[:2])
    due = Message.objects.filter(channel="voice", due_at=hands.moment)
    assert set(due.values_list("page_id", flat=True)) == {c.page_id for c in claims[:2]}


def test_pages_with_no_way_left_have_failed_each_with_its_reason(
    hands: clock.Hands,
) -> None:
    first, second, third = _claimed(3)
    messages_were_not_taken([given_up(first, "no such box"), given_up(second, "full")])
    told = dict(Page.objects.values_list("id", "told"))
    assert told == {first.page_id: "no such box", second.page_id: "full"} | {
        third.page_id: ""
    }
    assert Outcome.objects.filter(result="failed").count() == 2
    assert Message.objects.filter(state="failed", due_at=None).count() == 2


def test_what_others_took_meanwhile_is_left_alone(hands: clock.Hands) -> None:
    first, second = _claimed(2)
    Message.objects.filter(id=first.id).update(attempts=2)
    _fail([first, second], permanent=True)
    assert Message.objects.get(id=first.id).state == "waiting"
    assert Message.objects.get(id=second.id).state == "failed"
    assert Page.objects.get(id=first.page_id).state == "sending"


def test_ways_that_will_never_take_one_are_broken_and_every_other_is_tried(
    hands: clock.Hands,
) -> None:
    claims = _claimed(2, "sms")
    texts = claim_messages(10)
    assert {claim.channel for claim in (*claims, *texts)} == {"mail", "sms"}
    sms = [claim for claim in (*claims, *texts) if claim.channel == "sms"]
    _fail(sms, permanent=True, said="no such number")
    broken = Method.objects.exclude(broken_at=None)
    assert set(broken.values_list("said", flat=True)) == {"no such number"}
    assert broken.count() == 2
