"""An incident is declared major: each class has its draft, one act tells it, and what
nobody tells in time is nagged for."""

from typing import Any

import pytest
from django.test import Client

from tests.company import Company, kinds, settle
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.actions import set_option
from tocsin.foundation.mail.models import Mail
from tocsin.foundation.notify.models import Page as Paged
from tocsin.kernel import clock
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.work.actions import accept, note, resolve, restore, restrict
from tocsin.register.work.options import EXECUTIVES
from tocsin.response.major.actions import declare_major, name_for_role
from tocsin.response.stakeholders.actions.setting import (
    add_contact,
    publish_stakeholders,
    remove_contact,
)
from tocsin.response.stakeholders.models import Contact, Delivery, Draft
from tocsin.response.statuspage.actions.noticing import publish_notice
from tocsin.response.statuspage.actions.pages import add_component, add_page

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "db-primary died, ask Ada"
CLASSES: list[dict[str, Any]] = [
    {"name": "Reporters", "audience": "reporters", "to": ["reporters"]},
    {"name": "Users", "audience": "users", "to": ["notices"]},
    {"name": "Executives", "audience": "executives", "to": ["executives"]},
    {"name": "Owner", "audience": "owner", "to": ["owner"]},
    {
        "name": "Carrier",
        "audience": "suppliers",
        "to": ["contact/carrier", "contact/hook"],
        "language": "fr",
        "minutes": {"usual": 30},
        "shows": ["state", "since", "affected", "next"],
    },
]


@pytest.fixture
def told(company: Company) -> Company:
    add_contact(
        "carrier", name="Carrier", channel="mail", address="noc@c.example", by=SYSTEM
    )
    _row, secret = add_contact(
        "hook",
        name="Hook",
        channel="webhook",
        address="https://c.example/hook",
        by=SYSTEM,
    )
    assert secret
    set_option(EXECUTIVES, ("p-eva",), by=SYSTEM)
    publish_stakeholders({"classes": CLASSES}, by=SYSTEM, why="Agreed before.")
    return company


def declared(company: Company) -> Any:
    incident = company.open(title=SECRET, by="tom")
    settle()
    declare_major(incident.id, by=company.actor("marc"), reason="Nobody can pay.")
    name_for_role(
        incident.id, role="communications", person="p-grace", by=company.actor("marc")
    )
    settle()
    return incident


def drafts(incident: Any, state: str = "proposed") -> dict[str, Draft]:
    rows = Draft.objects.filter(audience__incident_id=incident.id, state=state)
    return {row.audience.name: row for row in rows.order_by("id")}


def send(desk: Client, incident: Any, draft: Draft, **more: str) -> Any:
    fields = {"title": draft.title, "text": draft.text} | more
    told = {f"{draft.code}-{name}": value for name, value in fields.items()}
    page = f"/incidents/{incident.ref}/stakeholders"
    return desk.post(page, told | {"draft": draft.code, "verb": "approve"})


def test_the_whole_story(told: Company, hands: clock.Hands) -> None:
    incident = declared(told)
    note(incident.id, text=SECRET, by=told.actor("ada"))
    waiting = drafts(incident)
    # The service has no owner, so there is nobody to tell.
    assert set(waiting) == {"Reporters", "Users", "Executives", "Carrier"}
    carrier = waiting["Carrier"]
    assert "Checkout" in carrier.text
    assert "09:00 UTC" in carrier.text
    assert (carrier.language, waiting["Executives"].language) == ("fr", "en")
    for draft in waiting.values():
        assert SECRET not in draft.title + draft.text

    desk = told.client("grace")
    shown = desk.get(f"/incidents/{incident.ref}/stakeholders").content.decode()
    assert "Approve and tell" in shown
    assert "a draft waits" in desk.get(f"/incidents/{incident.ref}").content.decode()
    assert carrier.code not in told.client("tom").get("/mine").content.decode()
    assert send(told.client("ben"), incident, carrier).status_code == 403
    assert send(desk, incident, carrier, text="All routes fail.").status_code == 302
    assert send(desk, incident, carrier).status_code == 409
    (mail,) = Mail.objects.filter(kind="stakeholders")
    assert (mail.address, mail.language, mail.body["paragraphs"]) == (
        "noc@c.example",
        "fr",
        ["All routes fail."],
    )
    read_by_link(incident, mail.body["link"])
    assert Delivery.objects.get().state in ("held", "queued")
    said = [e for e in entries_of([incident.id]) if e.kind == "stakeholders_told"]
    body = said[-1].body
    assert (body["audience"], body["n"], body["draft"]) == (
        "suppliers",
        2,
        carrier.code,
    )

    # Reporters by mail and in their own view; executives by their own ways.
    assert send(desk, incident, waiting["Reporters"]).status_code == 302
    assert Mail.objects.filter(kind="stakeholders", person="p-tom").count() == 1
    theirs = told.client("tom").get(f"/incidents/{incident.ref}").content.decode()
    assert "Checkout: we are looking into it" in theirs
    assert send(desk, incident, waiting["Executives"]).status_code == 302
    assert Paged.objects.filter(cause__startswith="told:", person="p-eva").exists()

    by_notice(told, incident)
    paced(told, incident, hands)
    over(told, incident, desk)


