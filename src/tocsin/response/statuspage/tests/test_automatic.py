"""What follows from incidents by itself, and what never leaves them."""

from typing import Any

import pytest
from django.test import Client

from tests.company import Company, kinds
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.classification.actions import publish_model
from tocsin.foundation.config.actions import publish_checked
from tocsin.kernel import clock
from tocsin.register.work.actions import resolve, restrict
from tocsin.response.statuspage.actions.automatic import follow_incidents
from tocsin.response.statuspage.actions.noticing import publish_notice
from tocsin.response.statuspage.actions.pages import (
    add_component,
    add_page,
    confirm_state,
    set_state,
)
from tocsin.response.statuspage.kinds import TEMPLATE_KIND
from tocsin.response.statuspage.models import Component, Notice
from tocsin.response.statuspage.reads.desk import notices_for
from tocsin.response.statuspage.reads.statement import banner
from tocsin.response.statuspage.refusals import NoticeForDrills, PageUnfit

pytestmark = pytest.mark.django_db


@pytest.fixture
def part(company: Company) -> Component:
    add_page("shop", "Shop", by=SYSTEM)
    told: dict[str, Any] = {"services": ["checkout"]}
    return add_component("shop", "Checkout", by=SYSTEM, **told)


def follow(incident: Any) -> None:
    """What the observer does when it hears of it."""
    follow_incidents({incident.id}, {incident.id})


def state(part: Component) -> str:
    part.refresh_from_db()
    return part.state


def test_incidents_tell_how_it_is_once_somebody_confirms(
    company: Company, part: Component
) -> None:
    incident = company.open(impact=1)
    follow(incident)
    assert state(part) == "operational"
    assert part.derived == "major_outage"
    confirm_state(part.code, by=company.actor("grace"))
    assert state(part) == "major_outage"
    resolve(incident.id, by=SYSTEM, resolution="permanent", text="Mended.")
    follow(incident)
    assert state(part) == "operational", "better follows by itself"


def test_by_hand_holds_until_it_is_taken_back(
    company: Company, part: Component
) -> None:
    set_state(part.code, "partial_outage", by=company.actor("grace"))
    follow(company.open(impact=1))
    assert state(part) == "partial_outage"
    set_state(part.code, "", by=company.actor("grace"))
    assert state(part) == "operational"


def test_a_model_that_allows_it_tells_users_by_itself(
    company: Company, part: Component
) -> None:
    model = {"title": "Outage", "match": {"service": "checkout"}}
    publish_model("outage", model, by=SYSTEM, why="Tried.")
    body: dict[str, Any] = {"title": "{{ service }} fails", "text": "We look."}
    body |= {"automatic_for": ["outage"]}
    publish_checked(TEMPLATE_KIND, "first", body, by=SYSTEM, why="Tried.")
    incident = company.open()
    follow(incident)
    follow(incident)
    notice = Notice.objects.get()
    assert notice.title == "Checkout fails"
    assert notice.is_automatic
    assert kinds(incident).count("notice_published") == 1


def test_a_restricted_incident_is_told_nowhere_by_itself(
    company: Company, part: Component
) -> None:
    incident = company.open(impact=1)
    restrict(incident.id, people=["p-marc"], by=SYSTEM)
    follow(incident)
    part.refresh_from_db()
    assert part.derived == "operational"
    publish_notice(
        "shop", by=company.actor("marc"), title="Slow", text="Ours.", ref=incident.ref
    )
    assert [said.row.ref for said in notices_for(company.actor("marc"))] == [
        incident.ref
    ]
    assert [said.row.ref for said in notices_for(company.actor("grace"))] == [""]
    page = Client().get("/status/shop").content.decode()
    assert incident.ref not in page


def test_drills_are_told_on_their_own_pages_alone(
    company: Company, part: Component
) -> None:
    with pytest.raises(PageUnfit):
        add_page("drills", "Drills", by=SYSTEM, is_drill=True)
    drills: dict[str, Any] = {"is_drill": True, "access": "people"}
    add_page("drills", "Drills", by=SYSTEM, **drills)
    incident = company.open()
    with pytest.raises(NoticeForDrills):
        publish_notice(
            "drills", by=SYSTEM, title="Down", text="Drill.", ref=incident.ref
        )
    made = publish_notice("drills", by=SYSTEM, title="Down", text="Drill.")
    assert made.is_drill
    assert Client().get("/status/drills").status_code == 302
    seen = company.client("tom").get("/status/drills").content.decode()
    assert "This is a drill" in seen


def test_portals_say_what_the_main_page_says(part: Component) -> None:
    assert banner() == []
    told = {part.code: "partial_outage"}
    publish_notice("shop", by=SYSTEM, title="Slow", text="We look.", components=told)
    (said,) = banner()
    assert (said.title, said.text, said.impact) == ("Slow", "We look.", "major")
    assert said.next_update_at is not None
    assert said.next_update_at > clock.now()
