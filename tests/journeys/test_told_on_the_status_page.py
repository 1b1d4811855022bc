"""An incident is told on the status page: subscribers hear of it, an update is
promised, nagged for and told, and at the end history and feeds tell of it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tests.company import Company, kinds, settle
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.mail.models import Mail
from tocsin.foundation.mail.reads import sent_parts
from tocsin.foundation.mail.tests.receiving import Post, receiving
from tocsin.foundation.notify.models import Page as Paged
from tocsin.kernel import clock
from tocsin.response.statuspage.actions.pages import add_component, add_page

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_whole_story(company: Company, hands: clock.Hands, post: Post) -> None:
    add_page("shop", "Shop", by=SYSTEM, promise_minutes=30)
    part = add_component("shop", "Checkout", by=SYSTEM, services=["checkout"])
    world = Client()
    assert "Everything works." in text(world, "/status/shop")
    subscribe(world, "reader@example.org")

    # Grace tells users in one act, from the incident's page.
    incident = company.open(title="db-primary is down, password is in the note")
    desk = company.client("grace")
    page = desk.get(f"/incidents/{incident.ref}").content.decode()
    assert "Publish on Shop" in page
    told = fields(page, "/notices/new")
    told |= {"title": "Checkout takes no orders", "text": "We are looking into it."}
    sent = desk.post(f"/notices/new?ref={incident.ref}", told)
    assert sent.status_code == 302, sent.content.decode()[:3000]
    shown = text(world, "/status/shop")
    assert '<h1 class="truth">Checkout takes no orders.</h1>' in shown
    assert "password is" not in shown
    assert "Not working" in shown
    settle()
    first = one(post, "Checkout takes no orders")
    assert first["To"] == "reader@example.org"
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "notice_published" in kinds(incident)

    late(hands, world, incident)
    code = re.findall(r"/notices/([a-z0-9]{12})", shown)[0]
    say(desk, code, "It works again.", "resolved")
    settle()
    over = one(post, "Resolved: Checkout takes no orders")
    assert "Everything works." in text(world, "/status/shop")
    assert kinds(incident)[-1] == "notice_ended"
    remembered(world, part)
    unsubscribed(world, over)
    before = len(post.came)
    say(desk, code, "Looked back on.", "postmortem")
    settle()
    assert len(post.came) == before


def late(hands: clock.Hands, world: Client, incident: Any) -> None:
    """Nobody says more in time: whoever published it is reminded, then nagged, then
    the duty manager hears of it."""
    hands.forward(minutes=25)
    settle()
    assert nagged() == {"p-grace"}
    hands.forward(minutes=5)
    settle()
    assert "notice_overdue" in kinds(incident)
    assert "Update overdue since" in text(world, "/status/shop")
    hands.forward(minutes=10)
    settle()
    assert nagged() == {"p-grace", "p-marc"}


def remembered(world: Client, part: Any) -> None:
    """History, feed and Statuspage's interface tell of it."""
    month = clock.now().strftime("%Y-%m")
    assert "It works again." in text(world, f"/status/shop/history/{month}")
    assert "It works again." in text(world, "/status/shop/feed.atom")
    (told,) = world.get("/status/shop/api/v2/incidents.json").json()["incidents"]
    assert (told["status"], told["impact"]) == ("resolved", "critical")
    assert [each["id"] for each in told["components"]] == [part.code]


def unsubscribed(world: Client, mail: Any) -> None:
    """One click, and nothing more comes (RFC 8058)."""
    path = "/" + str(mail["List-Unsubscribe"]).strip("<>").split("/", 3)[3]
    assert world.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200


def one(post: Post, subject: str) -> Any:
    """The one mail about it that came to the reader."""
    found = [
        mail
        for mail in post.came
        if subject in str(mail["Subject"]) and "reader@" in str(mail["To"])
    ]
    assert len(found) == 1, [str(mail["Subject"]) for mail in post.came]
    return found[0]


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """A mail server in the clear, and this Tocsin sends by it."""
    with receiving() as post:
        monkeypatch.setenv("TOCSIN_SMTP_URL", f"smtp://127.0.0.1:{post.port}")
        monkeypatch.setenv("TOCSIN_SMTP_TLS", "off")
        yield post


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def subscribe(client: Client, address: str) -> None:
    answer = client.post("/status/shop/subscribe", {"address": address})
    assert answer.status_code == 200
    mail = Mail.objects.get(kind="status_confirm", address=address)
    link = sent_parts(mail).link
    path = "/" + link.split("/", 3)[3]
    assert "One step is left" in text(client, path)
    assert client.post(path).status_code == 200
    assert client.post(path).status_code == 410
    settle()


def fields(page: str, action: str) -> dict[str, Any]:
    """What the form that is sent there holds."""
    form = next(f for f in page.split("<form") if f'action="{action}' in f)
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return dict(found)


def say(client: Client, code: str, words: str, status: str) -> None:
    answer = client.post(f"/notices/{code}", {"text": words, "status": status})
    assert answer.status_code == 302, answer.content.decode()[:2000]


def nagged() -> set[str]:
    rows = Paged.objects.filter(cause__startswith="notice:")
    return set(rows.values_list("person", flat=True))
