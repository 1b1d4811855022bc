"""A report is taken, whoever tells it and whatever is missing."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client

from tests.company import PASSWORD, Company, hear_once, settle
from tests.front_door.running import free_port
from tests.web.conftest import Visitor
from tocsin.foundation.accounts.actions import create_key
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.register.core.models import Incident


def test_nothing_at_all_is_registered(company: Company, visitor: Visitor) -> None:
    answer = visitor("grace").post("/record", {})
    incident = Incident.objects.get()
    assert answer.headers["Location"] == f"/incidents/{incident.ref}"
    page = visitor("grace").get(answer.headers["Location"]).content.decode()
    assert "To complete" in page
    assert "Service" in page


def test_what_cannot_be_used_is_kept_and_flagged(
    company: Company, visitor: Visitor
) -> None:
    told = {"title": "Odd", "impact": "9", "occurred_at": "yesterday", "service": "x"}
    visitor("grace").post("/record", told)
    incident = Incident.objects.get()
    assert incident.told == {"impact": "9", "occurred_at": "yesterday", "service": "x"}
    assert {"impact", "occurred_at", "service"} <= set(incident.flags)


def test_the_reporter_is_found_by_name_or_kept_by_name(
    company: Company, visitor: Visitor
) -> None:
    visitor("grace").post("/record", {"title": "A", "reporter": "Tom"})
    visitor("grace").post("/record", {"title": "B", "reporter": "A man at gate 4"})
    assert Incident.objects.get(title="A").reporter_id == "p-tom"
    assert Incident.objects.get(title="B").reporter_name == "A man at gate 4"


def test_an_instant_is_read_in_the_zone_of_who_writes_it(
    company: Company, visitor: Visitor
) -> None:
    company.grace.zone = "Europe/Paris"
    company.grace.save()
    told = {"title": "A", "occurred_at": "2026-03-02T09:30"}
    visitor("grace").post("/record", told)
    assert f"{Incident.objects.get().occurred_at:%H:%M}" == "08:30"


def test_a_requester_reports_in_a_few_words(company: Company, visitor: Visitor) -> None:
    tom = visitor("tom")
    assert "What is wrong?" in tom.get("/record").content.decode()
    answer = tom.post("/record", {"title": "No sound"}, follow=True)
    assert "Thank you." in answer.content.decode()
    assert Incident.objects.get().reporter_id == "p-tom"


@pytest.mark.django_db(transaction=True)
def test_the_register_finds_words_and_references(
    company: Company, visitor: Visitor
) -> None:
    company.open(title="The barcode printer is silent")
    other = company.open(title="Orders stop")
    settle()
    grace = visitor("grace")
    page = grace.get("/register?q=barcode").content.decode()
    assert "The barcode printer is silent" in page
    assert "Orders stop" not in page
    number = other.ref.removeprefix("INC-").lstrip("0")
    for asked in (other.ref, other.ref.lower(), number):
        answer = grace.get("/register", {"q": asked})
        assert answer.headers["Location"] == f"/incidents/{other.ref}"
    page = grace.get("/register?q=barcode&state=closed").content.decode()
    assert "Nothing fits" in page


def test_the_register_goes_on_by_cursor(company: Company, visitor: Visitor) -> None:
    for number in range(53):
        company.open(title=f"Number {number}")
    grace = visitor("grace")
    first = grace.get("/register?team=infrastructure").content.decode()
    assert first.count("<tr data-ref") == 50
    address = first.split('class="pager"><a class="button" href="')[1].split('"')[0]
    rest = grace.get("/register" + address.replace("&amp;", "&")).content.decode()
    assert rest.count("<tr data-ref") == 3


def test_the_first_administrator_is_made_once(client: Client, db: None) -> None:
    assert client.get("/sign-in").headers["Location"] == "/first-use"
    assert client.get("/first-use").status_code == 200
    weak = client.post("/first-use", {"name": "A", "username": "a", "password": "123"})
    assert weak.status_code == 200
    assert not Person.objects.exists()
    told = {"name": "Ada", "username": "ada", "password": PASSWORD}
    begun = client.post("/first-use", told)
    assert begun.headers["Location"] == "/begin/organisation"
    assert client.get("/").status_code == 200
    assert Person.objects.get().is_administrator
    assert client.get("/first-use").status_code == 409


def test_signing_in_and_out_by_the_pages(company: Company, client: Client) -> None:
    page = client.get("/sign-in")
    assert "Sign in" in page.content.decode()
    wrong = client.post("/sign-in", {"login": "grace", "password": "wrong"})
    assert wrong.status_code == 200
    right = client.post("/sign-in", {"login": "grace", "password": PASSWORD})
    assert right.headers["Location"] == "/"
    assert client.get("/").status_code == 200
    client.post("/sign-out")
    assert client.get("/").status_code == 302


@pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume")
def test_what_the_register_shows_is_exported_as_its_reader_may_see_it(
    company: Company, visitor: Visitor
) -> None:
    company.open(title="=1+1", category="application")
    secret = company.open(title="Nobody reads this")
    company.open(title="Elsewhere")
    visitor("marc").post(f"/incidents/{secret.ref}/restrict", {"people": "marc"})
    answer = visitor("grace").get("/register/export.csv?category=application")
    text = b"".join(answer).decode()
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert text.startswith("ref,title,state,")
    assert ",'=1+1," in text
    assert len(text.splitlines()) == 2
    everything = b"".join(visitor("grace").get("/register/export.csv")).decode()
    assert "Nobody reads this" not in everything
    assert len(everything.splitlines()) == 3


def test_a_new_password_counts_and_this_session_goes_on(
    company: Company, visitor: Visitor, client: Client
) -> None:
    grace = visitor("grace")
    weak = grace.post("/password", {"password": "grace"})
    assert weak.status_code == 422
    fresh = "seven-lamps-under-the-bridge"
    assert grace.post("/password", {"password": fresh}).status_code == 302
    assert grace.get("/").status_code == 200
    said = client.post("/sign-in", {"login": "grace", "password": fresh})
    assert said.headers["Location"] == "/"


def test_a_piece_asked_for_after_the_session_ended_leads_to_the_page(
    company: Company, client: Client
) -> None:
    here = "http://testserver/incidents/INC-00001"
    headers = {"HX-Request": "true", "HX-Current-URL": here}
    answer = client.get("/rows", headers=headers)
    assert answer.status_code == 401
    expected = "/sign-in?next=%2Fincidents%2FINC-00001"
    assert answer.headers["HX-Redirect"] == expected


@pytest.fixture
def broken(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The tables of search are gone, and nobody answers where mail is sent."""
    monkeypatch.setenv("TOCSIN_SMTP_URL", f"smtp://127.0.0.1:{free_port()}")
    monkeypatch.setenv("TOCSIN_SMTP_TLS", "off")

    def rename(before: str, after: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"alter table {before} rename to {after}")

    rename("register_search_words", "words_elsewhere")
    try:
        yield
    finally:
        rename("words_elsewhere", "register_search_words")


