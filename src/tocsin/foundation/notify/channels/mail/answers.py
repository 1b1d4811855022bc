"""An answer by mail: which message it answers, and what it says."""

import email
import hmac
import re
from base64 import b32encode
from email import policy
from email.message import EmailMessage
from email.message import Message as HeadersOf
from email.utils import getaddresses, parseaddr
from hashlib import sha256

from tocsin.foundation.notify.channels.contract import Answer, Message
from tocsin.kernel import keys

_TOKEN = re.compile(r"\+([0-9]{1,18})-([a-z2-7]{24})@", re.ASCII)
# What mail programs write above what they quote.
_QUOTED = re.compile(
    r"^(>|-{2,}\s?(original|ursprüngliche|message d)|_{5,}|from:|von:|de\s?:"
    r"|(on|am|le|el|il)\b.*(wrote|schrieb|écrit|escribió|ha scritto)\b)",
    re.IGNORECASE,
)
_TO = ("to", "cc", "delivered-to", "x-original-to")
_MOST_LINES = 20


def reply_address(message: Message, address: str) -> str:
    """`tocsin@example.org` becomes `tocsin+17-…@example.org`: the message's number and
    a proof that it was us who wrote it (RFC 5233 has the plus)."""
    name, _at, host = address.rpartition("@")
    return f"{name}+{message.id}-{_proof(message.id)}@{host}"


def message_told(addresses: list[str]) -> int | None:
    """The message that one of these addresses is for; None where none is ours."""
    for address in addresses:
        found = _TOKEN.search(address.lower())
        if found and hmac.compare_digest(_proof(int(found[1])), found[2]):
            return int(found[1])
    return None


def answer_in(raw: bytes, to: str = "") -> Answer | None:
    """What a mail answers; None for one that answers none of ours, or that a program
    wrote (RFC 3834). `to` is where it was handed over to, if that is known."""
    # Headers as they stand: some break the parser of the newer policy.
    mail = email.message_from_bytes(raw)
    if _is_automatic(mail):
        return None
    told = [str(each) for name in _TO for each in mail.get_all(name, ())]
    message_id = message_told([to, *(address for _name, address in getaddresses(told))])
    _name, sender = parseaddr(str(mail.get("from", "")))
    if message_id is None:
        return None
    text = first_words(text_of(raw))
    return Answer(address=sender, text=text, message_id=message_id)


def text_of(raw: bytes) -> str:
    """What a mail says, in its plain text or else its HTML; nothing, where it cannot be
    read."""
    try:
        mail: EmailMessage = email.message_from_bytes(raw, policy=policy.default)
        part = mail.get_body(("plain", "html"))
        told = str(part.get_content()) if part is not None else ""
        is_html = part is not None and part.get_content_subtype() == "html"
    except Exception:
        # Python's parser stumbles in many ways over what is no mail.
        return ""
    if is_html:
        told = re.sub(r"(?is)<(style|script|blockquote).*?</\1>", " ", told)
        told = re.sub(r"(?i)<(br|/p|/div)[^>]*>", "\n", told)
        told = re.sub(r"<[^>]{0,2000}>", " ", told)
    return told


def first_words(text: str) -> str:
    """The first line that its writer wrote; nothing of what is quoted below it."""
    for line in text.splitlines()[:_MOST_LINES]:
        told = line.strip()
        if _QUOTED.match(told):
            return ""
        if told:
            return told[:200]
    return ""


def _is_automatic(mail: HeadersOf) -> bool:
    told = str(mail.get("auto-submitted", "no")).strip().lower()
    bulk = str(mail.get("precedence", "")).strip().lower() in (
        "bulk",
        "junk",
        "auto_reply",
    )
    return told != "no" or bulk or str(mail.get("return-path", "")).strip() == "<>"


def _proof(number: int) -> str:
    """24 letters that fit where 64 may be (RFC 5321, 4.5.3.1.1): 120 bits."""
    key = sha256(b"tocsin reply address " + keys.django().encode()).digest()
    made = hmac.digest(key, str(number).encode(), sha256)[:15]
    return b32encode(made).decode("ascii").lower()
