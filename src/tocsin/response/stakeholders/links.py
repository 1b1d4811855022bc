"""The link by which a class from outside reads how it is. Pure but for the
installation's key."""

import hashlib
import hmac

from tocsin.kernel import keys


def view_token(code: str) -> str:
    """128 bits that only this installation can make, good as long as there is
    something to read."""
    told = f"stakeholders view {code}".encode()
    return hmac.new(keys.django().encode(), told, hashlib.sha256).hexdigest()[:32]


def is_view_token(told: str, code: str) -> bool:
    return hmac.compare_digest(told.encode(), view_token(code).encode())


def view_path(code: str) -> str:
    return f"/told/{code}/{view_token(code)}"


def mail_cause(draft: str) -> str:
    """What tells the mails of a draft from all others."""
    return f"told {draft}"


def page_cause(draft: str) -> str:
    """How the causes of its pages begin."""
    return f"told:{draft}:"
