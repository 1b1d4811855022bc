"""Every page, in both themes and on a phone: nothing that axe finds, nothing wider."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import (  # type: ignore[import-untyped]
    Axe,
)
from playwright.sync_api import Page

from tests.browser import serving
from tests.browser.conftest import Open

DESK = [
    "/",
    "/?view=mine",
    "/record",
    "/register",
    "/register?q=nothing+at+all",
    "/incidents/{ref}",
    "/incidents/{ref}?proof=1",
    "/incidents/{ref}/close",
    "/incidents/{ref}/amend",
    "/incidents/{ref}/as-of",
    "/incidents/{ref}/add-task",
    "/incidents/{ref}/open-swarm",
    "/swarms",
    "/swarms/SWM-00001",
    "/swarms/SWM-00002",
    "/incidents/{ref}/change-task?task=1",
    "/incidents/{ref}/spend-time",
    "/tasks",
    "/tasks?team=database",
    "/time",
    "/tags",
    "/notifications",
    "/notifications/preferences",
    "/incidents/{ref}/link",
    "/incidents/{ref}/split",
    "/heartbeats",
    "/heartbeats/new",
    "/heartbeats/tried-here",
    "/heartbeats/tried-here/change",
    "/figures",
    "/figures/tocsin-heartbeats",
    "/changes",
    "/changes/calendar?view=month",
    "/changes/calendar?view=week",
    "/changes/new",
    "/changes/at/CHG-00001",
    "/major/{ref}/emergency-change",
    "/silences",
    "/silences/new?matchers=host%3Ddb-1",
    "/notices",
    "/notices/new",
    "/notices/past",
    "/notices/work",
    "/notices/pages/new",
    "/notices/pages/halden",
    "/notices/pages/halden/change",
    "/notices/pages/halden/components/new",
    "/notices/pages/halden/subscribers",
    "/settings/notice-templates",
    "/settings/notice-templates/first-word",
    "/help",
    "/help?q=orders",
    "/help?q=nothing+at+all",
    "/help/report",
    "/help/reports",
    "/status",
    "/status/halden/days",
    "/status/halden/history",
    "/status/halden/subscribe",
    "/on-call",
    "/on-call/new",
    "/on-call/mine",
    "/on-call/fairness",
    "/on-call/then?at=2026-01-01T09:00",
    "/on-call/database",
    "/on-call/database/change",
    "/on-call/database/override",
    "/on-call/database/temporary",
    "/on-call/database/swap",
    "/on-call/database/layers/new",
    "/on-call/service-desk/layers/nights",
    "/windows",
    "/windows/new",
    "/windows/{window}",
    "/windows/{window}/change",
    "/windows/calendar?view=month",
    "/windows/calendar?view=week",
    "/alerts",
    "/alerts?state=all&q=nothing+at+all",
    "/alerts/1",
    "/sources",
    "/sources/new",
    "/sources/new?tool=generic",
    "/sources/at/cloudwatch-ireland",
    "/sources/at/shop-probe",
    "/sources/at/shop-probe/change",
    "/sources/at/shop-probe/connect",
    "/sources/at/shop-probe/mapping",
    "/sources/at/shop-probe/requests",
    "/sources/requests/1",
    "/failures",
    "/failures/1",
    "/alerts/rules",
    "/alerts/rules?as=text",
    "/incidents/{ref}/stakeholders",
    "/settings/stakeholders",
    "/settings/stakeholders/contacts",
    "/notices/greeting",
    "/reviews",
    "/reviews/{review}",
    "/reviews/{review}/versions/summary",
    "/reviews/{review}/for/customers",
    "/reviews/{review}/read/executives",
    "/major",
    "/settings/major",
    "/settings/major?as=text",
    "/rapid-response",
    "/rapid-response/new",
    "/matrix",
    "/matrix?as=text",
    "/matrix/rows/server-failure",
    "/matrix/rows/new",
    "/alerts/reconciliation?days=30",
    "/alerts/noise?days=30",
    "/alerts/inhibition",
    "/matrix/coverage",
    "/matrix/try?category=infrastructure&priority=1",
    "/matrix/replay?ref=INC-00001",
    "/services",
    "/services/checkout",
    "/services/map",
    "/services/checkout/change",
    "/items",
    "/items/at/db-primary",
    "/items/at/web-01/change",
    "/items/import",
    "/sites",
    "/people",
    "/people?q=nobody+at+all",
    "/me/reached",
    "/people/{person}/reached",
    "/teams/database/reached",
    "/settings/pages",
    "/settings/path",
    "/incidents/{ref}/pages",
    "/people/new",
    "/people/{person}",
    "/people/{person}/change",
    "/people/{person}/contacts",
    "/people/{person}/absence",
    "/people/{person}/skills",
    "/people/{person}/rights",
    "/skills",
    "/skills/postgresql",
    "/skills/new",
    "/teams",
    "/teams/new",
    "/teams/database/change",
    "/teams/database/members",
    "/teams/database/skills",
    "/teams/application",
    "/teams/database/queue",
    "/teams/database/chat",
    "/bouncing?days=90",
    "/categories",
    "/categories/new",
    "/categories/at/application/minor-fault",
    "/begin",
    "/begin/organisation",
    "/begin/teams?set=software",
    "/begin/categories?set=online-shop",
    "/targets",
    "/targets/at/resolve",
    "/targets/at/resolve/change",
    "/targets/preview?priority=1&service=checkout",
    "/targets/numbers",
    "/targets/lives",
    "/calendars",
    "/calendars/shop?start=2026-11-27T08:00&minutes=600",
    "/calendars/shop/change",
    "/settings",
    "/settings/priority-matrix",
    "/settings/routing",
    "/settings/routing?as=text",
    "/settings/models",
    "/?why=1",
    "/views",
    "/views/new?place=queue",
    "/in-progress",
    "/unsent",
    "/print/queue",
    "/print/register",
    "/print/incidents/{ref}",
    "/settings/templates",
    "/settings/templates/a-new-one",
    "/settings/macros",
    "/settings/macros/a-new-one",
    "/settings/fields",
    "/settings/fields/store",
    "/settings/import",
    "/settings/channels",
    "/settings/channels/sms/http/new",
    "/settings/channels/at/sms-gateway",
    "/settings/channels/at/sms-twilio/change",
    "/settings/mail",
    "/settings/directory",
    "/settings/directory/import",
    "/settings/directory/sources/corporate",
    "/sessions",
    "/people/invitations",
    "/verify",
    "/keys",
    "/more",
    "/nowhere",
    "/services/none",
]
THEMES = ("light", "dark")


def told(page: Page, theme: str = "light") -> list[Any]:
    """What axe finds. The dark theme differs in nothing but its colours."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if theme == "dark":
        options["runOnly"] = ["color-contrast"]
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found: list[Any] = page.evaluate(_RUN, options)
    return found


