"""What somebody means who answers a message in words. Pure."""

import re
from dataclasses import dataclass

from tocsin.foundation.notify.links import (
    ACKNOWLEDGE,
    APPROVE,
    DECLARE,
    ESCALATE,
    OF_CANDIDATES,
    OF_CHANGES,
    REFUSE,
    REJECT,
    RESOLVE,
)

_WORDS = {
    **dict.fromkeys("a ack ok yes acknowledge acknowledged".split(), ACKNOWLEDGE),
    **dict.fromkeys("e esc escalate escalated".split(), ESCALATE),
    **dict.fromkeys("r res resolve resolved done".split(), RESOLVE),
    **dict.fromkeys("approve approved".split(), APPROVE),
    "refuse": REFUSE,
    "declare": DECLARE,
    "reject": REJECT,
}
_DECIDES = OF_CHANGES | OF_CANDIDATES
# "4711 refuse because the replica lags": what decides may say why, in any words.
_DECISION = re.compile(
    r"\W*([0-9]{1,4})?\W*([a-z]+)(?:\W+([0-9]{1,4})\b)?[\s:,.;-]*(.*)",
    re.IGNORECASE | re.DOTALL,
)
# "4711 ack", "ack 4711", "ack", in any case, with anything around it that is no letter.
_CODE = re.compile(r"[0-9]{1,4}")
_LETTERS = re.compile(r"[a-z]+")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Meant:
    """A verb, and the code of the message that it is about; empty: the latest. What
    decides something may say why."""

    verb: str
    code: str = ""
    reason: str = ""


def meant_by(text: str) -> Meant | None:
    """What the first line of a reply means; None when it is no answer but a text."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    first = lines[0].lower() if lines else ""
    if decided := _decision(lines[0] if lines else ""):
        return decided
    if len(first) > _LONGEST:
        return None
    words, codes = _LETTERS.findall(first), _CODE.findall(first)
    if len(words) != 1 or len(codes) > 1 or words[0] not in _WORDS:
        return None
    return Meant(_WORDS[words[0]], codes[0].lstrip("0") if codes else "")


def _decision(line: str) -> Meant | None:
    found = _DECISION.fullmatch(line)
    verb = _WORDS.get(found[2].lower(), "") if found else ""
    if found is None or verb not in _DECIDES:
        return None
    code = (found[1] or found[3] or "").lstrip("0")
    return Meant(verb, code, found[4].strip())
