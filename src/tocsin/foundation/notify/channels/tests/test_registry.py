"""Each folder is a channel that says who it is."""

import pytest
from lucide.templatetags.lucide import lucide

from tocsin.foundation.notify.channels.contract import BY_BROWSER, Channel
from tocsin.foundation.notify.channels.registry import channels, offered_channels

CHANNELS = [pytest.param(each, id=name) for name, each in channels().items()]
LOUD = {"sms", "voice", "webpush"}


def test_every_way_that_is_promised_is_there() -> None:
    assert set(offered_channels()) == {
        "apprise",
        "mail",
        "mattermost",
        "msteams",
        "slack",
        "sms",
        "telegram",
        "voice",
        "webhook",
        "webpush",
    }
    assert set(channels()) - set(offered_channels()) == {"inside"}
    assert {name for name, each in offered_channels().items() if each.is_loud} == LOUD


@pytest.mark.parametrize("channel", CHANNELS)
def test_it_has_a_name_an_icon_and_somebody_who_carries_it(
    db: None, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_SMTP_URL", "smtp://mail.example")
    assert str(channel.title)
    assert "<svg" in lucide(channel.icon)
    assert channel.kinds or channel.own_provider()
    assert channel.enrolment == BY_BROWSER or str(channel.address_label)


@pytest.mark.parametrize("channel", CHANNELS)
def test_what_a_provider_is_asked_has_one_name_each(channel: Channel) -> None:
    for kind in channel.kinds:
        names = [each.name for each in kind.settings]
        assert len(names) == len(set(names))
        assert all(name.isidentifier() for name in names)
