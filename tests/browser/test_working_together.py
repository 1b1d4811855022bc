"""In a browser: mentions are chosen by keys, watching is one key, the bell rings."""

from playwright.sync_api import expect

from tests.browser import serving
from tests.browser.conftest import Open


def test_a_mention_is_chosen_by_keys_and_rings_at_once(open_as: Open) -> None:
    priya, marc = open_as("priya"), open_as("marc")
    ref = serving.record(marc, "The tills answer slowly")
    priya.goto("/")
    before = priya.locator("#bell").get_attribute("aria-label")

    marc.keyboard.press("n")
    marc.keyboard.type("Please look, @pri", delay=20)
    marc.locator("#mentioning li").first.wait_for()
    marc.keyboard.press("Enter")
    # Also when Enter came before the list for all that was typed.
    expect(marc.locator("#say")).to_have_value("Please look, @priya ")
    assert not marc.locator("#mentioning").is_visible()
    marc.keyboard.press("Control+Enter")
    link = marc.locator(".said a", has_text="@priya")
    link.wait_for()
    assert "/people/" in str(link.get_attribute("href"))

    rung = f'#bell:not([aria-label="{before}"])'
    priya.locator(rung).wait_for()
    priya.keyboard.press("g")
    priya.keyboard.press("n")
    priya.wait_for_url("**/notifications")
    assert priya.locator(".notices .is-new a", has_text=ref).is_visible()


def test_watching_is_one_key_and_tasks_are_ticked(open_as: Open) -> None:
    page = open_as("marc")
    serving.record(page, "A label is missing")
    page.locator("h1").click()
    page.keyboard.press("v")
    page.locator("#watch", has_text="Watch no more").wait_for()

    page.keyboard.press("k")
    page.locator("#id_title").fill("Print it again")
    page.keyboard.press("Enter")
    page.locator("#task-1").click()
    page.locator(".tasks .is-done", has_text="Print it again").wait_for()
