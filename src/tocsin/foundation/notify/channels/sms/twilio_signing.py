"""That a request comes from Twilio.

https://www.twilio.com/docs/usage/security#validating-requests
"""

import hmac
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha1


def signature(url: str, fields: Iterable[tuple[str, str]], token: str) -> str:
    """Of a form sent to this address: the address as it was named to Twilio, then each
    field's name and value, in the order of the names."""
    told = url + "".join(name + value for name, value in sorted(set(fields)))
    digest = hmac.digest(token.encode(), told.encode("utf-8", "replace"), sha1)
    return b64encode(digest).decode("ascii")


def is_from_twilio(
    url: str, fields: Iterable[tuple[str, str]], *, told: str, token: str
) -> bool:
    found = signature(url, fields, token)
    return bool(token) and hmac.compare_digest(
        found.encode(), told.encode("utf-8", "replace")
    )
