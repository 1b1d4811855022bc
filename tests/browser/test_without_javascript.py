"""Every verb by plain forms and links, with JavaScript off."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.serving import record


def verb(page: Page, word: str) -> None:
    """The verb's form, by its link; those behind More stand in an open list."""
    bar = page.locator("#now .verbs > .verb > .button", has_text=word)
    if bar.count() == 0:
        page.locator("#now summary", has_text="More").click()
        bar = page.locator("#now .menu-list a:visible", has_text=word)
    bar.first.click()


def test_a_life_without_javascript(open_as: Open) -> None:
    page = open_as("grace", javascript=False)
    # Not the checkout: in Black Friday week a rule of the sample makes it P1.
    ref = record(page, "No JavaScript here", service="search")
    verb(page, "Classify")
    page.select_option("[name=impact]", "2")
    page.select_option("[name=urgency]", "2")
    page.click("#verb-form button.button--main")
    expect(page.locator("#now")).to_contain_text("P3")
    page.locator("#now button", has_text="Acknowledge").first.click()
    page.fill("#say", "A plain note")
    page.click("#composer button[type=submit]")
    expect(page.locator("#timeline")).to_contain_text("A plain note")
    page.locator("#now button", has_text="Accept").first.click()
    verb(page, "Resolve")
    page.fill("#verb-form [name=text]", "Mended")
    page.click("#verb-form button.button--main")
    verb(page, "Close")
    page.click("#verb-form button.button--main")
    expect(page.locator("#now [aria-current=step]")).to_contain_text("Closed")
    assert page.url.endswith(ref)


def test_rows_are_handed_over_together_without_javascript(open_as: Open) -> None:
    page = open_as("grace", javascript=False)
    refs = [record(page, f"Bulk {n}", service="checkout") for n in range(2)]
    page.goto("/")
    for ref in refs:
        page.locator(f"tr[data-ref={ref}] .tick input").check()
    page.locator("#bulk button", has_text="Hand over").click()
    page.select_option("[name=team]", label="Network")
    page.get_by_role("button", name="See what it would do").click()
    expect(page.locator("#foretold")).to_contain_text("assigned it to Network")
    page.locator("main form .button--main").click()
    expect(page.locator(".banner")).to_contain_text("2 incidents done.")
    expect(page.locator(f"tr[data-ref={refs[0]}] .who")).to_contain_text("Network")


def test_search_and_theme_without_javascript(open_as: Open) -> None:
    page = open_as("marc", javascript=False)
    page.goto("/")
    page.click(".seek")
    page.fill("[name=q]", "checkout")
    page.click("main form .button--main")
    expect(page.locator("#rows")).to_contain_text("found, the best first")
    page.click(".top summary")
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.click(".top summary")
    page.get_by_role("button", name="As the system").click()
    expect(page.locator("html")).not_to_have_attribute("data-theme", "dark")
