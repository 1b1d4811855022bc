"""The main flows without a mouse."""

import re

from playwright.sync_api import Page, expect

from tests.browser import serving
from tests.browser.conftest import Open


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def send(page: Page) -> None:
    """The form that is open, by Enter on its button."""
    page.locator("#verb-form button.button--main").focus()
    press(page, "Enter")
    expect(page.locator("#verb-form .verb-form")).to_have_count(0)


def test_an_incident_from_record_to_closure(open_as: Open) -> None:
    page = open_as("grace")
    page.goto("/")
    press(page, "c")
    page.wait_for_url("**/record")
    page.keyboard.press("Tab")
    page.locator("[name=title]").focus()
    page.keyboard.type("Typed by keyboard alone")
    press(page, "Enter")
    page.wait_for_url("**/incidents/INC-*")
    now = page.locator("#now")

    press(page, "l")
    expect(page.locator("#verb-form select").first).to_be_focused()
    page.locator("[name=category]").focus()
    page.keyboard.type("Printing")
    page.locator("[name=impact]").focus()
    page.keyboard.type("3")
    send(page)
    expect(now).to_contain_text("P")

    press(page, "h")
    expect(page.locator("#verb-form [name=team]")).to_be_focused()
    page.keyboard.type("Service desk")
    send(page)
    press(page, "i")
    expect(page.locator("#timeline")).to_contain_text("accepted it")

    press(page, "n")
    expect(page.locator("#say")).to_be_focused()
    page.keyboard.type("The cable is out")
    press(page, "Control+Enter")
    expect(page.locator("#timeline")).to_contain_text("The cable is out")
    expect(page.locator("#say")).to_have_value("")
    page.locator("#say").blur()

    press(page, "d")
    expect(page.locator("#verb-form [name=cause]")).to_be_focused()
    send(page)
    press(page, "u")
    expect(page.locator("#verb-form [name=note]")).to_be_focused()
    send(page)
    press(page, "r")
    expect(page.locator("#verb-form [name=note]")).to_be_focused()
    send(page)
    press(page, "s")
    expect(page.locator("#verb-form [name=resolution]")).to_be_focused()
    page.locator("#verb-form [name=text]").focus()
    page.keyboard.type("Plugged it in")
    send(page)
    press(page, "z")
    expect(page.locator("#verb-form [name=code]")).to_be_focused()
    send(page)
    expect(now.locator("[aria-current=step]")).to_contain_text("Closed")


def test_the_queue_is_walked_and_opened(open_as: Open) -> None:
    page = open_as("grace")
    page.goto("/")
    expect(page.locator("#preview")).to_have_attribute("data-ref", re.compile("INC"))
    press(page, "j")
    second = page.locator("#rows tr[data-ref]").nth(1)
    expect(second).to_have_attribute("aria-current", "true")
    ref = second.get_attribute("data-ref") or ""
    expect(page.locator("#preview")).to_have_attribute("data-ref", ref)
    press(page, "x")
    expect(second.locator("input")).to_be_checked()
    expect(page.locator("#bulk")).to_be_visible()
    press(page, "k")
    expect(page.locator("#rows tr[data-ref]").first).to_have_attribute(
        "aria-current", "true"
    )
    press(page, "j", "o")
    page.wait_for_url(f"**/incidents/{ref}")


def test_the_palette_goes_does_and_searches(open_as: Open) -> None:
    page = open_as("grace")
    page.goto("/")
    press(page, "Control+k")
    page.keyboard.type("categ")
    press(page, "Enter")
    page.wait_for_url("**/categories")
    press(page, "Control+k")
    page.keyboard.type("nothing like this")
    press(page, "Escape")
    expect(page.locator("#palette")).not_to_be_visible()
    press(page, "Control+k")
    page.keyboard.type("inc-00001")
    press(page, "Enter")
    page.wait_for_url("**/incidents/INC-00001")
    press(page, "g", "s")
    page.wait_for_url("**/services")
    press(page, "/") if page.locator("[data-key='/']").count() else press(
        page, "g", "r"
    )
    page.wait_for_url("**/register**")


def test_single_keys_can_be_switched_off(open_as: Open) -> None:
    page = open_as("grace")
    page.goto("/")
    press(page, "?")
    page.locator("[data-keys-switch]").uncheck()
    press(page, "Escape", "c")
    assert page.url.rstrip("/").count("/") == 2
    press(page, "?")
    page.locator("[data-keys-switch]").check()
    press(page, "Escape", "c")
    page.wait_for_url("**/record")


def test_a_phone_reaches_every_verb(open_as: Open) -> None:
    page = open_as("grace", serving.PHONE)
    serving.record(page, "On a phone", service="checkout")
    page.locator("#now summary", has_text="More").click()
    for word in ("Hand over", "Resolve", "Cancel", "As of an instant"):
        expect(
            page.locator("#now .menu-list").get_by_text(word, exact=False).first
        ).to_be_visible()
    page.locator("#now .menu-list").get_by_text("Resolve").first.click()
    page.locator("#verb-form button.button--main").click()
    expect(page.locator("#now")).to_contain_text("Resolved")
