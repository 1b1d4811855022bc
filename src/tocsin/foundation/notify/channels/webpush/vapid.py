"""Who sends, told to push services: a signed token (RFC 8292)."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from tocsin.foundation.notify.channels.webpush.encryption import point_of

# A service refuses a token that is good for more than a day.
_LIFE = timedelta(hours=12)


def authorization(
    endpoint: str, *, private: EllipticCurvePrivateKey, subject: str, now: datetime
) -> str:
    """The header `Authorization` of a request to this endpoint. `subject` is where
    the service's people may complain: a mailto: or https: address."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((now + _LIFE).timestamp()),
        "sub": subject,
    }
    head = _written({"typ": "JWT", "alg": "ES256"}) + "." + _written(claims)
    first, second = decode_dss_signature(
        private.sign(head.encode("ascii"), ECDSA(SHA256()))
    )
    signature = first.to_bytes(32, "big") + second.to_bytes(32, "big")
    key = base64url(point_of(private))
    return f"vapid t={head}.{base64url(signature)}, k={key}"


def base64url(raw: bytes) -> str:
    """Without padding (RFC 7515, 2)."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def from_base64url(text: str) -> bytes:
    """Raises ValueError for what is none."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _written(value: dict[str, object]) -> str:
    return base64url(json.dumps(value, separators=(",", ":")).encode())
