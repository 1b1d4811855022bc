"""A whole Tocsin with the sample organisation, and Debian's Chromium to look at it."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from tests.front_door.laid import lay
from tests.front_door.running import Running

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
PASSWORD = "tocsin-sample-2026"
PHONE = (375, 800)
DESK = (1440, 900)
# Milliseconds until something must have come. A machine that runs other tests beside
# takes its time; how quick a page is, `make bench` says.
PATIENCE = 30_000


def is_there() -> bool:
    return Path(CHROMIUM).exists()


@contextmanager
def tocsin() -> Iterator[str]:
    """A Tocsin of its own with the sample in it; gives its address."""
    with tempfile.TemporaryDirectory(prefix="tocsin-", dir="/tmp") as name:
        Path(name).chmod(0o755)
        running = Running(Path(name) / "home", {"TOCSIN_SAMPLE": "on"})
        lay(running.home, sample=True)
        try:
            running.start()
            yield f"http://127.0.0.1:{running.port}"
        finally:
            running.end()


@contextmanager
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        yield browser
        browser.close()


def sign_in(
    browser: Browser, address: str, name: str, size: tuple[int, int] = DESK
) -> BrowserContext:
    """A browser of its own in which this person of the sample has signed in."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": size[0], "height": size[1]},
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("Name or e-mail address").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/(mine|help)?$"))
    page.close()
    return context


def breaks(message: ConsoleMessage) -> bool:
    """Whether something on the page is broken. A status is no break: a test asked for
    it, or a page was still listening when its reader signed out."""
    is_status = "status of" in message.text or "Status Error" in message.text
    return message.type == "error" and not is_status


def record(page: Page, title: str, **facts: str) -> str:
    """An incident of the test's own, recorded on the page; gives its reference."""
    page.goto("/record")
    page.fill("[name=title]", title)
    for name, value in facts.items():
        page.select_option(f"[name={name}]", value)
    page.click("main button.button--main")
    page.wait_for_url("**/incidents/INC-*")
    return page.url.rsplit("/", 1)[1]
