"""Whether a request was signed with the secret that its source and its sender share.

Pure: no database, no clock. A source without a secret asks for no signature. One that
holds a secret takes what its tool signs as the tool's manual says; whatever the tool,
Standard Webhooks are understood too, and the bare secret as bearer or basic password,
for tools that sign nothing but can send a header.
"""

import binascii
import hmac
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha1, sha256

from tocsin.intake.events.adapters.sns import SNS_TOOLS

# How far a signed instant may be from ours, so that no old request is sent again.
TOLERANCE = 300


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a request may be taken, and if not why, for the sender to read."""

    ok: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Signed:
    secret: str
    headers: Mapping[str, str]
    body: bytes
    now: datetime

    def hex(self, before: bytes = b"") -> str:
        return hmac.new(self.secret.encode(), before + self.body, sha256).hexdigest()

    def is_near(self, stamp: str) -> bool:
        """Whether an instant in seconds since 1970 is about now."""
        if not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12:
            return False
        return abs(self.now.timestamp() - int(stamp)) <= TOLERANCE


_Matches = Callable[[str, _Signed], bool]
GOOD = Verdict(ok=True)


def check(
    tool: str, secret: str, headers: Mapping[str, str], body: bytes, now: datetime
) -> Verdict:
    """Whether the request is its sender's; `headers` have lower-case names."""
    if not secret or tool in SNS_TOOLS:
        # What Amazon SNS sends is signed with its certificate, which is looked at
        # when the request is read: see `sns.py`.
        return GOOD
    signed = _Signed(secret, headers, body, now)
    own = SCHEMES.get(tool, {})
    for header, matches in {**own, **_ANYBODYS}.items():
        if header in headers and matches(headers[header], signed):
            return GOOD
    asked = next(iter(own), "authorization")
    if asked in headers:
        return Verdict(ok=False, why=f"The signature in {asked} does not fit.")
    return Verdict(ok=False, why=f"The header {asked} is missing.")


def _same(told: str, right: str) -> bool:
    """Compared in constant time; what is told may be any text."""
    return hmac.compare_digest(told.strip().encode("utf-8", "replace"), right.encode())


def _secret_itself(value: str, signed: _Signed) -> bool:
    return _same(value, signed.secret)


def _hex(value: str, signed: _Signed) -> bool:
    return _same(value.lower(), signed.hex())


def _named_hex(value: str, signed: _Signed) -> bool:
    """`sha256=<hex>` (WebSub, taken up by GitHub and Atlassian)."""
    return _same(value.lower(), f"sha256={signed.hex()}")


def _versioned_hex(value: str, signed: _Signed) -> bool:
    """`v1=<hex>`, several with commas while a secret is being changed."""
    right = f"v1={signed.hex()}"
    return any(_same(each, right) for each in value.split(","))


def _base64(value: str, signed: _Signed) -> bool:
    return _same(value, b64encode(bytes.fromhex(signed.hex())).decode())


def _sha1_hex(value: str, signed: _Signed) -> bool:
    right = hmac.new(signed.secret.encode(), signed.body, sha1).hexdigest()
    return _same(value.lower(), right)


def _grafana(value: str, signed: _Signed) -> bool:
    """Over the body, or over `<seconds>:<body>` where a header for the instant is
    set; its name is the administrator's choice."""
    if _hex(value, signed):
        return True
    stamps = [told for name, told in signed.headers.items() if "timestamp" in name]
    return any(
        signed.is_near(stamp) and _same(value.lower(), signed.hex(f"{stamp}:".encode()))
        for stamp in stamps
    )


def _standard(value: str, signed: _Signed) -> bool:
    """Standard Webhooks 1: `v1,<base64>` over `<id>.<seconds>.<body>`."""
    stamp = signed.headers.get("webhook-timestamp", "")
    if not signed.is_near(stamp):
        return False
    before = f"{signed.headers.get('webhook-id', '')}.{stamp}.".encode()
    key = _standard_key(signed.secret)
    right = b64encode(hmac.new(key, before + signed.body, sha256).digest()).decode()
    return any(_same(each, f"v1,{right}") for each in value.split())


def _standard_key(secret: str) -> bytes:
    try:
        return b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        return secret.encode()


def _authorization(value: str, signed: _Signed) -> bool:
    """`Bearer <secret>`, or the secret as the password of basic authentication."""
    scheme, _, told = value.strip().partition(" ")
    if scheme.lower() != "basic":
        return _same(told, signed.secret)
    try:
        pair = b64decode(told, validate=True).decode()
    except (binascii.Error, ValueError):
        return False
    return _same(pair.partition(":")[2], signed.secret)


# By tool: the header that carries the signature, and how it is read. Sources:
# grafana  grafana.com/docs/grafana/latest/alerting/…/integrations/webhook-notifier
# github   docs.github.com/webhooks/…/validating-webhook-deliveries
# gitlab   docs.gitlab.com/user/project/integrations/webhooks
# sentry   docs.sentry.io/organization/integrations/integration-platform/webhooks
# pagerduty developer.pagerduty.com/docs/verifying-webhook-signatures
# jira     developer.atlassian.com/cloud/jira/platform/webhooks (secure admin webhooks)
SCHEMES: Mapping[str, Mapping[str, _Matches]] = {
    "bitbucket": {"x-hub-signature": _named_hex},
    "checkly": {"x-checkly-signature": _hex},
    "circleci": {"circleci-signature": _versioned_hex},
    "cloudflare": {"cf-webhook-auth": _secret_itself},
    "gitea": {"x-gitea-signature": _hex, "x-hub-signature-256": _named_hex},
    "github": {"x-hub-signature-256": _named_hex},
    "gitlab": {"x-gitlab-token": _secret_itself},
    "grafana": {"x-grafana-alerting-signature": _grafana},
    "heroku": {"heroku-webhook-hmac-sha256": _base64},
    "honeycomb": {"x-honeycomb-webhook-token": _secret_itself},
    "jira": {"x-hub-signature": _named_hex},
    "ohdear": {"ohdear-signature": _hex},
    "pagerduty": {"x-pagerduty-signature": _versioned_hex},
    "sentry": {"sentry-hook-signature": _hex},
    "signalfx": {"x-sfx-signature": _base64},
    "statuspage": {"x-hub-signature": _named_hex},
    "vercel": {"x-vercel-signature": _sha1_hex},
}
_ANYBODYS: Mapping[str, _Matches] = {
    "webhook-signature": _standard,
    "x-hub-signature-256": _named_hex,
    "x-tocsin-secret": _secret_itself,
    "authorization": _authorization,
}
