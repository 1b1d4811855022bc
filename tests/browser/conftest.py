import logging
import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from tests.browser import serving

_log = logging.getLogger(__name__)
Open = Callable[..., Page]

# What is held for the package ends with it: while Playwright is there, its loop runs in
# this thread, and Django refuses to ask the database.


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def address() -> Iterator[str]:
    if not serving.is_there() and os.environ.get("TOCSIN_REQUIRE_ALL") != "1":
        pytest.skip("needs Chromium: apt install chromium")
    with serving.tocsin() as address:
        yield address


@pytest.fixture(scope="package")
def browser(address: str) -> Iterator[Browser]:
    with serving.chromium() as browser:
        yield browser


@pytest.fixture(scope="package")
def cookies(browser: Browser, address: str) -> Callable[[str], list[dict[str, object]]]:
    """Who has signed in stays so for all of these tests."""
    held: dict[str, list[dict[str, object]]] = {}

    def of(name: str) -> list[dict[str, object]]:
        if name not in held:
            context = serving.sign_in(browser, address, name)
            held[name] = [dict(cookie) for cookie in context.cookies()]
            context.close()
        return held[name]

    return of


@pytest.fixture
def open_as(
    browser: Browser,
    address: str,
    cookies: Callable[[str], list[dict[str, object]]],
) -> Iterator[Open]:
    """A page of the named person; whatever the browser complains of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if serving.breaks(message):
            complaints.append(message.text)

    def answered(response: Response) -> None:
        # Shown where a test fails.
        if not response.ok:
            _log.warning("%s: %s", response.status, response.url)

    def open_page(
        name: str, size: tuple[int, int] = serving.DESK, javascript: bool = True
    ) -> Page:
        context = browser.new_context(
            base_url=address,
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        context.set_default_timeout(serving.PATIENCE)
        context.add_cookies(cookies(name))  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("response", answered)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
