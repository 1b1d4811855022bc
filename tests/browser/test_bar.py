"""The bar on top fits whatever is narrower than its places."""

from tests.browser.conftest import Open


def test_no_place_pushes_the_page_beyond_its_width(open_as: Open) -> None:
    page = open_as("admin")
    page.goto("/")
    for width in (760, 1024, 1180, 1280, 1366, 1500, 1600, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, width
        shown = page.locator(".top nav li:visible").all_inner_texts()
        assert ("More" in shown) == ("Settings" not in shown), width


def test_a_title_is_never_hidden_by_what_stands_after_it(open_as: Open) -> None:
    page = open_as("marc", (1280, 800))
    page.goto("/")
    page.wait_for_selector("#preview[data-ref]")
    widths = page.locator("#rows .title a").evaluate_all(
        "all => all.map(a => [a.textContent, a.clientWidth, a.scrollWidth])"
    )
    line = page.locator("#rows .title-line").first.evaluate("it => it.clientWidth")
    for title, shown, whole in widths:
        assert shown >= min(whole, line) - 1, title
