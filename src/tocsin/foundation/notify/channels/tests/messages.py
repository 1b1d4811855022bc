"""Messages and providers as the sender hands them over."""

from dataclasses import replace
from typing import Any

from tocsin.foundation.notify.channels.contract import (
    Action,
    Channel,
    Incoming,
    Message,
    Provider,
    Result,
)

HOME = "https://tocsin.shop.example"
REPLIES = f"{HOME}/replies/any/3f1d"
ACKNOWLEDGE, ESCALATE, RESOLVE = (
    Action(
        verb=verb,
        label=verb.capitalize(),
        url=f"{HOME}/answer/17-{n}.t.s",
        token=f"17-{n}.t.s",
    )
    for n, verb in enumerate(("acknowledge", "escalate", "resolve"))
)
_ACTIONS = (ACKNOWLEDGE, ESCALATE, RESOLVE)
LINK = f"{HOME}/incidents/INC-00042"
WHY = "You get this because you are on call in Shop."
TEXT = "\n\n".join(
    (
        "Checkout: no orders",
        "Priority: P1\nService: Checkout",
        *(f"{each.label}\n{each.url}" for each in _ACTIONS),
        f"Open it\n{LINK}",
        f"-- \n{WHY}",
    )
)
PAGE = Message(
    id=17,
    uid="tocsin-17",
    address="+4930123456",
    subject="P1 INC-00042: Checkout: no orders",
    text=TEXT,
    short="P1 INC-00042: Checkout: no orders. Reply “17 ack”",
    html="<p>Checkout: no orders</p>",
    speech="This is Tocsin. P1 INC-00042: Checkout: no orders",
    name="Ada Lovelace",
    person="p-ada",
    actions=_ACTIONS,
    link=LINK,
    why=WHY,
    thread="INC-00042",
    code="17",
)


def page(**facts: Any) -> Message:
    return replace(PAGE, **facts)


def provider(channel: str, kind: str, **settings: str) -> Provider:
    return Provider(
        key=f"{channel}-one",
        channel=channel,
        kind=kind,
        name="One",
        settings=settings,
        replies_url=REPLIES,
    )


def sent(channel: Channel, by: Provider, message: Message = PAGE) -> Result:
    (result,) = channel.send_many([message], by)
    return result


def incoming(
    body: bytes = b"", *, query: str = "", url: str = REPLIES, **headers: str
) -> Incoming:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return Incoming(method="POST", url=url, query=query, headers=told, body=body)
