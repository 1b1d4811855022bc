"""Against the worked example of the specification of Standard Webhooks."""

from datetime import UTC, datetime

import pytest

from tocsin.foundation.notify.channels.webhook.signing import (
    SecretUnfit,
    key_of,
    new_secret,
    signed,
)

NOW = datetime.fromtimestamp(1614265330, UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_the_example_of_the_specification() -> None:
    headers = signed(
        b'{"test": 2432232314}',
        id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        secret=SECRET,
        now=NOW,
    )
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_a_new_secret_can_sign() -> None:
    assert len(key_of(new_secret())) == 32
    assert new_secret() != new_secret()


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_c2hvcnQ=", "whsec_é", "?"])
def test_what_is_no_secret(secret: str) -> None:
    with pytest.raises(SecretUnfit):
        key_of(secret)
