"""Links by which a message is answered: signed, for one message and one verb.

Whoever has the link may answer as the person it was sent to, so it is short-lived by
the real clock, and each verb is carried out once. Nothing of it is kept.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.utils.crypto import salted_hmac

from tocsin.kernel import home

ACKNOWLEDGE, ESCALATE, RESOLVE = "acknowledge", "escalate", "resolve"
APPROVE, REFUSE = "approve", "refuse"
DECLARE, REJECT = "declare", "reject"
# A token holds a verb's place in this list: new ones stand at its end.
VERBS = (ACKNOWLEDGE, ESCALATE, RESOLVE, APPROVE, REFUSE, DECLARE, REJECT)
# These are answers to messages about an emergency change, and about a candidate.
OF_CHANGES, OF_CANDIDATES = frozenset({APPROVE, REFUSE}), frozenset({DECLARE, REJECT})
LIVES = timedelta(days=3)
_SALT = "tocsin.notify.answer"


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link is for."""

    message_id: int
    verb: str


def token_of(message_id: int, verb: str) -> str:
    """What a link or a button carries."""
    signer = signing.TimestampSigner(salt=_SALT, sep=".")
    return signer.sign(f"{message_id}-{VERBS.index(verb)}")


def opened(token: str) -> Opened | None:
    """What a token is for; None when it is not ours, or too old."""
    signer = signing.TimestampSigner(salt=_SALT, sep=".")
    try:
        told = signer.unsign(token, max_age=LIVES)
    except (signing.BadSignature, ValueError):
        return None
    message, _dash, verb = told.partition("-")
    return Opened(int(message), VERBS[int(verb)])


def answer_url(token: str) -> str:
    return f"{home.url()}/answer/{token}"


def code_of(method: int, until: str) -> str:
    """The six digits that are sent to a new address, good until then. They are worked
    out anew, so nothing of them is kept."""
    digest = salted_hmac("tocsin.notify.code", f"{method}:{until}").digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06}"


def reply_code(message_id: int) -> str:
    """What somebody who answers in words names a message by."""
    return str(message_id % 10_000)
