"""A mail as it goes over the wire, put together by hand.

The library takes each header apart to learn what it means and folds it again, which was
most of what a page by mail cost. Here it is known what each one means; what is not
plain (an address that is quoted or not ASCII, a name that is long) is left to the
library. A test finds no difference between the two.
"""

import os
import re
from base64 import encodebytes
from binascii import b2a_qp
from datetime import datetime
from email.header import Header
from email.utils import format_datetime

from tocsin.foundation.mail.letter import own_host, thread_id
from tocsin.foundation.mail.rules import one_line
from tocsin.foundation.notify.channels.contract import Message
from tocsin.foundation.notify.channels.mail.answers import reply_address
from tocsin.foundation.notify.channels.mail.words import words_of

# RFC 5322, 3.2.3 and 2.1.1.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(rf"{_ATOM}(\.{_ATOM})*@{_ATOM}(\.{_ATOM})*", re.ASCII)
_NAME = re.compile(r"[\x20-\x7e]*", re.ASCII)
_LINE = 78


def wire_form(
    message: Message, *, sender: str, reply_to: str, at: datetime
) -> bytes | None:
    """The whole mail, with lines that end as SMTP wants them; None where the library
    has to do it."""
    answers = reply_address(message, reply_to) if reply_to and message.actions else ""
    to = _mailbox(one_line(message.name), message.address)
    plain = [_ADDRESS.fullmatch(each) for each in (sender, answers or sender)]
    if to is None or not all(plain):
        return None
    head = [
        f"From: Tocsin <{sender}>",
        f"To: {to}",
        f"Subject: {_subject(one_line(message.subject))}",
        f"Date: {format_datetime(at)}",
        f"Message-ID: {message_id(message)}",
        *_thread(message),
        *([f"Reply-To: Tocsin <{answers}>"] if answers else []),
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
        *(["Importance: high"] if message.loud else []),
        "MIME-Version: 1.0",
        f"Content-Language: {message.language}",
    ]
    text, html = words_of(message, answers=bool(reply_to))
    mark = f"=_{os.urandom(12).hex()}"
    parts = [
        f'Content-Type: multipart/alternative; boundary="{mark}"\n',
        f"--{mark}",
        *_part("plain", text),
        f"--{mark}",
        *_part("html", html),
        f"--{mark}--\n",
    ]
    return "\n".join([*head, *parts]).replace("\n", "\r\n").encode("ascii")


def message_id(message: Message) -> str:
    return f"<{message.uid}@{own_host()}>"


def _thread(message: Message) -> list[str]:
    if not message.thread:
        return []
    above = thread_id(message.thread)
    return [f"In-Reply-To: {above}", f"References: {above}"]


def _mailbox(name: str, address: str) -> str | None:
    """A quoted name with its address; None where either is not plain."""
    if not (_ADDRESS.fullmatch(address) and _NAME.fullmatch(name)):
        return None
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    found = f'"{quoted}" <{address}>' if name else address
    return found if len(found) < _LINE - len("To: ") else None


def _subject(text: str) -> str:
    """Folded, and encoded (RFC 2047) where it has to be."""
    plain = text.isascii() and text.isprintable() and "=?" not in text
    if plain and len(text) < _LINE - len("Subject: "):
        return text
    charset = "us-ascii" if plain else "utf-8"
    return Header(text, charset, header_name="Subject", maxlinelen=76).encode()


def _part(kind: str, text: str) -> list[str]:
    """A text with its headers, in the shortest of the forms that it can have."""
    lines = text.encode("utf-8", "surrogateescape").splitlines()
    told = b"\n".join([*lines, b""])
    how, body = "7bit", told
    if not told.isascii() or any(len(line) > _LINE for line in lines):
        # In base64 a text's lines end as on the wire (RFC 2045, 6.8).
        packed = encodebytes(told.replace(b"\n", b"\r\n"))
        quoted = b2a_qp(told, istext=True)
        is_long = len(quoted) > len(packed)
        how = "base64" if is_long else "quoted-printable"
        body = packed if is_long else quoted
    return [
        f'Content-Type: text/{kind}; charset="utf-8"',
        f"Content-Transfer-Encoding: {how}\n",
        body.decode("ascii"),
    ]
