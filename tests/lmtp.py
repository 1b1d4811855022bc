"""A mail server of the organisation hands mail on, over a real conversation by LMTP."""

import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tocsin.surfaces.cli.serve_mail import listener

DESK = "help@shop.example"


@dataclass(frozen=True)
class Server:
    """What is on the listener's other side."""

    port: int

    def hands_on(
        self, raw: bytes, *to: str, sender: str = "tom@shop.example"
    ) -> list[str]:
        """What is said of each recipient once all was handed over (RFC 2033, 4.2)."""
        with smtplib.LMTP("127.0.0.1", self.port) as talk:
            talk.ehlo_or_helo_if_needed()
            talk.mail(sender)
            told = [talk.rcpt(each)[0] for each in to or (DESK,)]
            assert told == [250] * len(told)
            talk.putcmd("data")
            assert talk.getreply()[0] == 354
            talk.send(_as_sent(raw))
            replies = [talk.getreply() for _each in told]
        return [str(code) for code, _words in replies]


def _as_sent(raw: bytes) -> bytes:
    """As mail servers send it (RFC 5321, 2.3.8 and 4.5.2): lines end alike, and one
    that begins with a dot has another before it."""
    lines = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    dotted = [b"." + line if line.startswith(b".") else line for line in lines]
    return b"\r\n".join([*dotted, b".", b""])


@contextmanager
def listening() -> Iterator[Server]:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        number = int(found.getsockname()[1])
    taking = listener(number)
    taking.start()
    try:
        yield Server(number)
    finally:
        taking.stop()
