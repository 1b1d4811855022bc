import json

from tocsin.foundation.notify.channels.msteams.card import plain
from tocsin.foundation.notify.channels.msteams.channel import CHANNEL
from tocsin.foundation.notify.channels.tests.answering import Server
from tocsin.foundation.notify.channels.tests.messages import (
    ACKNOWLEDGE,
    LINK,
    page,
    sent,
)

BY = CHANNEL.own_provider()
assert BY is not None


def test_a_workflow_is_sent_a_card(server: Server) -> None:
    server.say(202)
    assert BY is not None
    url = server.url + "/workflows/1/triggers/manual/paths/invoke?sig=s"
    assert sent(CHANNEL, BY, page(address=url)).taken
    (came,) = server.came
    assert came.path.endswith("?sig=s")
    (attachment,) = came.json["attachments"]
    assert came.json["type"] == "message"
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = attachment["content"]
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    opens = [each["url"] for each in card["actions"]]
    assert opens[0] == ACKNOWLEDGE.url
    assert opens[-1] == LINK
    words = json.dumps(card["body"])
    assert "/answer/" not in words


def test_words_stay_words(server: Server) -> None:
    assert plain("[a](b) *c* <d>") == r"\[a\](b) \*c\* \<d\>"


def test_a_workflow_that_was_taken_away(server: Server) -> None:
    assert BY is not None
    server.say(404)
    assert sent(CHANNEL, BY, page(address=server.url)).permanent
    server.says.clear()
    server.say(429, b"", Retry_After="1")
    assert not sent(CHANNEL, BY, page(address=server.url)).permanent


def test_its_address_is_not_shown() -> None:
    url = "https://prod-1.westeurope.logic.azure.com/workflows/1?sig=s"
    assert CHANNEL.fit(url) == url
    assert CHANNEL.shown(url) == "prod-1.westeurope.logic.azure.com/…"
