"""The child that takes mail by LMTP, where a port for it was named."""

import asyncio
import signal
import threading
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP

from tocsin.kernel import connecting, home
from tocsin.surfaces.cli.serve_children import Child
from tocsin.surfaces.wire.mail_in import LARGEST, MailIn

PORT, HOST = "TOCSIN_LMTP_PORT", "127.0.0.1"


class _Patient(LMTP):
    """Programs that write mail break its lines where they like; no report is refused
    for one longer than RFC 5322 has it."""

    line_length_limit = 1_048_576


class Listener(Controller):
    """LMTP instead of SMTP, on this machine only."""

    def factory(self) -> Any:
        return _Patient(self.handler, data_size_limit=LARGEST, enable_SMTPUTF8=True)


def mail_children() -> list[Child]:
    """One, where TOCSIN_LMTP_PORT names a port; none otherwise."""
    return [Child("mail in", _listen)] if home.number(PORT, 0) else []


def listener(port: int) -> Listener:
    return Listener(MailIn(), hostname=HOST, port=port, loop=asyncio.new_event_loop())


def _listen() -> None:
    connecting.serve_as("mail in")
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    taking = listener(home.number(PORT, 0))
    taking.start()
    stop.wait()
    taking.stop()
