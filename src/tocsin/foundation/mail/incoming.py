"""A mail that came in, as far as a report is made of it. Whatever the bytes are, it can
be read: what is no mail is a text."""

import email
import hmac
import re
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from hashlib import sha256

from tocsin.foundation.mail import incoming_headers as headers
from tocsin.foundation.mail.incoming_parts import Enclosed, contents_of
from tocsin.foundation.mail.letter import own_host
from tocsin.kernel import keys
from tocsin.kernel.text import holdable

# What came by mail has this as its source.
SOURCE = "mail"
LONGEST_TEXT = 50_000
_MOST_FILES, _MOST_REFS = 50, 10
_REF = re.compile(r"(?<![\w/-])INC-\d{1,12}(?![\w-])", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Received:
    """`address` is whose it says it is; `is_sure` whether that may be believed. `refs`
    are the incidents that it answers or names. `left_out` are names of files beyond
    those that one mail may bring. `digest` is the mail's name for ever, of which
    nobody learns its Message-ID."""

    message_id: str
    digest: str
    name: str
    address: str
    is_sure: bool
    subject: str
    text: str
    refs: tuple[str, ...]
    enclosed: tuple[Enclosed, ...]
    left_out: tuple[str, ...]
    is_automatic: bool

    @property
    def called(self) -> str:
        """Its writer as the mail names them."""
        return f"{self.name} <{self.address}>".strip() if self.address else self.name


def received_in(raw: bytes) -> Received:
    mail = _parsed(raw)
    name, address, is_sure = headers.writer_of(mail)
    message_id = headers.line_of(mail, "message-id").strip()[:998]
    subject = headers.readable(headers.line_of(mail, "subject")).strip()
    text, enclosed = _contents(mail, raw)
    if len(text) > LONGEST_TEXT:
        enclosed = [_whole(text), *enclosed]
        text = text[: LONGEST_TEXT - 1] + "…"
    return Received(
        message_id=message_id,
        digest=digest_of(f"{message_id} {address.lower()}" if message_id else raw),
        name=holdable(" ".join(name.split()))[:150],
        address=holdable(address),
        is_sure=is_sure,
        subject=holdable(" ".join(subject.split()))[:500],
        text=holdable(text),
        refs=_refs(headers.answered(mail), subject),
        enclosed=tuple(enclosed[:_MOST_FILES]),
        left_out=tuple(holdable(each.name) for each in enclosed[_MOST_FILES:]),
        is_automatic=headers.is_automatic(mail),
    )


def writer_key(address: str) -> str:
    """By which a writer whom we do not know is known again, and found when they are
    erased; it does not tell the address."""
    return f"mail-{digest_of(address.strip().lower())[:20]}" if address else SOURCE


def digest_of(told: str | bytes) -> str:
    raw = told.encode("utf-8", "surrogatepass") if isinstance(told, str) else told
    key = sha256(b"tocsin mail received " + keys.django().encode()).digest()
    return hmac.digest(key, raw, sha256).hex()[:40]


def _parsed(raw: bytes) -> Message:
    try:
        return email.message_from_bytes(raw)
    except Exception:
        # Parts within parts, as deep as nobody writes them: its headers, and one text.
        return BytesHeaderParser().parsebytes(raw)


def _contents(mail: Message, raw: bytes) -> tuple[str, list[Enclosed]]:
    try:
        return contents_of(mail)
    except Exception:
        # Python's parser stumbles in many ways over what is no mail.
        return raw.decode("utf-8", "replace"), []


def _whole(text: str) -> Enclosed:
    return Enclosed("mail.txt", text.encode("utf-8", "replace"))


def _refs(answers: list[str], subject: str) -> tuple[str, ...]:
    """Incidents whose thread it answers, then those that its subject names."""
    host = own_host().lower()
    told = [each.rpartition("@") for each in answers]
    found = [name for name, _at, at in told if at.lower() == host]
    known = [name.upper() for name in found if _REF.fullmatch(name)]
    named = [name.upper() for name in _REF.findall(subject)]
    return tuple(dict.fromkeys([*known, *named]))[:_MOST_REFS]
