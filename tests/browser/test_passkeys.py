"""Passkeys and apps in a real browser, with an authenticator that Chromium plays."""

import re
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, CDPSession, Page, TimeoutError, expect

from tests.browser import serving
from tests.browser.serving import PASSWORD
from tests.browser.test_every_page import THEMES, told


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A browser on the host that passkeys belong to: an address in figures has none."""
    context = browser.new_context(
        base_url=address.replace("127.0.0.1", "localhost"), reduced_motion="reduce"
    )
    context.set_default_timeout(serving.PATIENCE)
    complaints: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda said: complaints.append(said.text) if serving.breaks(said) else None,
    )
    yield page
    context.close()
    assert complaints == []


def authenticator(page: Page) -> tuple[CDPSession, str]:
    """A device with a finger on it, which keeps passkeys."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session, str(made["authenticatorId"])


def enter(page: Page, name: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("Name or e-mail address").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/(mine|second-factor)?$"))


def leave(page: Page) -> None:
    """Signs out; a page that still takes the place of another closes the menu anew."""
    button = page.get_by_role("button", name="Sign out")
    for _attempt in range(5):
        page.wait_for_load_state("load")
        page.click("summary.person")
        with suppress(TimeoutError):
            button.click(timeout=1500)
            return
    raise AssertionError("the menu does not stay open")
    page.wait_for_url("**/sign-in")


def again(page: Page) -> None:
    """Shows by password that it is they."""
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/signing-in/**")


def test_a_passkey_is_made_signs_in_and_is_removed(page: Page) -> None:
    session, device = authenticator(page)
    enter(page, "yara")
    page.goto("/signing-in")
    page.get_by_role("link", name="Add a passkey").click()
    again(page)
    page.get_by_label("What you call it").fill("Laptop")
    assert [told(page, theme) for theme in THEMES] == [[], []]
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.locator(".codes li")).to_have_count(10)
    assert [told(page, theme) for theme in THEMES] == [[], []]
    page.get_by_role("link", name="I have kept them").click()
    expect(page.locator("main")).to_contain_text("Laptop")
    assert [told(page, theme) for theme in THEMES] == [[], []]

    leave(page)
    assert [told(page, theme) for theme in THEMES] == [[], []]
    page.get_by_role("button", name="Sign in by passkey").click()
    expect(page.locator("summary.person")).to_be_visible()

    leave(page)
    enter(page, "yara")
    assert page.url.endswith("/sign-in/second-factor")
    assert [told(page, theme) for theme in THEMES] == [[], []]
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("summary.person")).to_be_visible()

    page.goto("/signing-in")
    page.get_by_role("link", name="Remove").click()
    again(page)
    page.get_by_role("button", name="Remove it").click()
    expect(page.locator("main")).to_contain_text("Your password alone opens")
    leave(page)
    page.get_by_role("button", name="Sign in by passkey").click()
    expect(page.get_by_role("status")).to_contain_text("This opens nothing here.")
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})


def test_a_device_that_knows_nobody_says_so(page: Page) -> None:
    authenticator(page)
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in by passkey").click()
    expect(page.locator("[data-passkey-said]")).to_be_visible()


def test_without_javascript_an_app_and_a_line_about_passkeys(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/sign-in")
    expect(page.locator("main")).to_contain_text("Passkeys need JavaScript")
    expect(page.get_by_role("button", name="Sign in by passkey")).to_be_hidden()
    enter(page, "pavel")
    page.goto("/signing-in/app")
    again(page)
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    assert page.locator("img.qr").evaluate("image => image.naturalWidth") > 100
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    page.get_by_label("The code that the app shows").fill(code)
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator(".codes li")).to_have_count(10)
    one = page.locator(".codes code").first.inner_text()
    assert re.fullmatch(r"(\d{5}-){3}\d{5}", one)
    context.clear_cookies()
    enter(page, "pavel")
    page.get_by_label("Code").fill(one)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("summary.person")).to_be_visible()
    context.close()
