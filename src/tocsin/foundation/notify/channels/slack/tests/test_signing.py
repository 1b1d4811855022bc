"""Against the worked example of Slack's documentation on verifying requests."""

from datetime import UTC, datetime, timedelta

import pytest

from tocsin.foundation.notify.channels.slack.signing import is_from_slack

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
AT = "1531420618"
NOW = datetime.fromtimestamp(int(AT), UTC)
SIGNATURE = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
BODY = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
    b"&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA"
    b"&user_name=roadrunner&command=%2Fwebhook-collect&text="
    b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F"
    b"397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
    b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)


def test_the_example_of_the_documentation() -> None:
    assert is_from_slack(BODY, at=AT, signature=SIGNATURE, secret=SECRET, now=NOW)


@pytest.mark.parametrize(
    ("body", "at", "signature", "secret", "late"),
    [
        (BODY + b"x", AT, SIGNATURE, SECRET, 0),
        (BODY, "1531420619", SIGNATURE, SECRET, 0),
        (BODY, "²", SIGNATURE, SECRET, 0),
        (BODY, "9" * 40, SIGNATURE, SECRET, 0),
        (BODY, "", SIGNATURE, SECRET, 0),
        (BODY, AT, "v0=", SECRET, 0),
        (BODY, AT, "é", SECRET, 0),
        (BODY, AT, SIGNATURE, "", 0),
        (BODY, AT, SIGNATURE, "another", 0),
        (BODY, AT, SIGNATURE, SECRET, 301),
        (BODY, AT, SIGNATURE, SECRET, -301),
    ],
)
def test_whatever_differs_is_not_from_slack(
    body: bytes, at: str, signature: str, secret: str, late: int
) -> None:
    now = NOW + timedelta(seconds=late)
    assert not is_from_slack(body, at=at, signature=signature, secret=secret, now=now)
