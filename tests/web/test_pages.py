"""Every page opens for those it is for, and says no in words to the others."""

import pytest
from django.test import Client

from tests.company import Company
from tests.web.conftest import Visitor

STAFF = (
    "/",
    "/?view=mine",
    "/?view=due",
    "/rows",
    "/record",
    "/register",
    "/register?q=db-primary&state=open",
    "/mine",
    "/keys",
    "/more",
    "/services",
    "/services/checkout",
    "/teams",
    "/teams/infrastructure",
    "/categories",
    "/categories/at/infrastructure/server",
    "/settings",
    "/settings/priority-matrix",
    "/settings/models",
    "/settings/options",
    "/settings/drafts",
    "/coverage",
    "/coverage?at=2026-06-01T09:00",
    "/coverage.csv",
    "/settings/options/work.reopen_days",
    "/people/p-tom",
)


@pytest.mark.parametrize("address", STAFF)
def test_staff_open_every_page_of_the_desk(
    company: Company, visitor: Visitor, address: str
) -> None:
    company.open()
    for name in ("grace", "ada", "eva", "root"):
        assert visitor(name).get(address).status_code == 200, name


@pytest.mark.parametrize("address", STAFF)
def test_strangers_sign_in_first(
    company: Company, client: Client, address: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in?next=")


def test_a_requester_sees_their_own_reports_and_no_desk(
    company: Company, visitor: Visitor
) -> None:
    own = company.open(by="tom", title="My printer is silent")
    other = company.open(by="rita", title="Salaries are wrong")
    tom = visitor("tom")
    assert tom.get("/").headers["Location"] == "/help"
    assert tom.get("/register").headers["Location"] == "/mine"
    page = tom.get("/mine").content.decode()
    assert "My printer is silent" in page
    assert "Salaries are wrong" not in page
    shown = tom.get(f"/incidents/{own.ref}").content.decode()
    assert "Infrastructure has it and looks at it next." in shown
    assert tom.get(f"/incidents/{other.ref}").status_code == 404
    assert tom.get("/people/p-rita").status_code == 404


def test_verify_is_for_auditors_and_administrators(
    company: Company, visitor: Visitor
) -> None:
    assert visitor("eva").get("/verify").status_code == 200
    assert visitor("root").get("/verify").status_code == 200
    refused = visitor("grace").get("/verify")
    assert refused.status_code == 403
    assert "not open to your role" in refused.content.decode()


def test_a_missing_page_has_a_next_step(company: Company, visitor: Visitor) -> None:
    grace = visitor("grace")
    for address in ("/nowhere", "/incidents/INC-99999", "/services/none"):
        answer = grace.get(address)
        assert answer.status_code == 404
        assert 'href="/"' in answer.content.decode()


def test_a_restricted_incident_is_not_there_for_others(
    company: Company, visitor: Visitor
) -> None:
    incident = company.open(title="Somebody reads our mail")
    visitor("marc").post(f"/incidents/{incident.ref}/restrict", {"people": "marc"})
    assert visitor("grace").get(f"/incidents/{incident.ref}").status_code == 404
    for address in ("/", "/register", "/register?q=mail", "/rows"):
        page = visitor("grace").get(address).content.decode()
        assert "Somebody reads our mail" not in page
    assert visitor("marc").get(f"/incidents/{incident.ref}").status_code == 200


def test_nothing_inline_reaches_the_page(company: Company, visitor: Visitor) -> None:
    incident = company.open()
    for address in ("/", f"/incidents/{incident.ref}", "/record"):
        answer = visitor("grace").get(address)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        page = answer.content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert "onclick" not in page


def test_the_reader_sees_their_own_zone_and_utc(
    company: Company, visitor: Visitor
) -> None:
    incident = company.open()
    company.grace.zone = "Europe/Paris"
    company.grace.save()
    page = visitor("grace").get(f"/incidents/{incident.ref}").content.decode()
    assert "2 March 2026, 10:00:00 CET, 09:00:00 UTC" in page


def test_as_of_tells_what_was_true_and_what_was_known(
    company: Company, visitor: Visitor
) -> None:
    incident = company.open()
    page = visitor("grace").get(
        f"/incidents/{incident.ref}/as-of?at=2026-03-01T00:00&by=known"
    )
    assert "Not there yet" in page.content.decode()
    page = visitor("grace").get(f"/incidents/{incident.ref}/as-of?at=2026-03-02T10:00")
    assert "db-primary is down" in page.content.decode()


def test_the_proof_is_shown_on_demand(company: Company, visitor: Visitor) -> None:
    incident = company.open()
    grace = visitor("grace")
    assert (
        'class="hash"' not in grace.get(f"/incidents/{incident.ref}").content.decode()
    )
    with_proof = grace.get(f"/incidents/{incident.ref}?proof=1").content.decode()
    assert 'class="hash"' in with_proof


def test_a_theme_is_kept(company: Company, visitor: Visitor) -> None:
    grace = visitor("grace")
    answer = grace.post("/theme", {"theme": "dark", "next": "//elsewhere.example/"})
    assert answer.headers["Location"] == "/"
    assert 'data-theme="dark"' in grace.get("/").content.decode()
