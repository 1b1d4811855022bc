"""Handing mail over to a server by SMTP (RFC 5321), over TLS, outside transactions."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage

from tocsin.foundation.mail.rules import (
    IMPLICIT,
    REQUIRED,
    Server,
    is_final,
    one_line,
)

_PATIENCE = 20


class ServerFails(Exception):
    """The server cannot be used just now, for no mail; `args[0]` tells people why."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one mail: taken, refused for ever, or to be tried again."""

    is_taken: bool
    is_final: bool
    said: str


@contextmanager
def connected(server: Server) -> Iterator[smtplib.SMTP]:
    """A conversation with the server, encrypted as it should be, and signed in."""
    try:
        talk = _opened(server)
    except (smtplib.SMTPException, OSError) as flaw:
        raise ServerFails(_why(flaw)) from flaw
    try:
        yield talk
    finally:
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
    """What the server said to one mail. Raises when the conversation has ended."""
    try:
        talk.send_message(message)
    except smtplib.SMTPServerDisconnected as flaw:
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
