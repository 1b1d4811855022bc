"""What others do arrives in place; what one typed stays."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.serving import record


def test_new_rows_wait_until_they_are_asked_for(open_as: Open) -> None:
    ada, grace = open_as("ada"), open_as("grace")
    ada.goto("/")
    ada.wait_for_timeout(300)
    ref = record(grace, "Arrived while Ada looked")
    expect(ada.locator("#waiting")).to_have_text("1 new, show")
    assert ada.locator(f"tr[data-ref={ref}]").count() == 0
    ada.locator("#waiting").click()
    expect(ada.locator(f"tr[data-ref={ref}]")).to_be_visible()
    grace.locator("#now button", has_text="Accept").first.click()
    expect(ada.locator(f"tr[data-ref={ref}]")).to_contain_text("Diagnosis")


def test_an_entry_arrives_and_typed_text_stays(open_as: Open) -> None:
    grace, marc = open_as("grace"), open_as("marc")
    ref = record(grace, "Two people look at this")
    marc.goto(f"/incidents/{ref}")
    marc.locator("#say").fill("Half a sentence")
    grace.locator("#say").fill("Grace saw smoke")
    grace.locator("#composer button[type=submit]").click()
    expect(marc.locator("#timeline")).to_contain_text("Grace saw smoke")
    expect(marc.locator("#say")).to_have_value("Half a sentence")
    marc.reload()
    expect(marc.locator("#say")).to_have_value("Half a sentence")


def test_the_second_verb_is_told_what_the_first_did(open_as: Open) -> None:
    grace, marc = open_as("grace"), open_as("marc")
    ref = record(grace, "Both resolve it", service="checkout")
    marc.goto(f"/incidents/{ref}")
    marc.keyboard.press("s")
    marc.locator("#verb-form [name=text]").fill("Marc's long explanation")
    grace.locator("#now button", has_text="Accept").first.click()
    expect(grace.locator("#timeline")).to_contain_text("accepted it")
    expect(marc.locator("#timeline")).to_contain_text("accepted it")
    expect(marc.locator("#verb-form [name=text]")).to_have_value(
        "Marc's long explanation"
    )
    marc.locator("#verb-form button.button--main").click()
    expect(marc.locator("#verb-form")).to_contain_text("has moved on since you looked")
    expect(marc.locator("#verb-form")).to_contain_text("Grace Kimani accepted it")
    expect(marc.locator("#verb-form [name=text]")).to_have_value(
        "Marc's long explanation"
    )
    marc.get_by_role("button", name=re.compile("all the same")).click()
    expect(marc.locator("#now [aria-current=step]")).to_contain_text("Resolved")


def test_the_preview_is_worked_in_without_leaving_the_queue(open_as: Open) -> None:
    grace = open_as("grace")
    ref = record(grace, "Worked beside the queue", service="checkout")
    grace.goto("/")
    grace.locator(f"tr[data-ref={ref}] .title a").click()
    pane = grace.locator("#preview")
    expect(pane).to_have_attribute("data-ref", ref)
    pane.locator("#say").fill("Said beside the queue")
    pane.locator("#composer button[type=submit]").click()
    expect(grace.locator("#preview .timeline")).to_contain_text("Said beside the queue")
    # It lies in a menu, which closes when the pane is told anew.
    grace.locator("#preview").get_by_text("Hand over").first.dispatch_event("click")
    grace.locator("#preview #verb-form [name=team]").select_option(label="Network")
    grace.locator("#preview #verb-form button.button--main").click()
    expect(grace.locator("#preview .facts").first).to_contain_text("Network")
    expect(grace.locator(f"tr[data-ref={ref}] .who")).to_contain_text("Network")
    assert grace.url.rstrip("/").endswith(str(grace.url.split("/")[2]))


def test_when_no_answer_comes_the_page_says_so_and_keeps_the_text(
    open_as: Open,
) -> None:
    grace = open_as("grace")
    record(grace, "The network goes away", service="checkout")
    grace.route("**/say", lambda route: route.fulfill(status=502, body="gone"))
    grace.locator("#say").fill("Words worth keeping")
    grace.locator("#composer button[type=submit]").click()
    expect(grace.get_by_role("alert")).to_contain_text("did not answer")
    expect(grace.locator("#say")).to_have_value("Words worth keeping")
    grace.unroute("**/say")
    grace.locator("#composer button[type=submit]").click()
    expect(grace.locator("#timeline")).to_contain_text("Words worth keeping")
    expect(grace.get_by_role("alert")).to_have_count(0)
