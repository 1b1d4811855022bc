"""In Chromium: what is pushed is shown as a notification, and its button answers."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, Route

from tests.browser.serving import sign_in
from tests.front_door.running import until

SHOWN = """async () => {
  const worker = await navigator.serviceWorker.ready;
  const found = await worker.getNotifications();
  return found.map(({ title, body, requireInteraction, actions }) =>
    ({ title, body, requireInteraction, actions: actions.map((each) => each.action) }));
}"""
# What Chromium does when somebody presses a button of a notification.
PRESS = """async () => {
  const [notification] = await self.registration.getNotifications();
  self.dispatchEvent(
    new NotificationEvent("notificationclick", { notification, action: "acknowledge" }),
  );
}"""
FORM = '<form><input type="hidden" name="csrfmiddlewaretoken" value="t0ken"></form>'
TOLD = {
    "title": "P1 INC-00001: Checkout: no orders",
    "body": "P1 INC-00001. Reply “17 ack”",
    "tag": "INC-00001",
    "url": "/incidents/INC-00001",
    "loud": True,
    "actions": [
        {
            "action": "acknowledge",
            "title": "Acknowledge",
            "url": "/answer/tried",
            "done": "Acknowledged",
        }
    ],
}


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = sign_in(browser, address, "ada")
    context.grant_permissions(["notifications"], origin=address)
    page = context.new_page()
    page.goto("/")
    page.evaluate("() => navigator.serviceWorker.register('/worker.js')")
    page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    yield page
    context.close()


def push(page: Page, told: Any) -> None:
    """As Chromium hands over what a push service sent and it decrypted."""
    session: CDPSession = page.context.new_cdp_session(page)
    registrations: list[Any] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registrations.extend(event["registrations"]),
    )
    session.send("ServiceWorker.enable")

    def known() -> bool:
        page.wait_for_timeout(20)
        return bool(registrations)

    until(known, "a worker")
    session.send(
        "ServiceWorker.deliverPushMessage",
        {
            "origin": page.url.rstrip("/"),
            "registrationId": registrations[-1]["registrationId"],
            "data": told if isinstance(told, str) else json.dumps(told),
        },
    )


def shown(page: Page, title: str) -> Any:
    found: list[Any] = []

    def there() -> bool:
        page.wait_for_timeout(20)
        found[:] = [n for n in page.evaluate(SHOWN) if n["title"] == title]
        return bool(found)

    until(there, f"a notification {title!r}")
    return found[0]


def test_a_push_is_shown_and_its_button_acknowledges(page: Page) -> None:
    sent: list[tuple[str, str]] = []

    def answer(route: Route) -> None:
        asked = route.request
        sent.append((asked.method, asked.post_data or ""))
        route.fulfill(status=200, content_type="text/html", body=FORM)

    page.context.route("**/answer/tried", answer)
    push(page, TOLD)
    note = shown(page, str(TOLD["title"]))
    assert note["actions"] == ["acknowledge"]
    assert note["requireInteraction"], "it stays until somebody did something"
    (worker,) = page.context.service_workers
    worker.evaluate(PRESS)
    assert shown(page, "Acknowledged")["body"] == TOLD["title"]
    assert sent == [("GET", ""), ("POST", "csrfmiddlewaretoken=t0ken")]


def test_whatever_is_pushed_something_is_shown(page: Page) -> None:
    push(page, "no JSON")
    assert shown(page, "Tocsin")["actions"] == []


def test_chromium_would_install_it(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    told = session.send("Page.getAppManifest")
    assert told["errors"] == []
    assert told["url"].endswith("/app.webmanifest")
    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # A private window, as each test has, installs nothing.
    assert [e["errorId"] for e in errors if e["errorId"] != "in-incognito"] == []
