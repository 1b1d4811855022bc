"""Links that open something once, to whoever has them: what is sent, what is kept."""

import hashlib
import secrets
from datetime import timedelta

# Rule 3 of NIST SP 800-63B-4, 4.2: what comes by mail is good for a day at most.
RESET_LIVES = timedelta(hours=24)
INVITATION_LIVES = timedelta(days=7)


def new_token() -> str:
    """256 random bits, as an address holds them."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> bytes:
    """What is kept of a token. It is random enough that a slow hash adds nothing."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
