"""The link by which customers read a published review. Pure but for the
installation's key."""

import hashlib
import hmac

from tocsin.kernel import keys


def public_path(ref: str) -> str:
    """The same as long as something is published for customers, also anew."""
    return f"/published/{ref}/{_token(ref)}"


def is_public_token(told: str, ref: str) -> bool:
    return hmac.compare_digest(told.encode(), _token(ref).encode())


def _token(ref: str) -> str:
    """128 bits that only this installation can make."""
    about = f"review for customers {ref}".encode()
    return hmac.new(keys.django().encode(), about, hashlib.sha256).hexdigest()[:32]
