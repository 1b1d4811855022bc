"""Somebody has trouble: it is known, one click says so, they are told once, and say
when it does not work for them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.company import Company, kinds, settle
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.mail.models import Mail
from tocsin.kernel import clock
from tocsin.register.core.models import Incident
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.links.actions import link
from tocsin.register.watching.models import Notification
from tocsin.register.work.actions import (
    amend,
    close,
    note,
    resolve,
    restore,
    restrict,
)
from tocsin.response.statuspage.actions.noticing import publish_notice, update_notice
from tocsin.response.statuspage.actions.pages import add_component, add_page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def outage(company: Company) -> Incident:
    """Checkout is down, and users are told so."""
    add_page("shop", "Shop", by=SYSTEM, promise_minutes=30)
    part = add_component("shop", "Checkout", by=SYSTEM, services=["checkout"])
    incident = company.open(title="db-primary crashed, pool exhausted")
    publish_notice(
        "shop",
        by=SYSTEM,
        title="Checkout takes no orders",
        text="Nobody can pay. We are working on it.",
        components={part.code: "major_outage"},
        ref=incident.ref,
    )
    return incident


def text(client: Client, address: str) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def reported(client: Client, **told: Any) -> Incident:
    answer = client.post("/help/report", told)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return Incident.objects.get(ref=answer["Location"].rpartition("/")[2])


def replies(incident: Incident) -> list[str]:
    told = entries_of([incident.id], kind="replied")
    return [str(entry.body.get("text", "")) for entry in told]


def mailed(to: str) -> list[str]:
    rows = Mail.objects.filter(address=to).order_by("id")
    return [row.subject for row in rows]


def test_the_whole_story(
    company: Company, outage: Incident, hands: clock.Hands
) -> None:
    tom = company.client("tom")
    assert tom.get("/").headers["Location"] == "/help"
    page = text(tom, "/help?q=I+cannot+pay+at+the+checkout")
    assert "Checkout takes no orders" in page
    assert "It is this one" in page
    assert "pool exhausted" not in page
    hands.forward(seconds=20)
    report = reported(tom, known=outage.ref, description="I cannot pay")
    assert report.title == "I cannot pay"
    assert (report.service_id, report.reporter_id) == ("checkout", "p-tom")
    assert report.links == {"child_of": [outage.ref]}
    assert "Checkout takes no orders" in replies(report)[0]
    assert "09:30 UTC" in replies(report)[0]

    # What is known says so once, and nobody is called for the report.
    settle()
    outage.refresh_from_db()
    assert outage.links == {"parent_of": [report.ref]}
    assert kinds(outage).count("reports_joined") == 1
    assert "escalation_began" not in kinds(report)
    assert len(mailed("tom@shop.example")) == 1, "answered at once"

    # Again, it is the same report.
    hands.forward(minutes=1)
    again = reported(tom, known=outage.ref, description="Still not")
    assert again.id == report.id
    assert replies(report)[-1] == "Still not"

    own = text(tom, f"/help/reports/{report.ref}")
    assert "Your report is attached to it" in own
    assert "pool exhausted" not in own

    hands.forward(minutes=10)
    resolve(outage.id, resolution="workaround", by=company.actor("grace"), text="Paid.")
    settle()
    report.refresh_from_db()
    assert (report.state, report.resolution_kind) == ("resolved", "workaround")
    assert len(mailed("tom@shop.example")) == 2

    own = text(tom, f"/help/reports/{report.ref}")
    assert "Does it work for you?" in own
    assert tom.post(f"/help/reports/{report.ref}/not-for-me").status_code == 302
    settle()
    report.refresh_from_db()
    assert report.state == "diagnosis"
    assert report.links == {}
    assert report.tags == []
    close(outage.id, by=company.actor("grace"))
    settle()
    report.refresh_from_db()
    assert report.state == "diagnosis", "it goes its own way"


def test_it_works_is_said_on_the_same_page(
    company: Company, outage: Incident, hands: clock.Hands
) -> None:
    tom = company.client("tom")
    report = reported(tom, known=outage.ref)
    assert report.title == "Checkout takes no orders"
    hands.forward(minutes=1)
    restore(outage.id, by=company.actor("grace"))
    settle()
    report.refresh_from_db()
    assert report.state == "restored"
    resolve(outage.id, resolution="permanent", by=company.actor("grace"))
    settle()
    tom.post(f"/help/reports/{report.ref}/works")
    report.refresh_from_db()
    assert report.confirmed_at is not None
    close(outage.id, by=company.actor("grace"))
    settle()
    report.refresh_from_db()
    assert report.state == "closed"


def test_without_anything_known_it_is_told_in_one_form(company: Company) -> None:
    tom = company.client("tom")
    page = text(tom, "/help")
    assert "Nothing is known to be wrong." in page
    page = text(tom, "/help?q=printer")
    assert "Nothing of that kind is known" in page
    assert 'id="id_description"' in page
    assert ">printer</textarea>" in page.replace("\r", "").replace("\n", "")
    picture = SimpleUploadedFile("seen.txt", b"what I saw")
    report = reported(tom, description="The printer eats paper", files=picture)
    assert report.title == "The printer eats paper"
    assert "service" in report.flags, "taken as it is, and still to be completed"
    assert kinds(report)[-1] == "attached"
    assert "The printer eats paper" in text(tom, "/help/reports")
    tom.post(f"/help/reports/{report.ref}/answer", {"text": "It is on floor 4."})
    assert replies(report) == ["It is on floor 4."]


def test_nobody_sees_the_reports_of_others(company: Company, outage: Incident) -> None:
    report = reported(company.client("tom"), known=outage.ref)
    for name in ("rita", "grace"):
        client = company.client(name)
        assert client.get(f"/help/reports/{report.ref}").status_code == 404
        for deed in ("answer", "works", "not-for-me", "attach"):
            sent = client.post(f"/help/reports/{report.ref}/{deed}", {"text": "x"})
            assert sent.status_code == 404
    assert report.ref not in text(company.client("rita"), "/help/reports")
    assert (
        company.client("tom").post(f"/help/reports/{report.ref}/nothing").status_code
        == 404
    )


def test_whoever_works_here_reads_their_own_as_its_reporter(
    company: Company, outage: Incident
) -> None:
    ada = company.client("ada")
    report = reported(ada, known=outage.ref)
    note(report.id, text="Between ourselves", by=company.actor("grace"))
    assert "Between ourselves" not in text(ada, f"/help/reports/{report.ref}")


def test_of_what_is_restricted_nothing_is_attached(
    company: Company, outage: Incident
) -> None:
    restrict(outage.id, people=["p-grace"], by=company.actor("grace"))
    tom = company.client("tom")
    page = text(tom, "/help")
    assert "Checkout takes no orders" in page, "that is public"
    assert "It is this one" not in page
    report = reported(tom, known=outage.ref)
    assert report.links == {}


def test_what_is_over_meanwhile_is_not_followed(
    company: Company, outage: Incident
) -> None:
    resolve(outage.id, resolution="permanent", by=company.actor("grace"))
    report = reported(company.client("tom"), known=outage.ref, description="Broken")
    assert report.links == {}
    assert report.state != "resolved"


def test_users_updates_are_read_by_reporters_once(
    company: Company, outage: Incident, hands: clock.Hands
) -> None:
    tom = company.client("tom")
    first = reported(tom, known=outage.ref)
    other = company.open("tom", title="The app, too")
    link(other.id, ref=outage.ref, relation="child_of", by=company.actor("grace"))
    settle()
    assert "Checkout takes no orders" in replies(other)[0], "the desk tied it"
    before = len(mailed("tom@shop.example"))
    hands.forward(minutes=2)
    _update(outage, "A database has failed. Carts are safe.")
    settle()
    settle()
    assert replies(first)[-1].startswith("A database has failed.")
    assert replies(other)[-1].startswith("A database has failed.")
    assert len(mailed("tom@shop.example")) == before + 1, "one message"
    hands.forward(minutes=2)
    resolve(outage.id, resolution="permanent", by=company.actor("grace"))
    settle()
    assert len(mailed("tom@shop.example")) == before + 2
    rows = Notification.objects.filter(person="p-tom", reason="reported")
    assert {row.incident_id for row in rows.order_by("-id")[:2]} <= {first.id, other.id}


def _update(incident: Incident, words: str) -> None:
    told = entries_of([incident.id], kind="notice_published")
    code = next(iter(told)).body["notice"]
    update_notice(str(code), by=SYSTEM, text=words, status="identified")


def test_a_report_of_before_is_attached_and_taken_out(
    company: Company, outage: Incident, hands: clock.Hands
) -> None:
    tom = company.client("tom")
    report = reported(tom, description="I cannot pay")
    tom.post(f"/help/reports/{report.ref}/attach", {"known": outage.ref})
    report.refresh_from_db()
    assert report.links == {"child_of": [outage.ref]}
    settle()
    tom.post(f"/help/reports/{report.ref}/not-for-me", {"text": "Mine is another."})
    settle()
    report.refresh_from_db()
    outage.refresh_from_db()
    assert (report.links, outage.links) == ({}, {})
    assert replies(report)[-1] == "Mine is another."
    hands.forward(minutes=1)
    resolve(outage.id, resolution="permanent", by=company.actor("grace"))
    settle()
    report.refresh_from_db()
    assert report.state != "resolved"


def test_a_report_while_it_ends_follows_it_all_the_same(
    company: Company, outage: Incident
) -> None:
    """The report comes at the very moment when it is resolved: before what is known
    has said that it has it."""
    report = reported(company.client("tom"), known=outage.ref)
    resolve(outage.id, resolution="permanent", by=company.actor("grace"))
    settle()
    report.refresh_from_db()
    assert report.state == "resolved"


def test_what_a_monitor_found_tells_when_a_user_first_reported_it(
    company: Company, outage: Incident, hands: clock.Hands
) -> None:
    """The earliest of them, in whichever order they are tied to it; and where what was
    noted is later."""
    noted = {"reported_at": hands.moment + timedelta(hours=1)}
    amend(outage.id, facts=noted, by=company.actor("grace"))
    hands.forward(minutes=1)
    toms = reported(company.client("tom"), description="I cannot pay")
    hands.forward(minutes=3)
    reported(company.client("rita"), known=outage.ref)
    settle()
    outage.refresh_from_db()
    assert outage.reported_at == hands.moment
    attach = {"known": outage.ref}
    company.client("tom").post(f"/help/reports/{toms.ref}/attach", attach)
    settle()
    outage.refresh_from_db()
    assert outage.reported_at == hands.moment - timedelta(minutes=3)


def test_words_find_what_is_known_as_one_types(
    company: Company, outage: Incident
) -> None:
    rita = company.client("rita")
    piece = rita.get("/help", {"q": "orders"}, headers={"HX-Request": "true"})
    assert "<html" not in piece.content.decode()
    assert "Checkout takes no orders" in piece.content.decode()
    assert re.search(r'name="description" value="orders"', piece.content.decode())


def test_not_for_me_is_said_from_the_mail_without_signing_in(
    company: Company, outage: Incident, hands: clock.Hands
) -> None:
    report = reported(company.client("tom"), known=outage.ref, description="No pay")
    settle()
    mail = Mail.objects.filter(address="tom@shop.example").latest("id")
    found = re.search(r"https?://[^/]+(/not-for-me/[\w/-]+)", str(mail.body))
    assert found, mail.body
    stranger = Client()
    for _scanner in range(3):
        asked = stranger.get(found[1])
        stranger.head(found[1])
    assert asked.status_code == 200
    assert "Checkout takes no orders" in asked.content.decode()
    assert "pool exhausted" not in asked.content.decode()
    report.refresh_from_db()
    assert report.links == {"child_of": [outage.ref]}, "looking changes nothing"

    assert stranger.post(found[1], {"text": "My card"}).status_code == 200
    settle()
    report.refresh_from_db()
    assert (report.links, replies(report)[-1]) == ({}, "My card")
    last = list(entries_of([report.id], kind="replied"))[-1]
    assert (last.actor_id, last.audience) == ("p-tom", "reporter")
    again = stranger.post(found[1], {"text": "My card"})
    assert "stands on its own" in again.content.decode()
    assert replies(report).count("My card") == 1
    assert stranger.get(f"/not-for-me/{outage.ref}/{'0' * 32}").status_code == 410


def test_reporting_asks_the_database_few_questions(
    company: Company, outage: Incident, django_assert_max_num_queries: Any
) -> None:
    """At most 50 ms: by the count, since a busy machine tells other times."""
    tom = company.client("tom")
    reported(company.client("rita"), known=outage.ref, description="Warm")
    with django_assert_max_num_queries(60):
        reported(tom, known=outage.ref, description="I cannot pay")
