"""What is let in, what is not, and a real service's request."""

import pytest
from apprise.plugins.pushover import NotifyPushover
from hypothesis import given
from hypothesis import strategies as st

from tocsin.foundation.notify.channels.apprise.channel import CHANNEL
from tocsin.foundation.notify.channels.apprise.let_in import (
    SERVICES,
    NotLetIn,
    _plugin,
    scheme_of,
)
from tocsin.foundation.notify.channels.contract import AddressUnfit
from tocsin.foundation.notify.channels.tests.answering import Server
from tocsin.foundation.notify.channels.tests.messages import page, sent

PUSHOVER = f"pover://{'u' * 30}@{'t' * 30}"
BY = CHANNEL.own_provider()


@pytest.mark.parametrize("scheme", SERVICES)
def test_each_service_that_is_let_in_is_there(scheme: str) -> None:
    told = _plugin(SERVICES[scheme][0]).secure_protocol
    assert scheme in ((told,) if isinstance(told, str) else told)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "pover",
        "json://10.0.0.1/",
        "jsons://localhost/",
        "xml://localhost",
        "form://localhost",
        "syslog://",
        "dbus://",
        "gnome://",
        "windows://",
        "file:///etc/passwd",
        "mailtos://user:pass@localhost",
        "gotify://localhost/token",
        "matrix://localhost",
        "ntfy://localhost/topic",
        "discord://id/token?template=/etc/passwd",
        "discord://id/token?x=1&verify=no",
        "discord://id/token??template=/etc/passwd",
        f"{PUSHOVER}?redirect=yes",
        f"{PUSHOVER}?+X-Header=1",
        "pover://",
        "discord://",
    ],
)
def test_what_could_lead_elsewhere_is_refused(url: str) -> None:
    with pytest.raises(AddressUnfit):
        CHANNEL.fit(url)


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    for url in (text, f"pover://{text}"):
        try:
            assert scheme_of(url) in SERVICES
        except NotLetIn:
            continue


def test_no_raw_address_is_shown() -> None:
    assert CHANNEL.fit(f" {PUSHOVER}?priority=high ") == f"{PUSHOVER}?priority=high"
    assert CHANNEL.shown(PUSHOVER) == "Pushover"
    assert CHANNEL.shown("json://secret") == "…"


def test_a_service_is_asked(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NotifyPushover, "notify_url", server.url + "/1/messages.json")
    assert BY is not None
    server.say(200, {"status": 1, "request": "647d2300"})
    assert sent(CHANNEL, BY, page(address=PUSHOVER)).taken
    server.says.clear()
    server.say(400, {"status": 0})
    result = sent(CHANNEL, BY, page(address=PUSHOVER))
    assert (result.taken, result.permanent) == (False, False)
    assert len(server.came) == 2
    server.says.clear()
    server.say(302, b"", Location=server.url + "/elsewhere")
    assert not sent(CHANNEL, BY, page(address=PUSHOVER)).taken
    assert "/elsewhere" not in [came.path for came in server.came]
