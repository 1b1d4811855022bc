"""Handing over many messages by a function that hands over one."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from contextvars import ContextVar

from tocsin.foundation.notify.channels.contract import Message, Result

SendOne = Callable[[Message], Result]
_alone: ContextVar[bool] = ContextVar("alone", default=False)


@contextmanager
def alone() -> Iterator[None]:
    """Inside, what would go side by side goes one by one: whoever hands over keeps
    each outcome before the next is begun."""
    token = _alone.set(True)
    try:
        yield
    finally:
        _alone.reset(token)


def one_by_one(send: SendOne, messages: Sequence[Message]) -> Iterator[Result]:
    """Each after the result of the one before was taken."""
    for message in messages:
        yield _sent(send, message)


def side_by_side(
    send: SendOne, messages: Sequence[Message], width: int
) -> Iterator[Result]:
    """So many at a time, each told of as soon as it is known; inside `alone` one by
    one. Where the reader stops early, what was not begun is not sent."""
    if len(messages) == 1 or width < 2 or _alone.get():
        yield from one_by_one(send, messages)
        return
    pool = ThreadPoolExecutor(min(width, len(messages)), thread_name_prefix="hand-over")
    try:
        under_way = [pool.submit(_sent, send, message) for message in messages]
        for done in as_completed(under_way):
            yield done.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _sent(send: SendOne, message: Message) -> Result:
    """What became of it, also when the channel stumbled: that passes."""
    try:
        return send(message)
    except Exception as flaw:
        said = f"{type(flaw).__name__}: {flaw}"[:200]
        return Result(message_id=message.id, taken=False, said=said)
