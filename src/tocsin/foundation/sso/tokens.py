"""An ID token's signature and time, by the keys that its provider publishes."""

from collections.abc import Mapping
from typing import Any

import jwt

# Signed by a key that only the provider has; never by a secret that both have, and
# never unsigned (RFC 8725, section 3.1).
ALGORITHMS = tuple(
    "RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA".split()
)
_WANTED = ["iss", "sub", "aud", "exp", "iat"]
_DRIFT = 60


class Unproved(Exception):
    """The token proves nothing."""


def proved(token: str, keys: Mapping[str, Any]) -> dict[str, Any]:
    """What the token claims, once its signature and its time are right. Whom it is
    meant for is asked by `rules.claims_complaint`."""
    try:
        head = jwt.get_unverified_header(token)
        alg = head.get("alg")
        if alg not in ALGORITHMS:
            raise Unproved(f"algorithm {alg}")
        return _decoded(token, alg, _candidates(keys, head.get("kid")))
    except jwt.PyJWTError as found:
        raise Unproved(str(found)) from found


def _decoded(token: str, alg: str, keys: list[jwt.PyJWK]) -> dict[str, Any]:
    trouble: Exception = Unproved("no key of the provider fits")
    for key in keys:
        try:
            return jwt.decode(
                token,
                key=key.key,
                algorithms=[alg],
                leeway=_DRIFT,
                options={"require": _WANTED, "verify_aud": False, "verify_iss": False},
            )
        except (jwt.PyJWTError, TypeError, ValueError) as found:
            trouble = found
    raise Unproved(str(trouble)) from trouble


def _candidates(keys: Mapping[str, Any], kid: Any) -> list[jwt.PyJWK]:
    """The key that the token names, or all of them; those for encryption are not."""
    told = keys.get("keys")
    rows = [each for each in told if isinstance(each, dict)] if told else []
    named = [each for each in rows if kid is None or each.get("kid") == kid]
    found = []
    for each in named:
        if each.get("use", "sig") == "sig":
            try:
                found.append(jwt.PyJWK.from_dict(each))
            except jwt.PyJWTError:
                continue
    return found
