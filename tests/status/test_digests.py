"""Whoever wants one mail for a day or week has one, with all that was told in it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.mail.tests.receiving import Post, receiving
from tocsin.kernel import clock
from tocsin.response.statuspage.actions.delivering import deliver
from tocsin.response.statuspage.actions.noticing import publish_notice, update_notice
from tocsin.response.statuspage.actions.pages import add_page
from tocsin.response.statuspage.actions.subscribing import leave
from tocsin.response.statuspage.models import Delivery, Subscriber
from tocsin.response.statuspage.rules.digests import DAILY, WEEKLY, next_digest
from tocsin.response.statuspage.subscribing import leaving_token

BEGUN = datetime(2020, 1, 1, tzinfo=UTC)


@given(
    st.integers(0, 5_000 * 86_400).map(lambda s: BEGUN + timedelta(seconds=s)),
    st.sampled_from(["UTC", "Europe/Paris", "America/New_York", "Asia/Kathmandu"]),
    st.sampled_from([DAILY, WEEKLY]),
)
def test_a_digest_goes_in_the_morning(at: datetime, name: str, rhythm: str) -> None:
    zone, now = ZoneInfo(name), at
    found = next_digest(rhythm, now, zone)
    assert found > now
    local = found.astimezone(zone)
    assert (local.hour, local.minute) == (8, 0)
    most = timedelta(days=1 if rhythm == DAILY else 7, hours=1)
    assert found - now <= most
    assert rhythm == DAILY or local.weekday() == 0
    again = next_digest(rhythm, found, zone)
    assert again - found >= timedelta(hours=23)


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    with receiving() as post:
        monkeypatch.setenv("TOCSIN_SMTP_URL", f"smtp://127.0.0.1:{post.port}")
        monkeypatch.setenv("TOCSIN_SMTP_TLS", "off")
        yield post


def reader(address: str, **rhythms: str) -> Subscriber:
    told = {"address": address, "channel": "mail"}
    told |= {f"rhythm-{kind}": rhythm for kind, rhythm in rhythms.items()}
    assert Client().post("/status/shop/subscribe", told).status_code == 200
    row = Subscriber.objects.get(address=address)
    row.confirmed_at, row.token, row.token_until = clock.now(), None, None
    row.save()
    return row


@pytest.mark.django_db(transaction=True)
def test_a_day_is_one_mail(company: Company, hands: clock.Hands, post: Post) -> None:
    add_page("shop", "Shop", by=SYSTEM)
    shown = Client().get("/status/shop/subscribe").content.decode()
    assert 'name="rhythm-incident"' in shown
    reader("now@example.org", incident="hourly")
    daily = reader("daily@example.org", incident=DAILY)
    gone = reader("gone@example.org", incident=WEEKLY)
    assert daily.rhythms == {"incident": DAILY}
    first = publish_notice("shop", by=SYSTEM, title="Orders wait", text="We look.")
    update_notice(first.code, by=SYSTEM, text="It works.", status="resolved")
    publish_notice("shop", by=SYSTEM, title="Search is slow", text="We know.")
    while deliver():
        pass
    assert {str(mail["To"]) for mail in post.came} == {"now@example.org"}
    assert len(post.came) == 3
    leave(gone.code, leaving_token(gone.code, gone.nonce))
    hands.forward(hours=25)
    while deliver():
        pass
    (digest,) = post.came[3:]
    assert digest["To"] == "daily@example.org"
    assert "/leave/" + daily.code in str(digest["List-Unsubscribe"])
    plain = digest.get_body(("plain",))
    assert plain is not None
    said = plain.get_content()
    for words in ("Resolved: Orders wait", "We look.", "It works.", "We know."):
        assert said.count(words) == 1
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    hands.forward(hours=25)
    assert deliver() == 0