def read_by_link(incident: Any, link: str) -> None:
    """The supplier's own view: what was told, and no more."""
    path = "/" + link.split("/", 3)[3]
    answer = Client().get(path)
    page = answer.content.decode()
    assert answer.status_code == 200, page[:500]
    assert "All routes fail." in page
    assert answer["Content-Language"] == "fr"
    assert SECRET not in page
    assert "Grace" not in page
    assert "P1" not in page
    assert (
        Client().get(path[:-1] + ("0" if path[-1] != "0" else "1")).status_code == 410
    )


def by_notice(company: Company, incident: Any) -> None:
    """A notice is what tells users; their draft is told by it."""
    add_page("shop", "Shop", by=SYSTEM)
    add_component("shop", "Checkout", by=SYSTEM, services=["checkout"])
    publish_notice(
        "shop",
        by=company.actor("grace"),
        title="Slow",
        text="We look.",
        ref=incident.ref,
    )
    settle()
    assert "Users" in drafts(incident, "told")
    assert drafts(incident) == {}


def paced(company: Company, incident: Any, hands: clock.Hands) -> None:
    """The carrier is to hear more every 30 minutes."""
    hands.forward(minutes=25)
    settle()
    assert drafts(incident)["Carrier"].because == "cadence"
    asked = Paged.objects.filter(cause__startswith="stakeholders:")
    assert {page.person for page in asked} == {"p-grace"}
    assert "stakeholders_overdue" not in kinds(incident)
    hands.forward(minutes=5)
    settle()
    settle()
    assert kinds(incident).count("stakeholders_overdue") == 1
    hands.forward(minutes=10)
    settle()
    assert {page.person for page in asked.all()} == {"p-grace", "p-marc"}


def over(company: Company, incident: Any, desk: Client) -> None:
    """The facts change, and so does the draft; the last word ends it."""
    before = drafts(incident)["Carrier"].code
    accept(incident.id, by=company.actor("ada"))
    restore(incident.id, by=company.actor("ada"))
    settle()
    after = drafts(incident)["Carrier"]
    assert after.code != before
    assert "it works again" in after.text
    resolve(
        incident.id, by=company.actor("ada"), resolution="permanent", text="Mended."
    )
    settle()
    last = drafts(incident)["Carrier"]
    assert "You hear more" not in last.text
    assert send(desk, incident, last).status_code == 302
    last.audience.refresh_from_db()
    assert last.audience.ended_at is not None
    assert last.audience.due_at is None


def test_a_restricted_incident_tells_its_reference(told: Company) -> None:
    incident = declared(told)
    restrict(incident.id, people=["p-marc"], by=SYSTEM)
    settle()
    marc = told.client("marc")
    carrier = drafts(incident)["Carrier"]
    page = f"/incidents/{incident.ref}/stakeholders"
    marc.post(page, {"name": "Carrier", "verb": "ask"})
    carrier = drafts(incident)["Carrier"]
    assert send(marc, incident, carrier, text=SECRET).status_code == 302
    (mail,) = Mail.objects.filter(kind="stakeholders")
    assert "Checkout" not in mail.subject + str(mail.body)
    assert SECRET not in mail.subject + str(mail.body)
    path = "/" + mail.body["link"].split("/", 3)[3]
    seen = Client().get(path).content.decode()
    assert incident.ref in seen
    assert "Checkout" not in seen
    assert told.client("grace").get(page).status_code == 404


def test_whoever_is_removed_is_forgotten(told: Company) -> None:
    incident = declared(told)
    send(told.client("marc"), incident, drafts(incident)["Carrier"])
    remove_contact("carrier", by=SYSTEM)
    remove_contact("hook", by=SYSTEM)
    assert not Contact.objects.exists()
    assert not Mail.objects.filter(address="noc@c.example").exists()
