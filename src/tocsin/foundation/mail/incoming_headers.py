"""Headers of a mail that somebody else's program wrote, read so that nothing in them
breaks anything (RFC 5322, RFC 2047; raw UTF-8 as in RFC 6532). Pure."""

import re
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr

Mail = Message
_ADDRESS = re.compile(r"[^\s<>@,;:()\"]{1,64}@[^\s<>@,;:()\"]{1,188}")
_ID = re.compile(r"<([^<>\s]{1,400})>")
_FAILED = re.compile(r"\bdmarc\s*=\s*fail\b", re.IGNORECASE)
_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
_LONGEST = 20_000


def lines_of(mail: Mail, name: str) -> list[str]:
    """What each header of this name says, on one line; words in it still encoded."""
    wanted = name.lower()
    return [
        _unfolded(str(value))
        for key, value in mail.raw_items()
        if key.lower() == wanted
    ]


def line_of(mail: Mail, name: str) -> str:
    return next(iter(lines_of(mail, name)), "")


def _unfolded(value: str) -> str:
    raw = value[:_LONGEST].encode("utf-8", "surrogateescape")
    return " ".join(raw.decode("utf-8", "replace").split())


def readable(text: str) -> str:
    """The text with its encoded words decoded; what cannot be stays as it is."""
    try:
        pieces = decode_header(text)
    except Exception:
        # A broken base64 word raises one error, a broken charset another.
        return text
    return "".join(_piece(piece, charset) for piece, charset in pieces)


def _piece(piece: bytes | str, charset: str | None) -> str:
    return piece if isinstance(piece, str) else decoded(piece, charset)


def decoded(raw: bytes, charset: str | None) -> str:
    """The bytes as text, whatever they are and whatever they claim to be."""
    try:
        return raw.decode(charset or "utf-8")
    except (LookupError, UnicodeError, ValueError):
        return raw.decode("utf-8", "replace")


def writer_of(mail: Mail) -> tuple[str, str, bool]:
    """Name and address of whoever wrote it, and whether that is without doubt: one
    sender, readable, whom the mail servers on the way did not find to be another
    (`dmarc=fail`, RFC 8601; that it passed is believed of nobody)."""
    senders = lines_of(mail, "from")
    raw = next(iter(senders), "")
    name, address = parseaddr(raw)
    is_clear = len(senders) == 1 and bool(_ADDRESS.fullmatch(address))
    if not is_clear:
        found = _ADDRESS.search(raw)
        name, address = "", found[0] if found else ""
    failed = any(
        _FAILED.search(each) for each in lines_of(mail, "authentication-results")
    )
    return readable(name), address, is_clear and not failed


def answered(mail: Mail) -> list[str]:
    """The messages that it answers, without their brackets, the nearest first."""
    direct = _ID.findall(" ".join(lines_of(mail, "in-reply-to")))
    before = _ID.findall(" ".join(lines_of(mail, "references")))
    return list(dict.fromkeys([*direct, *reversed(before)]))


def is_automatic(mail: Mail) -> bool:
    """Whether a program wrote it, and would answer an answer (RFC 3834, 2)."""
    submitted = line_of(mail, "auto-submitted").partition(";")[0].strip().lower()
    if submitted not in ("", "no"):
        return True
    if any(each.strip().lower() in _BULK for each in lines_of(mail, "precedence")):
        return True
    return line_of(mail, "return-path").replace(" ", "") == "<>"
