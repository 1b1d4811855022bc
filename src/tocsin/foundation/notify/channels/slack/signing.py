"""That a request comes from Slack: its signature, version 0.

https://api.slack.com/authentication/verifying-requests-from-slack
"""

import hmac
from datetime import datetime
from hashlib import sha256

_OLDEST = 300


def is_from_slack(
    body: bytes, *, at: str, signature: str, secret: str, now: datetime
) -> bool:
    """Signed by our app's secret, within five minutes."""
    if not secret or not at.isascii() or not at.isdecimal() or len(at) > 12:
        return False
    if abs(now.timestamp() - int(at)) > _OLDEST:
        return False
    told = b"v0:" + at.encode() + b":" + body
    found = "v0=" + hmac.digest(secret.encode(), told, sha256).hex()
    return hmac.compare_digest(found.encode(), signature.encode("utf-8", "replace"))
