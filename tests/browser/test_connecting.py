"""A tool is connected: the page waits for its first event and turns into it."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open


def connected(page: Page, name: str) -> None:
    page.goto("/sources/new?q=zabbix")
    page.locator("#tools a", has_text="Zabbix").click()
    page.fill("[name=name]", name)
    page.click("main .button--main")
    page.wait_for_url("**/connect")
    expect(page.locator("#heard")).to_contain_text("Waiting for the first event")


def test_waiting_turns_into_the_event_by_itself(open_as: Open) -> None:
    page = open_as("admin")
    connected(page, "Zabbix, Oslo")
    page.get_by_role("button", name="Send a test event").click()
    alert = page.locator("#heard a", has_text="Test of Zabbix, Oslo")
    expect(alert.first).to_be_visible()
    page.get_by_role("button", name="Resolve the test").click()
    expect(page.locator("#heard")).to_contain_text("resolved")
    alert.first.click()
    expect(page.locator("h1")).to_contain_text("Test of Zabbix, Oslo")


def test_a_mapping_is_tried_with_every_letter(open_as: Open) -> None:
    page = open_as("admin")
    page.goto("/sources/at/shop-probe/mapping")
    page.fill("[name=map_title]", "joined(' ', item.check, 'is', item.status)")
    expect(page.locator("#preview")).to_contain_text("Order probe is down")
    page.fill("[name=map_key]", "item.[")
    expect(page.locator("#preview .wrong").first).to_be_visible()


def test_it_all_works_without_javascript(open_as: Open) -> None:
    page = open_as("admin", javascript=False)
    connected(page, "Zabbix, Rome")
    page.get_by_role("button", name="Send a test event").click()
    for _again in range(20):
        page.locator("#heard").get_by_role("link", name="Look again").click()
        if page.locator("#heard a", has_text="Test of Zabbix, Rome").count():
            break
        page.wait_for_timeout(500)
    expect(page.locator("#heard")).to_contain_text(re.compile("Test of Zabbix, Rome"))
    page.goto("/sources/at/shop-probe/mapping")
    page.fill("[name=map_title]", "item.check")
    page.get_by_role("button", name="Try it").click()
    expect(page.locator("#preview")).to_contain_text("Order probe")
