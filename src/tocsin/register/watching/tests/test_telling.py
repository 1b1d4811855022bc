"""Who has to do with it is told, once, of what they may read, as they wish."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.company import Company, settle
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.mail.models import Mail
from tocsin.kernel import clock
from tocsin.register.core.models import Incident
from tocsin.register.watching.actions import (
    forget_notifications,
    mail_notifications,
    mark_all_read,
    mark_read,
    mark_seen,
    tell_of,
    watch,
    wish,
)
from tocsin.register.watching.models import Notification
from tocsin.register.watching.reads import notices, unread_count
from tocsin.register.work.actions import (
    accept,
    assign,
    note,
    own,
    reply,
    resolve,
    restrict,
    retract,
)


@pytest.fixture
def incident(company: Company) -> Incident:
    """Tom reported it, Ada owns it, Ben watches it; nobody was told anything yet."""
    found = company.open("tom")
    own(found.id, owner="p-ada", by=SYSTEM)
    watch(found.id, by=company.actor("ben"))
    return found


def told(incident: Incident) -> dict[str, str]:
    """Who is told of the newest entry, and why."""
    seq = Incident.objects.get(id=incident.id).seq
    tell_of([(incident.id, seq)])
    rows = Notification.objects.filter(incident=incident, seq=seq)
    return dict(rows.values_list("person", "reason"))


def test_owner_watcher_and_reporter_are_told_of_what_happens(
    company: Company, incident: Incident
) -> None:
    note(incident.id, text="Seen.", by=company.actor("grace"))
    assert told(incident) == {"p-ada": "owned", "p-ben": "watched"}
    reply(incident.id, text="Soon.", by=company.actor("ada"))
    assert told(incident) == {"p-ben": "watched", "p-tom": "reported"}
    reply(incident.id, text="Thanks.", by=company.actor("tom"))
    assert told(incident) == {"p-ada": "owned", "p-ben": "watched"}
    resolve(incident.id, resolution="permanent", by=company.actor("grace"))
    assert told(incident) == {
        "p-ada": "owned",
        "p-ben": "watched",
        "p-tom": "reported",
    }


def test_whoever_is_given_something_or_mentioned_is_told_so(
    company: Company, incident: Incident
) -> None:
    assign(incident.id, team="application", owner="p-ben", by=company.actor("ada"))
    assert told(incident) == {"p-ben": "assigned"}
    accept(incident.id, by=company.actor("ben"))
    assert told(incident) == {"p-tom": "reported"}
    text = "@eva and @Grace, see `@marc`; @rita does not see it, @nobody is nobody"
    note(incident.id, text=text, by=company.actor("ben"))
    assert told(incident) == {"p-eva": "mentioned", "p-grace": "mentioned"}


def test_a_requester_is_told_nothing_that_colleagues_say(
    company: Company, incident: Incident
) -> None:
    note(incident.id, text="@tom is difficult", by=company.actor("ada"))
    assert "p-tom" not in told(incident)


def test_it_is_told_once_however_often_it_is_heard(
    company: Company, incident: Incident
) -> None:
    after = note(incident.id, text="Seen.", by=company.actor("grace"))
    assert tell_of([(incident.id, after.seq)]) == 2
    assert tell_of([(incident.id, after.seq)]) == 0
    assert tell_of([(incident.id, after.seq), (incident.id, after.seq)]) == 0
    assert Notification.objects.count() == 2


def test_who_may_not_see_it_is_not_told_and_is_asked_again_when_reading(
    company: Company, incident: Incident
) -> None:
    note(incident.id, text="Before", by=company.actor("grace"))
    told(incident)
    ben = company.actor("ben")
    assert unread_count(ben) == 1
    restrict(incident.id, people=["p-ada"], by=company.actor("grace"))
    assert unread_count(ben) == 0
    assert notices(ben).rows == []
    note(incident.id, text="After, @ben", by=company.actor("grace"))
    assert told(incident) == {"p-ada": "owned"}


def test_what_was_read_is_no_more_new(company: Company, incident: Incident) -> None:
    ada = company.actor("ada")
    for text in ("one", "two", "three"):
        note(incident.id, text=text, by=company.actor("grace"))
        told(incident)
    page = notices(ada)
    assert [row.line.text for row in page.rows if row.line] == ["three", "two", "one"]
    mark_read(page.rows[0].id, by=company.actor("ben"))
    assert unread_count(ada) == 3, "only one's own"
    mark_read(page.rows[0].id, by=ada)
    assert [r.seq for r in notices(ada, unread=True).rows] == [
        r.seq for r in page.rows[1:]
    ]
    mark_read(page.rows[0].id, by=ada, read=False)
    assert unread_count(ada) == 3
    mark_seen(incident, by=ada)
    assert unread_count(ada) == 0
    mark_all_read(by=company.actor("ben"))
    assert unread_count(company.actor("ben")) == 0
    some = notices(ada, limit=2)
    rest = notices(ada, limit=2, cursor=some.cursor or "")
    assert (len(some.rows), len(rest.rows), rest.cursor) == (2, 1, None)


def test_words_that_were_taken_back_are_told_no_more(
    company: Company, incident: Incident
) -> None:
    seq = note(incident.id, text="Wrong", by=company.actor("grace")).seq
    told(incident)
    retract(incident.id, entry=seq, by=company.actor("grace"))
    (row,) = notices(company.actor("ada")).rows
    assert row.line is not None
    assert (row.line.text, row.line.taken_back) == ("", True)


def test_everybody_is_told_as_they_wish(company: Company, incident: Incident) -> None:
    wish({"owned": (False, False)}, by=company.actor("ada"))
    wish({"watched": (False, True)}, by=company.actor("ben"))
    note(incident.id, text="Seen.", by=company.actor("grace"))
    assert told(incident) == {"p-ben": "watched"}
    row = Notification.objects.get()
    assert (row.in_page, row.mail_due_at is not None) == (False, True)
    assert unread_count(company.actor("ben")) == 0
    wish({}, by=company.actor("ada"))
    note(incident.id, text="Again.", by=company.actor("grace"))
    assert told(incident).keys() == {"p-ada", "p-ben"}


Mails = Callable[[], list[Any]]


@pytest.fixture
def mails() -> Mails:
    def sent() -> list[Any]:
        mail_notifications()
        return list(Mail.objects.order_by("id"))

    return sent


def test_one_mail_tells_of_all_that_happened_in_some_minutes(
    company: Company, incident: Incident, hands: clock.Hands, mails: Mails
) -> None:
    wish({"owned": (True, True)}, by=company.actor("ada"))
    note(incident.id, text="First sight.", by=company.actor("grace"))
    told(incident)
    hands.forward(minutes=3)
    note(incident.id, text="Second sight, @ada.", by=company.actor("grace"))
    told(incident)
    hands.forward(minutes=1, seconds=59)
    assert mails() == []
    hands.forward(seconds=1)
    (one,) = mails()
    assert one.address == "ada@shop.example"
    assert one.subject == f"{incident.ref}: db-primary is down"
    words = "\n".join(one.body["paragraphs"])
    assert "First sight." in words
    assert "Second sight, @ada." in words
    assert one.body["link"].endswith(f"/incidents/{incident.ref}")
    assert "you are mentioned and you own it" in one.body["why"]
    assert "/notifications/preferences" in one.body["why"]
    hands.forward(hours=1)
    assert len(mails()) == 1, "it is told once"


def test_what_was_read_meanwhile_is_not_mailed(
    company: Company, incident: Incident, hands: clock.Hands, mails: Mails
) -> None:
    note(incident.id, text="@ada and @eva", by=company.actor("grace"))
    told(incident)
    mark_seen(incident, by=company.actor("ada"))
    hands.forward(minutes=5)
    assert [each.address for each in mails()] == ["eva@shop.example"]


def test_a_mail_about_a_restricted_incident_says_nothing(
    company: Company, incident: Incident, hands: clock.Hands, mails: Mails
) -> None:
    restrict(incident.id, people=["p-eva"], by=company.actor("grace"))
    note(incident.id, text="@eva: embezzled", by=company.actor("grace"))
    told(incident)
    hands.forward(minutes=5)
    (one,) = mails()
    assert one.subject == incident.ref
    assert one.body["paragraphs"] == [
        f"Something happened on {incident.ref}, which is restricted."
    ]
    assert "embezzled" not in str(one.body)
    assert "db-primary" not in str(one.body)


def test_who_sees_it_no_more_when_it_is_due_gets_no_mail(
    company: Company, incident: Incident, hands: clock.Hands, mails: Mails
) -> None:
    note(incident.id, text="@eva, look", by=company.actor("grace"))
    told(incident)
    restrict(incident.id, people=["p-ada"], by=company.actor("grace"))
    hands.forward(minutes=5)
    assert mails() == []


def test_old_ones_are_forgotten(
    company: Company, incident: Incident, hands: clock.Hands
) -> None:
    note(incident.id, text="Seen.", by=company.actor("grace"))
    told(incident)
    hands.forward(days=90)
    assert forget_notifications() == 0
    hands.forward(seconds=1)
    assert forget_notifications() == 2


@pytest.mark.django_db(transaction=True)
def test_the_engine_hears_and_tells(company: Company) -> None:
    incident = company.open("tom")
    watch(incident.id, by=company.actor("ben"))
    note(incident.id, text="@eva, look", by=company.actor("grace"))
    settle()
    people = set(Notification.objects.values_list("person", flat=True))
    assert people == {"p-ben", "p-eva"}
    assert Notification.objects.filter(made_at__gt=clock.now() - timedelta(1)).exists()
