"""Handing mail over to a server by SMTP (RFC 5321), over TLS, outside transactions.

What was said to a server is said on: a conversation that ended well is kept a while for
whoever has the next mail, so that many are handed over without greeting and signing in
anew for each.
"""

import atexit
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from functools import partial

from tocsin.foundation.mail.rules import (
    IMPLICIT,
    REQUIRED,
    Server,
    is_final,
    one_line,
)

_PATIENCE = 20
# Kept open for so many seconds after the last mail, and so many at most.
_KEPT_FOR, _MOST_KEPT = 10.0, 8
_FINE = 250
# A server that is gone is not waited for when nothing is asked of it any more.
_FAREWELL = 1.0

_kept: list["_Kept"] = []
_keeping = threading.Lock()


class ServerFails(Exception):
    """The server cannot be used just now, for no mail; `args[0]` tells people why."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one mail: taken, refused for ever, or to be tried again."""

    is_taken: bool
    is_final: bool
    said: str


@dataclass(frozen=True, slots=True)
class _Kept:
    """A conversation that nobody leads just now."""

    server: Server
    talk: smtplib.SMTP
    since: float


@contextmanager
def connected(server: Server) -> Iterator[smtplib.SMTP]:
    """A conversation with the server, encrypted as it should be, and signed in; that
    which is open still, where one is. Where it ends well it is kept open."""
    talk = _taken(server)
    if talk is None:
        try:
            talk = _opened(server)
        except (smtplib.SMTPException, OSError) as flaw:
            raise ServerFails(_why(flaw)) from flaw
    try:
        yield talk
    except BaseException as flaw:
        # A reader that stops between two mails leaves it in order.
        _keep(server, talk) if isinstance(flaw, GeneratorExit) else _leave(talk)
        raise
    _keep(server, talk)


def leave_idle(older_than: float = _KEPT_FOR) -> None:
    """Conversations that nobody wanted for a while are ended."""
    before = time.monotonic() - older_than
    with _keeping:
        idle = [each for each in _kept if each.since <= before]
        _kept[:] = [each for each in _kept if each.since > before]
    for each in idle:
        if each.talk.sock is not None:
            each.talk.sock.settimeout(_FAREWELL)
        _leave(each.talk)


# Sockets that nobody closes are complained of when the process ends.
atexit.register(leave_idle, 0.0)


def _taken(server: Server) -> smtplib.SMTP | None:
    """One that is open and still answers."""
    leave_idle()
    while True:
        with _keeping:
            found = next((each for each in _kept if each.server == server), None)
            if found is None:
                return None
            _kept.remove(found)
        try:
            if found.talk.noop()[0] == _FINE:
                return found.talk
        except (smtplib.SMTPException, OSError):
            pass
        found.talk.close()


def _keep(server: Server, talk: smtplib.SMTP) -> None:
    with _keeping:
        if talk.sock is not None and len(_kept) < _MOST_KEPT:
            _kept.append(_Kept(server, talk, time.monotonic()))
            return
    _leave(talk)


def _opened(server: Server) -> smtplib.SMTP:
    # The system's authorities, or those that SSL_CERT_FILE names.
    context = ssl.create_default_context()
    name = socket.gethostname()
    if server.security == IMPLICIT:
        talk: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, name, timeout=_PATIENCE, context=context
        )
    else:
        talk = smtplib.SMTP(server.host, server.port, name, timeout=_PATIENCE)
    try:
        if server.security == REQUIRED:
            talk.starttls(context=context)
        if server.user:
            talk.login(server.user, server.password)
    except BaseException:
        talk.close()
        raise
    return talk


def hand_over(talk: smtplib.SMTP, message: EmailMessage) -> Delivery:
    """What the server said to one mail. Raises when the conversation has ended; it is
    not gone on with then, since what is heard next may answer what was said before."""
    return _handed_over(talk, partial(talk.send_message, message))


def hand_over_written(
    talk: smtplib.SMTP, written: bytes, *, sender: str, to: str
) -> Delivery:
    """The same of a mail that is in bytes already, to a plain address."""
    return _handed_over(talk, partial(talk.sendmail, sender, [to], written))


def _handed_over(talk: smtplib.SMTP, act: Callable[[], object]) -> Delivery:
    try:
        act()
    except smtplib.SMTPServerDisconnected as flaw:
        talk.close()
        raise ServerFails(_why(flaw)) from flaw
    except smtplib.SMTPRecipientsRefused as refused:
        code, told = next(iter(refused.recipients.values()))
        return Delivery(False, is_final(code), _answer(code, told))
    except smtplib.SMTPDataError as refused:
        said = _answer(refused.smtp_code, refused.smtp_error)
        return Delivery(False, is_final(refused.smtp_code), said)
    except (smtplib.SMTPNotSupportedError, ValueError) as flaw:
        # An address that cannot be put on the wire to this server, now or later.
        return Delivery(False, True, _why(flaw))
    except (smtplib.SMTPException, OSError) as flaw:
        # The sender is refused, or the line broke: nothing that this mail did.
        talk.close()
        raise ServerFails(_why(flaw)) from flaw
    return Delivery(True, True, "")


def _leave(talk: smtplib.SMTP) -> None:
    try:
        talk.quit()
    except (smtplib.SMTPException, OSError):
        talk.close()


def _answer(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return one_line(f"{code} {text}")


def _why(flaw: Exception) -> str:
    """The server's own words, or the system's; never what was sent to it."""
    if isinstance(flaw, smtplib.SMTPResponseException):
        return _answer(flaw.smtp_code, flaw.smtp_error)
    return one_line(str(flaw) or type(flaw).__name__)
