"""A call-out under load: pages for hundreds of people at once, by mail."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tocsin.engine.sender import THREADS, send_due
from tocsin.foundation.accounts.actions import add_person
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.notify.pages import Wanted, send_pages
from tocsin.kernel import clock
from tocsin.surfaces.cli.benching.sink import Sink, sink
from tocsin.surfaces.cli.benching.threads import take_all

CALLED = 500
Told = tuple[str, float, str, float | None]


def call_out() -> Iterator[Told]:
    """Pages for 500 people at once, by mail to a server on this machine."""
    keys = [_person(number) for number in range(CALLED)]
    wanted = [Wanted(key, f"call-out:{key}", why={"subject": "Come"}) for key in keys]
    with sink() as post, _mail_by(post):
        used, begun = time.process_time(), time.time()
        send_pages(wanted, now=clock.now())
        _send(post)
        used = time.process_time() - used
        last = max((at for _subject, at in post.came), default=float("inf"))
    yield f"{CALLED} people called out, by mail", last - begun, "s", 5
    yield "of it, this process's own", used, "s", None
    yield "mails that came", float(len(post.came)), "", CALLED


def _person(number: int) -> str:
    name, mail = f"called-{number}", f"called-{number}@shop.example"
    made = add_person(name, name=f"Called {number}", email=mail, by=SYSTEM, key=name)
    return made.key


@contextmanager
def _mail_by(post: Sink) -> Iterator[None]:
    """Inside, this process's mail goes there."""
    wanted = {"TOCSIN_SMTP_URL": post.url, "TOCSIN_SMTP_TLS": "off"}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


def _send(post: Sink) -> None:
    """As the engine does, with as many threads."""
    take_all(send_due, THREADS)
    post.wait_for(CALLED, 30)
