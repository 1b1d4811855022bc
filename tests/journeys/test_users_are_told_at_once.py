"""Users hear of an outage within a minute, from Tocsin, and hear the same everywhere:
page, portal, sign-in page, answer to a report, telephone. Then a person takes over."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.api.conftest import Caller
from tests.company import Company, kinds, settle
from tocsin.foundation.accounts.actions import create_key
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.classification.actions import publish_model
from tocsin.foundation.config.actions import publish_checked, set_option
from tocsin.foundation.mail.models import Mail
from tocsin.foundation.notify.models import Page as Paged
from tocsin.kernel import clock
from tocsin.register.work.actions import open_incident
from tocsin.response.statuspage.actions.pages import add_component, add_page
from tocsin.response.statuspage.kinds import TEMPLATE_KIND
from tocsin.response.statuspage.models import Notice
from tocsin.response.statuspage.options import ACKNOWLEDGE

pytestmark = pytest.mark.django_db(transaction=True)

MODEL: dict[str, Any] = {"title": "Outage", "match": {"service": "checkout"}}
SAID = "Checkout does not work as it should"


def test_registered_told_and_taken_over(company: Company, hands: clock.Hands) -> None:
    add_page("shop", "Shop", by=SYSTEM, promise_minutes=30)
    add_component("shop", "Checkout", by=SYSTEM, services=["checkout"])
    publish_model("outage", MODEL | {"automatic_notice": True}, by=SYSTEM, why="Tried.")
    tom = company.client("tom")
    sent = tom.post("/record", {"title": "I cannot pay", "service": "checkout"})
    assert sent.status_code == 302, sent.content.decode()[:2000]
    began = clock.now()
    settle()

    notice = Notice.objects.get()
    assert notice.made_at - began <= timedelta(seconds=60)
    assert notice.is_automatic
    assert notice.next_update_at == began + timedelta(minutes=30)
    everywhere(tom)

    # Grace reports the same: one notice, and the answer says what is known.
    company.open(title="Nobody can pay", by="grace", reporter="p-rita")
    settle()
    assert Notice.objects.count() == 1
    (answer,) = Mail.objects.filter(kind="acknowledgement", person="p-rita")
    assert any(SAID in each for each in answer.body["paragraphs"])

    # Whom the promise is nagged of: the duty manager, until Grace takes it over.
    desk = company.client("grace")
    taken = desk.post(f"/notices/{notice.code}/take-over")
    assert taken.status_code == 302
    desk.post(f"/notices/{notice.code}/take-over")
    notice.refresh_from_db()
    assert notice.teller == "p-grace"
    hands.forward(minutes=26)
    settle()
    paged = Paged.objects.filter(cause__startswith=f"notice:{notice.code}")
    assert {page.person for page in paged} == {"p-grace"}


def everywhere(tom: Client) -> None:
    """The page, the portal, the sign-in page, the mail to the reporter, the phone."""
    assert SAID in Client().get("/status/shop").content.decode()
    assert SAID in tom.get("/mine").content.decode()
    assert SAID in Client().get("/sign-in").content.decode()
    (answer,) = Mail.objects.filter(kind="acknowledgement")
    told = "\n".join(answer.body["paragraphs"])
    assert SAID in told
    assert "We say more by 09:30 UTC" in told
    telephone = Caller(create_key("Telephone", ["read"], by=SYSTEM)[1])
    spoken = telephone.get("/notices/greeting.txt").content.decode()
    assert spoken.startswith(f"{SAID}. ")
    assert "<" not in spoken


def test_what_no_model_allows_a_person_publishes(company: Company) -> None:
    add_page("shop", "Shop", by=SYSTEM)
    add_component("shop", "Checkout", by=SYSTEM, services=["checkout"])
    publish_model("outage", MODEL, by=SYSTEM, why="Tried.")
    company.open(by="tom")
    settle()
    assert not Notice.objects.exists()
    assert not Mail.objects.filter(kind="acknowledgement").exists()
    set_option(ACKNOWLEDGE, "always", by=SYSTEM)
    company.open(by="tom")
    settle()
    assert Mail.objects.filter(kind="acknowledgement").count() == 1


def test_a_drill_is_told_where_drills_are(company: Company) -> None:
    told: dict[str, Any] = {"services": ["checkout"]}
    add_page("shop", "Shop", by=SYSTEM)
    add_component("shop", "Checkout", by=SYSTEM, **told)
    add_page("drills", "Drills", by=SYSTEM, is_drill=True, access="people")
    add_component("drills", "Checkout", by=SYSTEM, **told)
    body = {"title": "{{ service }} fails", "text": "More by {{ next_update }}."}
    publish_checked(TEMPLATE_KIND, "first", body, by=SYSTEM, why="Tried.")
    model = MODEL | {"automatic_notice": "first"}
    publish_model("outage", model, by=SYSTEM, why="Tried.")
    told = {"title": "An exercise", "service": "checkout", "impact": 1}
    incident = open_incident(told, by=company.actor("grace"), is_drill=True)
    settle()
    notice = Notice.objects.get()
    assert (notice.page.slug, notice.title) == ("drills", "Checkout fails")
    assert "notice_published" in kinds(incident)
    assert "fails" not in Client().get("/status/shop").content.decode()
