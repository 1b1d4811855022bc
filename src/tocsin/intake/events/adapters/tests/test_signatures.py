"""Signatures are made here by the rules of each tool's manual, and looked at."""

import hmac
from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha1, sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.house.source import in_code, table_of
from tocsin.intake.events.adapters.signatures import SCHEMES, check

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
STAMP = str(int(NOW.timestamp()))
SECRET = "correct horse"
BODY = b'{"alerts": []}'


def hexed(body: bytes, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), body, sha256).hexdigest()


def based(body: bytes, key: bytes) -> str:
    return b64encode(hmac.new(key, body, sha256).digest()).decode()


def is_good(tool: str, headers: dict[str, str], body: bytes = BODY) -> bool:
    return check(tool, SECRET, headers, body, NOW).ok


SIGNED = {
    "bitbucket": {"x-hub-signature": f"sha256={hexed(BODY)}"},
    "checkly": {"x-checkly-signature": hexed(BODY)},
    "circleci": {"circleci-signature": f"v1={hexed(BODY)}"},
    "cloudflare": {"cf-webhook-auth": SECRET},
    "gitea": {"x-gitea-signature": hexed(BODY)},
    "github": {"x-hub-signature-256": f"sha256={hexed(BODY)}"},
    "gitlab": {"x-gitlab-token": SECRET},
    "grafana": {"x-grafana-alerting-signature": hexed(BODY)},
    "heroku": {"heroku-webhook-hmac-sha256": based(BODY, SECRET.encode())},
    "honeycomb": {"x-honeycomb-webhook-token": SECRET},
    "jira": {"x-hub-signature": f"sha256={hexed(BODY)}"},
    "ohdear": {"ohdear-signature": hexed(BODY)},
    "pagerduty": {"x-pagerduty-signature": f"v1={'0' * 64},v1={hexed(BODY)}"},
    "sentry": {"sentry-hook-signature": hexed(BODY)},
    "signalfx": {"x-sfx-signature": based(BODY, SECRET.encode())},
    "statuspage": {"x-hub-signature": f"sha256={hexed(BODY)}"},
    "vercel": {"x-vercel-signature": hmac.new(SECRET.encode(), BODY, sha1).hexdigest()},
}


def test_every_scheme_is_tried_here() -> None:
    assert SIGNED.keys() == SCHEMES.keys()


@pytest.mark.parametrize("tool", sorted(SIGNED))
def test_what_a_tool_signs_is_taken_and_nothing_else(tool: str) -> None:
    headers = SIGNED[tool]
    (name,) = headers

    assert is_good(tool, headers)
    assert check(tool, "", {}, BODY, NOW).ok

    missing = check(tool, SECRET, {}, BODY, NOW)
    assert missing.why == f"The header {name} is missing."
    wrong = check(tool, SECRET, {name: "v1=" + "0" * 64}, BODY, NOW)
    assert wrong.why == f"The signature in {name} does not fit."
    assert not is_good(tool, {name: ""})
    if headers[name] != SECRET:
        assert not is_good(tool, headers, BODY + b" ")


def test_grafana_signs_the_instant_too_where_a_header_for_it_is_set() -> None:
    def signed_at(stamp: str) -> dict[str, str]:
        return {
            "x-grafana-alerting-signature": hexed(f"{stamp}:".encode() + BODY),
            "x-our-timestamp": stamp,
        }

    late = str(int(NOW.timestamp()) - 301)
    assert is_good("grafana", signed_at(STAMP))
    assert not is_good("grafana", signed_at(late))
    assert not is_good("grafana", {**signed_at(late), "x-our-timestamp": STAMP})


@pytest.mark.parametrize(
    "secret", ["whsec_" + b64encode(b"sixteen letters!").decode(), "plain words, no"]
)
def test_standard_webhooks_are_understood_of_any_tool(secret: str) -> None:
    plain = not secret.startswith("whsec_")
    key = secret.encode() if plain else b"sixteen letters!"

    def verdict(stamp: str, signature: str) -> bool:
        headers = {
            "webhook-id": "msg_2",
            "webhook-timestamp": stamp,
            "webhook-signature": f"v1,bm90IHRoaXM= {signature}",
        }
        return check("generic", secret, headers, BODY, NOW).ok

    right = "v1," + based(f"msg_2.{STAMP}.".encode() + BODY, key)
    assert verdict(STAMP, right)
    assert not verdict(str(int(STAMP) + 1), right)
    late = str(int(STAMP) - 301)
    assert not verdict(late, "v1," + based(f"msg_2.{late}.".encode() + BODY, key))


def test_a_tool_that_signs_nothing_may_send_the_secret_itself() -> None:
    basic = b64encode(f"tocsin:{SECRET}".encode()).decode()
    assert is_good("nagios", {"authorization": f"Bearer {SECRET}"})
    assert is_good("nagios", {"authorization": f"Basic {basic}"})
    assert is_good("nagios", {"x-tocsin-secret": SECRET})
    assert not is_good("nagios", {"authorization": f"Bearer {SECRET}!"})
    assert not is_good("nagios", {"authorization": "Basic !"})
    assert not is_good("nagios", {})


def test_amazons_messages_are_looked_at_when_they_are_read() -> None:
    assert is_good("aws-sns", {})


@given(
    tool=st.sampled_from([*sorted(SCHEMES), "generic"]),
    value=st.text(max_size=80),
    stamp=st.text(max_size=20),
)
def test_no_text_in_a_header_breaks_it(tool: str, value: str, stamp: str) -> None:
    names = [*SCHEMES.get(tool, ()), "webhook-signature", "authorization"]
    headers = dict.fromkeys(names, value)
    stamps = {"webhook-timestamp": stamp, "x-timestamp": stamp}
    assert not check(tool, SECRET, headers | stamps, BODY, NOW).ok


def test_the_page_tells_every_scheme() -> None:
    told = {
        in_code(tool)[0]: in_code(header)
        for tool, header, _what in table_of("sources.md", "## Signatures")
    }
    assert told == {tool: list(held)[:1] for tool, held in SCHEMES.items()}
