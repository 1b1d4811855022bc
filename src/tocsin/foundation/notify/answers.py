"""What somebody means who answers a message in words. Pure."""

import re
from dataclasses import dataclass

from tocsin.foundation.notify.links import ACKNOWLEDGE, ESCALATE, RESOLVE

_WORDS = {
    **dict.fromkeys("a ack ok yes acknowledge acknowledged".split(), ACKNOWLEDGE),
    **dict.fromkeys("e esc escalate escalated".split(), ESCALATE),
    **dict.fromkeys("r res resolve resolved done".split(), RESOLVE),
}
# "4711 ack", "ack 4711", "ack", in any case, with anything around it that is no letter.
_CODE = re.compile(r"[0-9]{1,4}")
_LETTERS = re.compile(r"[a-z]+")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Meant:
    """A verb, and the code of the message that it is about; empty: the latest."""

    verb: str
    code: str = ""


def meant_by(text: str) -> Meant | None:
    """What the first line of a reply means; None when it is no answer but a text."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    first = lines[0].lower() if lines else ""
    if len(first) > _LONGEST:
        return None
    words, codes = _LETTERS.findall(first), _CODE.findall(first)
    if len(words) != 1 or len(codes) > 1 or words[0] not in _WORDS:
        return None
    return Meant(_WORDS[words[0]], codes[0].lstrip("0") if codes else "")
