"""Every form in which a page is read: groups, days, history, feeds, calendar, badge,
embedded, Statuspage's names; what is told afterwards; what is mended."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from django.test import Client
from icalendar import Calendar

from tests.company import Company
from tests.status.hearing import Heard, hearing
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.kernel import clock
from tocsin.response.statuspage.actions.delivering import deliver
from tocsin.response.statuspage.actions.noticing import (
    Past,
    Said,
    backfill_notice,
    edit_update,
    publish_notice,
    update_notice,
)
from tocsin.response.statuspage.actions.pages import add_component, add_page
from tocsin.response.statuspage.actions.settling import sum_days
from tocsin.response.statuspage.actions.subscribing import subscribe_address
from tocsin.response.statuspage.actions.working import plan_work
from tocsin.response.statuspage.messages import told_in
from tocsin.response.statuspage.models import Component, Delivery, Notice, Update
from tocsin.response.statuspage.refusals import PageUnfit

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def shop(company: Company) -> dict[str, Component]:
    """Europe (a grid) holds Paris (a group), which holds Search; Checkout is alone."""
    add_page("shop", "Shop", by=SYSTEM, zone="Europe/Paris")
    group: dict[str, Any] = {"is_group": True}
    europe = add_component("shop", "Europe", by=SYSTEM, is_grid=True, **group)
    found = {"europe": europe}
    above = found["europe"].code
    found["paris"] = add_component("shop", "Paris", by=SYSTEM, parent=above, **group)
    above = found["paris"].code
    found["search"] = add_component("shop", "Search", by=SYSTEM, parent=above)
    found["checkout"] = add_component("shop", "Checkout", by=SYSTEM)
    return found


def down(part: Component, **more: Any) -> Notice:
    told: dict[str, Any] = {"title": f"{part.name} is down", "text": "We look."}
    told["components"] = {part.code: "major_outage"}
    return publish_notice("shop", by=SYSTEM, **(told | more))


def read(form: str = "") -> str:
    answer = Client().get(f"/status/shop{form}")
    assert answer.status_code == 200, form
    return answer.content.decode()


def json_of(name: str) -> Any:
    return Client().get(f"/status/shop/api/v2/{name}.json").json()


def test_groups_stand_in_groups_and_side_by_side(shop: dict[str, Component]) -> None:
    page = read()
    order = ["Europe", "Paris", "Search", "Checkout"]
    places = [page.index(f">{name}</h") for name in order]
    assert places == sorted(places)
    rows = {row["name"]: row for row in json_of("components")["components"]}
    assert rows["Europe"]["components"] == [shop["paris"].code]
    assert rows["Paris"]["group_id"] == shop["europe"].code
    assert rows["Search"]["group_id"] == shop["paris"].code
    add_component("shop", "Lyon", by=SYSTEM, parent=shop["europe"].code)
    assert "rule--grid" in read()
    third: dict[str, Any] = {"parent": shop["paris"].code, "is_group": True}
    left = add_component("shop", "Left bank", by=SYSTEM, **third)
    with pytest.raises(PageUnfit):
        add_component("shop", "Fifth", by=SYSTEM, parent=left.code)


def test_every_form_tells_of_the_same_notice(
    shop: dict[str, Component], hands: clock.Hands
) -> None:
    notice = down(shop["search"])
    starts = hands.moment + timedelta(days=1)
    work = plan_work(
        "shop",
        by=SYSTEM,
        title="The database moves",
        text="An hour.",
        starts_at=starts,
        until_at=starts + timedelta(hours=1),
        components=[shop["checkout"].code],
    )
    for form in ("", "/embed", f"/notices/{notice.code}"):
        assert "Search is down" in read(form), form
    assert 'aria-label="Shop: Not working"' in read("/badge.svg")
    (entry, _work) = sorted(
        Xml.fromstring(read("/feed.atom")).findall(f"{ATOM}entry"),
        key=lambda each: str(each.findtext(f"{ATOM}title")),
    )
    assert entry.findtext(f"{ATOM}title") == "Search is down"
    titles = Xml.fromstring(read("/feed.rss")).findall("channel/item/title")
    assert "Search is down" in [each.text for each in titles]
    event: Any = Calendar.from_ical(read("/maintenance.ics")).walk("VEVENT")[0]
    assert (event["summary"], event["dtstart"].dt) == ("The database moves", starts)
    assert [i["id"] for i in json_of("incidents/unresolved")["incidents"]] == [
        notice.code
    ]
    upcoming = json_of("scheduled-maintenances/upcoming")["scheduled_maintenances"]
    assert [each["id"] for each in upcoming] == [work.code]
    assert json_of("scheduled-maintenances/active")["scheduled_maintenances"] == []
    assert json_of("status")["status"]["indicator"] == "critical"
    hands.forward(minutes=30)
    update_notice(notice.code, by=SYSTEM, text="Mended.", status="resolved")
    assert json_of("incidents/unresolved")["incidents"] == []
    assert json_of("status")["status"]["indicator"] == "none"
    sum_days()
    days = read("/days")
    assert "2 March 2026" in days
    assert ">30<" in days, "minutes not well, of that day"
    page = read()
    assert page.count('class="uptime"') == 2, "ninety days of each component"
    assert "not working on 2 March" in page, "and read aloud"


def test_what_is_told_afterwards_is_in_history_and_days_alone(
    shop: dict[str, Component], hands: clock.Hands, heard: Heard
) -> None:
    subscribe(heard)
    began = hands.moment - timedelta(days=3)
    over = began + timedelta(minutes=90)
    said = [
        Said(began, "investigating", "We looked."),
        Said(over, "resolved", "It was a cable."),
    ]
    part = shop["search"].code
    past = Past("Search was down", began, over, said, {part: "major_outage"})
    notice = backfill_notice("shop", past, by=SYSTEM)
    assert deliver() == 0, "nobody is told"
    assert "It was a cable." in read("/history/2026-02")
    assert "Everything works." in read()
    assert ">90<" in read("/days")
    (told,) = json_of("incidents")["incidents"]
    assert (told["id"], told["status"]) == (notice.code, "resolved")


def test_what_was_said_is_mended_quietly_or_told_again(
    shop: dict[str, Component], hands: clock.Hands, heard: Heard
) -> None:
    subscribe(heard)
    notice = down(shop["search"])
    assert deliver() == 1
    update = Update.objects.get()
    hands.forward(minutes=1)
    edit_update(notice.code, update.code, by=SYSTEM, text="We look for it.")
    assert deliver() == 0, "quietly"
    assert "We look for it." in read()
    edit_update(notice.code, update.code, by=SYSTEM, text="We found it.", tell=True)
    assert deliver() == 1
    assert deliver() == 0
    bodies = [b["incident"]["incident_updates"][0]["body"] for b in heard.told]
    assert bodies == ["We look.", "We found it."]
    update.refresh_from_db()
    mended = told_in(update, (), "en")
    assert mended.subject.startswith("Corrected: [Shop]")
    assert mended.code != update.code, "mail programs show it as another one"
    assert Delivery.objects.get().state == "sent"


def test_the_desk_mends_and_tells(company: Company, shop: dict[str, Component]) -> None:
    notice = down(shop["search"])
    update = Update.objects.get()
    address = f"/notices/{notice.code}/updates/{update.code}"
    grace = company.client("grace")
    assert "Tell subscribers about this change" in grace.get(address).content.decode()
    sent = {"text": "We found it.", "at": f"{update.at:%Y-%m-%dT%H:%M}", "tell": "on"}
    assert grace.post(address, sent).status_code == 302
    update.refresh_from_db()
    assert update.text == "We found it."


def test_slack_and_teams_have_bodies_of_their_own(
    shop: dict[str, Component], heard: Heard
) -> None:
    subscribe(heard, "slack")
    subscribe(heard, "teams")
    down(shop["search"])
    assert deliver() == 2
    by_kind = {"text" in body: body for body in heard.told}
    assert "Search is down" in by_kind[True]["text"]
    (attachment,) = by_kind[False]["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert "Search is down" in str(attachment["content"])


def test_one_who_wants_work_hears_of_no_outage(
    shop: dict[str, Component], heard: Heard, hands: clock.Hands
) -> None:
    subscribe(heard, kinds=["maintenance"])
    down(shop["search"])
    assert deliver() == 0
    starts = hands.moment + timedelta(days=1)
    times: dict[str, Any] = {
        "starts_at": starts,
        "until_at": starts + timedelta(hours=1),
    }
    plan_work("shop", by=SYSTEM, title="Work", text="It moves.", **times)
    assert deliver() == 1


def test_the_desk_shows_what_became_of_each_update(
    company: Company, shop: dict[str, Component], heard: Heard
) -> None:
    subscribe(heard)
    notice = down(shop["search"])
    deliver()
    heard.says = 410
    update_notice(notice.code, by=SYSTEM, text="More.")
    deliver()
    page = company.client("grace").get(f"/notices/{notice.code}").content.decode()
    assert "1 sent" in page.lower() or "sent: 1" in page.lower()
    assert set(Delivery.objects.values_list("state", flat=True)) != {"sent"}


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    monkeypatch.setenv("TOCSIN_STATUS_NETWORKS", "127.0.0.0/8")
    with hearing() as one:
        yield one


def subscribe(heard: Heard, channel: str = "webhook", **more: Any) -> None:
    address = f"{heard.url}/{channel}"
    subscribe_address("shop", channel, address, secret=b"s" * 32, **more)
