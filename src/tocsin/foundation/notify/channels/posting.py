"""Handing messages over by HTTP, many at a time, and what an answer means for them."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from tocsin.foundation.config.reads import value
from tocsin.foundation.notify.channels.contract import (
    PATIENCE,
    AddressUnfit,
    Message,
    Result,
)
from tocsin.foundation.notify.channels.sending import side_by_side
from tocsin.foundation.notify.options import NETWORKS
from tocsin.kernel import clock
from tocsin.kernel.outward.addresses import Network, NotAllowed, networks
from tocsin.kernel.outward.asking import Asking, Heard, NotReached, ask
from tocsin.kernel.outward.waiting import wait_asked

Write = Callable[[Message], Asking]
Read = Callable[[Message, Heard], Result]

# Busy, or broken just now: 408, 425 and 429 beside all from 500 on.
_PASSING = frozenset({408, 425, 429})
# An address of one's own that says one of these was closed; a message that it only
# cannot read (400, 413, 422) closes nothing.
_CLOSED = frozenset({401, 403, 404, 405, 410})


def allowed_networks() -> tuple[Network, ...]:
    """Networks of the organisation's own that may be asked. A word that is no network
    allows nothing, and hinders nothing."""
    found: list[Network] = []
    for each in value(NETWORKS):
        with suppress(ValueError):
            found += networks([each])
    return tuple(found)


def posted(
    write: Write, messages: Sequence[Message], read: Read, width: int
) -> Iterator[Result]:
    """Each message as `write` puts it into a request, and as `read` understands the
    answer to it."""
    # Read here: what runs side by side touches no table.
    allowed = allowed_networks()

    def send(message: Message) -> Result:
        try:
            heard = ask(write(message), allowed=allowed, patience=PATIENCE)
        except NotReached as flaw:
            return fails(message, str(flaw))
        except (NotAllowed, AddressUnfit) as flaw:
            return refused(message, str(flaw))
        return read(message, heard)

    return side_by_side(send, messages, width)


def verdict(message: Message, heard: Heard, said: str = "", *, own: bool) -> Result:
    """What a status alone means. `own`: what was asked is the message's own address,
    so one that does not let us in is closed. Otherwise it is the provider that does
    not: another may, and nothing is known about the address."""
    if 200 <= heard.status < 300:
        return Result(message_id=message.id, taken=True)
    told = f"{heard.status} {said}".strip()
    if heard.status in _PASSING or heard.status >= 500:
        wait = wait_asked(heard.headers.get("retry-after", ""), clock.now())
        return replace(fails(message, told), retry_after=wait)
    return (refused if own and heard.status in _CLOSED else fails)(message, told)


def fails(message: Message, said: str) -> Result:
    """Not now; it may be tried again."""
    return Result(message_id=message.id, taken=False, said=one_line(said))


def refused(message: Message, said: str) -> Result:
    """This address will never take it."""
    told = one_line(said)
    return Result(message_id=message.id, taken=False, said=told, permanent=True)


def taken(message: Message, provider_id: object = "") -> Result:
    known = str(provider_id or "")[:200]
    return Result(message_id=message.id, taken=True, provider_id=known)


def as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "replace"
    )


def told_json(heard: Heard) -> dict[str, Any]:
    """The object that was answered; an empty one where it was none."""
    return object_in(heard.body)


def object_in(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def one_line(text: str) -> str:
    return " ".join(text.split())[:200]