_RUN = """options => axe.run(document, options).then(found => found.violations.map(
    one => [one.id, one.nodes.slice(0, 3).map(node => node.html.slice(0, 160))]))"""


def an_open_incident(page: Page) -> str:
    page.goto("/")
    return str(page.locator("#rows tr[data-ref]").first.get_attribute("data-ref"))


def somebody(page: Page) -> str:
    """The key of somebody with skills, contacts and a deputy."""
    page.goto("/people?q=oskar")
    address = page.locator(".table tbody th a").first.get_attribute("href")
    return str(address).rpartition("/")[2]


def a_review(page: Page) -> str:
    """The reference of the review that was published."""
    page.goto("/reviews")
    first = page.locator("#approved tbody th a").first
    return str(first.get_attribute("href")).rpartition("/")[2]


def a_window(page: Page) -> str:
    """The number of a window of maintenance that is planned here."""
    page.goto("/windows/new")
    page.fill("[name=name]", "Kernel of the databases")
    page.select_option("[name=services]", "databases")
    page.select_option("[name=repeats]", "weekly")
    page.click("main button.button--main")
    page.wait_for_url(re.compile(r"/windows/\d+$"))
    return page.url.rpartition("/")[2]


def a_heartbeat(page: Page) -> None:
    """`tried-here` is a heartbeat, added here or before."""
    page.goto("/heartbeats/new")
    page.fill("[name=name]", "Tried here")
    page.click("main button.button--main")


def width_on_a_phone(page: Page) -> int:
    page.set_viewport_size({"width": serving.PHONE[0], "height": serving.PHONE[1]})
    width: int = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": serving.DESK[0], "height": serving.DESK[1]})
    return width


def test_axe_finds_nothing_on_any_page_and_none_is_wider_than_a_phone(
    open_as: Open,
) -> None:
    page = open_as("admin")
    ref, person = an_open_incident(page), somebody(page)
    window, review = a_window(page), a_review(page)
    found, wide = {}, {}
    a_heartbeat(page)
    for address in DESK:
        named = {"ref": ref, "person": person, "window": window, "review": review}
        page.goto(address.format(**named))
        for theme in THEMES:
            if complaints := told(page, theme):
                found[address, theme] = complaints
        if (width := width_on_a_phone(page)) > serving.PHONE[0]:
            wide[address] = width
    assert (found, wide) == ({}, {})


def test_axe_finds_nothing_where_people_worry(open_as: Open) -> None:
    page = open_as("tom")
    found = {}
    for address in ("/help", "/mine", "/record", "/sign-in"):
        page.goto(address)
        for theme in THEMES:
            if complaints := told(page, theme):
                found[address, theme] = complaints
    page.goto("/mine")
    page.locator(".mine a").first.click()
    assert (told(page), found) == ([], {})


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_in_what_floats(open_as: Open, theme: str) -> None:
    page = open_as("grace")
    page.goto("/")
    page.wait_for_selector("#preview[data-ref] .verbs")
    page.keyboard.press("Control+k")
    assert page.locator("#palette").is_visible()
    assert told(page, theme) == []
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    assert told(page, theme) == []
    page.keyboard.press("Escape")
    page.locator("#preview summary", has_text=re.compile("More")).click()
    assert told(page, theme) == []


def test_a_page_and_its_files_are_light(open_as: Open) -> None:
    page = open_as("grace")
    sizes: list[int] = []
    page.on(
        "requestfinished",
        lambda request: (
            sizes.append(request.sizes()["responseBodySize"])
            if "/static/" in request.url
            else None
        ),
    )
    page.goto("/")
    page.wait_for_selector("#preview[data-ref]")
    assert sum(sizes) < 100_000
