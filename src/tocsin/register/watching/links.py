"""The link by which a reporter says that what is known is not theirs, without signing
in. Pure but for the installation's key."""

import hashlib
import hmac

from tocsin.kernel import keys


def other_matter_path(ref: str, reporter: str) -> str:
    """A page that asks once more: whoever follows the link changes nothing by that."""
    return f"/not-for-me/{ref}/{_token(ref, reporter)}"


def is_other_matter_token(told: str, ref: str, reporter: str) -> bool:
    return hmac.compare_digest(told.encode(), _token(ref, reporter).encode())


def _token(ref: str, reporter: str) -> str:
    """128 bits that only this installation can make, for this report of theirs."""
    about = f"not for me {ref} {reporter}".encode()
    return hmac.new(keys.django().encode(), about, hashlib.sha256).hexdigest()[:32]
