"""The token as RFC 8292 has it, checked as a push service checks it."""

from datetime import UTC, datetime, timedelta

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from tocsin.foundation.notify.channels.webpush.encryption import point_of, public_key
from tocsin.foundation.notify.channels.webpush.vapid import (
    authorization,
    from_base64url,
)

NOW = datetime.now(tz=UTC)
ENDPOINT = "https://push.example:8443/send/abc?x=1"


def test_a_service_can_tell_who_sends() -> None:
    private = generate_private_key(SECP256R1())
    header = authorization(
        ENDPOINT, private=private, subject="mailto:ops@shop.example", now=NOW
    )
    scheme, _, rest = header.partition(" ")
    told = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert scheme == "vapid"
    point = from_base64url(told["k"])
    assert point == point_of(private)
    claims = jwt.decode(
        told["t"],
        public_key(point),
        algorithms=["ES256"],
        audience="https://push.example:8443",
    )
    assert claims["sub"] == "mailto:ops@shop.example"
    assert NOW < datetime.fromtimestamp(claims["exp"], UTC) < NOW + timedelta(hours=24)
