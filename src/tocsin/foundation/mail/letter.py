"""What a mail says and to whom, and how that is put on the wire."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import (
    Address,
    BaseHeader,
    HeaderRegistry,
    UnstructuredHeader,
)
from email.message import EmailMessage
from email.policy import SMTP, Policy
from typing import Any
from urllib.parse import urlsplit

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tocsin.kernel import home

_PAGE = """<!doctype html>
<html lang="{}"><meta charset="utf-8"><body>{}</body></html>
"""


class _Whole(BaseHeader):
    """A header that stays on its line. The library writes addresses that are longer as
    encoded words (RFC 2047), and no mail program looks for a link in those."""

    max_count = 1

    @staticmethod
    def parse(value: str, kwds: dict[str, Any]) -> None:
        UnstructuredHeader.parse(value, kwds)

    def fold(self, *, policy: "Policy[Any]") -> str:
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _Whole)
_POLICY = SMTP.clone(header_factory=_HEADERS)


@dataclass(frozen=True, slots=True)
class Recipient:
    """An address, and whose it is. `person` is the key of a person we know."""

    address: str
    name: str = ""
    person: str = ""
    language: str = "en"
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Letter:
    """What is said, in the recipient's language: paragraphs of plain text, and one
    link. `path` is one of ours (`/incidents/INC-00042`). A secret link opens
    something to whoever has it: it is kept encrypted, never shown, and forgotten."""

    subject: str
    paragraphs: Sequence[str]
    path: str = ""
    label: str = ""
    why: str = ""
    is_secret: bool = False

    @property
    def link(self) -> str:
        return f"{home.url()}{self.path}" if self.path else ""


@dataclass(frozen=True, slots=True)
class Parts:
    """What is kept of a letter until it was sent."""

    paragraphs: Sequence[str] = ()
    link: str = ""
    label: str = ""
    why: str = ""

    @property
    def text(self) -> str:
        """Plain text: paragraphs, the link on a line of its own, why they get it."""
        link = f"{self.label}\n{self.link}" if self.link else ""
        why = f"-- \n{self.why}" if self.why else ""
        return "\n\n".join(part for part in (*self.paragraphs, link, why) if part)

    @property
    def html(self) -> SafeString:
        """The same without any colour or face of its own, so that every reader's
        program, in light or dark, large or small, shows it as its reader wants."""
        told = format_html_join("\n", "<p>{}</p>", ((p,) for p in self.paragraphs))
        link = why = SafeString()
        if self.link:
            shape = '<p><a href="{}"><strong>{}</strong></a><br>{}</p>'
            link = format_html(shape, self.link, self.label, self.link)
        if self.why:
            why = format_html("<hr>\n<p><small>{}</small></p>", self.why)
        return format_html("{}\n{}\n{}", told, link, why)


def own_host() -> str:
    return urlsplit(home.url()).hostname or "localhost"


def thread_id(thread: str) -> str:
    """The message that all mails of one thread answer to (RFC 5322, 3.6.4), so that
    mail programs show them together. It is never sent itself."""
    return f"<{thread}@{own_host()}>"


def message_of(
    mail: Any,
    parts: Parts,
    *,
    sender: str,
    at: datetime,
    encoding: str | None = None,
    reply_to: str = "",
) -> EmailMessage:
    """The mail as RFC 5322 has it, in text and HTML; marked as made by a program, so
    that no program answers (RFC 3834, 5). Its texts are encoded as the library finds
    best, or as `encoding` says. What belongs to a thread is answered to `reply_to`."""
    message = EmailMessage(policy=_POLICY)
    message["From"] = Address("Tocsin", addr_spec=sender)
    message["To"] = Address(mail.name, addr_spec=mail.address)
    message["Subject"] = mail.subject
    message["Date"] = at
    message["Message-ID"] = mail.message_id
    if mail.thread:
        message["In-Reply-To"] = message["References"] = thread_id(mail.thread)
        if reply_to:
            message["Reply-To"] = Address("Tocsin", addr_spec=reply_to)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(parts.text, cte=encoding)
    html = format_html(_PAGE, mail.language, parts.html)
    message.add_alternative(html, subtype="html", cte=encoding)
    # Content first: making it anew drops every header that is about content.
    message["Content-Language"] = mail.language
    return message
