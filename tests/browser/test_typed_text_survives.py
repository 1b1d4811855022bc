"""Typed, the page killed, come back: the text is there, and nobody else has it."""

import re

from playwright.sync_api import expect

from tests.browser import serving
from tests.browser.conftest import Open


def test_a_killed_page_loses_no_text(open_as: Open) -> None:
    page = open_as("grace")
    ref = serving.record(page, "Its page is killed", service="checkout")
    page.locator("#say").press_sequentially("Seen on the second")
    with page.expect_response("**/unsent/keep"):
        page.locator("#say").press_sequentially(" rack")
    page.context.close()

    other = open_as("grace")
    other.goto(f"/incidents/{ref}")
    expect(other.locator("#say")).to_have_value("Seen on the second rack")
    colleague = open_as("marc")
    colleague.goto(f"/incidents/{ref}")
    expect(colleague.locator("#say")).to_have_value("")
    other.locator("#say").press("Control+Enter")
    expect(other.locator("#timeline")).to_contain_text("Seen on the second rack")
    expect(other.locator("#say")).to_have_value("")
    other.reload()
    expect(other.locator("#say")).to_have_value("")


def test_a_verbs_form_and_the_record_come_back(open_as: Open) -> None:
    page = open_as("grace")
    ref = serving.record(page, "Forms come back", service="checkout")
    page.keyboard.press("s")
    page.locator("#verb-form [name=resolution]").select_option("permanent")
    with page.expect_response("**/unsent/keep"):
        page.locator("#verb-form [name=text]").press_sequentially("A new disk")
    page.reload()
    page.keyboard.press("s")
    expect(page.locator("#verb-form [name=text]")).to_have_value("A new disk")
    expect(page.locator("#verb-form [name=resolution]")).to_have_value("permanent")
    page.locator("#verb-form button.button--main").click()
    expect(page.locator("#now")).to_contain_text("Resolved")
    page.goto("/record")
    with page.expect_response("**/unsent/keep"):
        page.locator("[name=title]").press_sequentially("Half a title")
    page.goto("/unsent")
    expect(page.locator("main")).to_contain_text("Half a title")
    expect(page.locator("main")).not_to_contain_text(ref)
    ours = page.get_by_role("listitem").filter(has_text="Half a title")
    ours.get_by_role("button", name="Discard it").click()
    page.goto("/record")
    expect(page.locator("[name=title]")).to_have_value("")


def test_signed_out_meanwhile_the_text_waits(open_as: Open) -> None:
    page = open_as("marc")
    ref = serving.record(page, "The session ends", service="checkout")
    kept = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.locator("#say").press_sequentially("Typed in vain?")
    expect(page.locator("[data-signed-out]")).to_contain_text("session has ended")
    page.context.add_cookies(kept)  # type: ignore[arg-type]
    page.goto(f"/incidents/{ref}")
    expect(page.locator("#say")).to_have_value("Typed in vain?")


def test_two_see_each_other(open_as: Open) -> None:
    page, other = open_as("grace"), open_as("marc")
    ref = serving.record(page, "Two look at it", service="checkout")
    other.goto(f"/incidents/{ref}")
    here = page.locator("#presence")
    expect(here).to_contain_text(re.compile("Marc|marc"))
    other.locator("#say").press_sequentially("I am on it")
    expect(here).to_contain_text("is writing")
    other.goto("/")
    expect(here).to_be_empty()
