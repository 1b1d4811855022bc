"""What is in a mail: its text, and the files that came with it (RFC 2045, 2046)."""

import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from html.parser import HTMLParser
from typing import Any

from tocsin.foundation.mail.incoming_headers import decoded, line_of, readable

_PLAIN, _HTML, _WHOLE = "text/plain", "text/html", "message/rfc822"
_DEEPEST, _MOST_HTML = 50, 1_000_000
_BLOCKS = frozenset(
    """address article blockquote br dd div dl dt footer h1 h2 h3 h4 h5 h6 header hr li
    ol p pre section table tr ul""".split()
)
_HIDDEN = frozenset({"script", "style", "head", "title", "template"})


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that came with a mail."""

    name: str
    content: bytes


def contents_of(mail: Message) -> tuple[str, list[Enclosed]]:
    """The text, what it quotes included, and the files. Where the same is told in plain
    text and HTML, the plain text is taken."""
    texts: list[str] = []
    files: list[Enclosed] = []
    for part in _leaves(mail, plain=False):
        if not _is_text(part):
            if content := _content(part):
                files.append(Enclosed(_name(part, len(files) + 1), content))
        elif told := _text(part).strip():
            texts.append(told)
    return "\n\n".join(texts), files


def _leaves(part: Message, *, plain: bool, depth: int = 0) -> Iterator[Message]:
    """Its parts that have none, but for HTML where `plain` text says the same."""
    inner = _inner(part)
    if part.get_content_maintype() != "multipart" or not inner:
        if not (plain and _is_text(part) and part.get_content_type() == _HTML):
            yield part
        return
    if depth > _DEEPEST:
        return
    is_choice = part.get_content_type() == "multipart/alternative"
    has_plain = is_choice and any(_tells_plainly(each) for each in inner)
    for each in inner:
        yield from _leaves(each, plain=plain or has_plain, depth=depth + 1)


def _tells_plainly(part: Message) -> bool:
    is_plain = part.get_content_type() == _PLAIN and _is_text(part)
    return is_plain and bool(_text(part).strip())


def _is_text(part: Message) -> bool:
    """Whether it is said rather than enclosed."""
    if part.get_content_disposition() == "attachment" or _told_name(part):
        return False
    return part.get_content_type() in (_PLAIN, _HTML)


def _text(part: Message) -> str:
    told = decoded(_content(part), _charset(part)).replace("\r\n", "\n")
    return text_of_html(told) if part.get_content_type() == _HTML else told


def _charset(part: Message) -> str | None:
    told = part.get_content_charset()
    return str(told) if told else None


def _content(part: Message) -> bytes:
    if inner := _inner(part):
        return b"\n".join(each.as_bytes() for each in inner)
    told = part.get_payload(decode=True)
    return told if isinstance(told, bytes) else b""


def _inner(part: Message) -> list[Message]:
    """The mails or parts that it is made of, if any."""
    told: Any = part.get_payload()
    return told if isinstance(told, list) else []


def _name(part: Message, number: int) -> str:
    if told := _told_name(part):
        return told
    if part.get_content_type() == _WHOLE:
        return f"mail-{number}.eml"
    ending = mimetypes.guess_extension(part.get_content_type()) or ".bin"
    return f"file-{number}{ending}"


def _told_name(part: Message) -> str:
    if not (line_of(part, "content-disposition") or line_of(part, "content-type")):
        return ""
    try:
        return readable(part.get_filename() or "").strip()
    except Exception:
        # RFC 2231's pieces can be put together wrongly in more than one way.
        return "file"


class _Reader(HTMLParser):
    """Collects what a reader sees, a line for each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.told: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in _HIDDEN:
            self.hidden += 1
        elif tag in _BLOCKS:
            self.told.append("\n- " if tag == "li" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        elif tag in _BLOCKS:
            self.told.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.told.append(re.sub(r"\s+", " ", data))


def text_of_html(html: str) -> str:
    """What a reader sees of it, without any of its marks."""
    reader = _Reader()
    try:
        reader.feed(html[:_MOST_HTML])
        reader.close()
        told = "".join(reader.told)
    except Exception:
        # Python's parser gives up on some of what browsers show.
        told = re.sub(r"<[^>]{0,2000}>", " ", html[:_MOST_HTML])
    lines = (" ".join(line.split()) for line in told.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