@pytest.mark.django_db(transaction=True)
def test_with_search_and_mail_broken_logging_still_works(
    company: Company, visitor: Visitor, broken: None
) -> None:
    """At the desk, by a reporter, by a program; and it is worked on until it ends."""
    grace, tom = visitor("grace"), visitor("tom")
    assert grace.get("/record").status_code == 200
    told = {"title": "All is slow", "service": "checkout", "reporter": "tom"}
    assert grace.post("/record", told).status_code == 302
    incident = Incident.objects.get(title="All is slow")
    assert tom.get("/record").status_code == 200
    assert tom.post("/record", {"title": "No sound"}).status_code == 302
    assert tom.get("/help").status_code == 200
    _key, secret = create_key("probe", ["intake"], by=SYSTEM)
    made = Client().post(
        "/api/v1/incidents",
        {"title": "Disk full"},
        content_type="application/json",
        headers={"authorization": f"Bearer {secret}"},
    )
    assert made.status_code == 201, made.content
    for _turn in range(3):
        hear_once()
    told = {"kind": "reply", "text": "We are at it."}
    assert grace.post(f"/incidents/{incident.ref}/say", told).status_code == 302
    told = {"resolution": "permanent", "text": "Restarted"}
    assert grace.post(f"/incidents/{incident.ref}/resolve", told).status_code == 302
    hear_once()
    assert grace.get(f"/incidents/{incident.ref}").status_code == 200
    assert grace.get("/").status_code == 200
    assert set(Incident.objects.values_list("title", flat=True)) == {
        "All is slow",
        "No sound",
        "Disk full",
    }
