"""Against the worked example of RFC 8291, appendix A, and a browser's side by us."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
    generate_private_key,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.foundation.notify.channels.webpush.encryption import (
    MOST,
    Unreadable,
    decrypted,
    encrypted,
    point_of,
)
from tocsin.foundation.notify.channels.webpush.vapid import base64url, from_base64url

TEXT = b"When I grow up, I want to be a watermelon"
AUTH = from_base64url("BTBZMqHH6r4Tts7J_aSIgg")
SALT = from_base64url("DGv6ra1nlYgDCS1FRnbzlw")
BROWSER = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
SERVER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
BROWSER_POINT = (
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoI"
    "Aiw4"
)
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
    "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
    "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def key(text: str) -> EllipticCurvePrivateKey:
    return derive_private_key(int.from_bytes(from_base64url(text)), SECP256R1())


def test_the_example_of_the_rfc() -> None:
    assert base64url(point_of(key(BROWSER))) == BROWSER_POINT
    point = from_base64url(BROWSER_POINT)
    made = encrypted(TEXT, browser=point, auth=AUTH, salt=SALT, private=key(SERVER))
    assert base64url(made) == BODY


def test_the_browser_of_the_example_reads_it() -> None:
    told = decrypted(from_base64url(BODY), private=key(BROWSER), auth=AUTH)
    assert told == TEXT


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=MOST))
def test_whatever_is_said_arrives(text: bytes) -> None:
    private = key(BROWSER)
    made = encrypted(text, browser=point_of(private), auth=AUTH)
    assert len(made) <= 4096
    assert decrypted(made, private=private, auth=AUTH) == text


def test_nobody_else_reads_it() -> None:
    other = generate_private_key(SECP256R1())
    with pytest.raises(Unreadable):
        decrypted(from_base64url(BODY), private=other, auth=AUTH)
    with pytest.raises(Unreadable):
        decrypted(from_base64url(BODY), private=key(BROWSER), auth=bytes(16))


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=200))
def test_what_is_no_message_is_refused(body: bytes) -> None:
    with pytest.raises(Unreadable):
        decrypted(body, private=key(BROWSER), auth=AUTH)


@pytest.mark.parametrize(
    ("browser", "auth"),
    [
        (b"", AUTH),
        (bytes(65), AUTH),
        (from_base64url(BROWSER_POINT), b"short"),
        (from_base64url(BROWSER_POINT)[:64], AUTH),
    ],
)
def test_keys_that_are_none(browser: bytes, auth: bytes) -> None:
    with pytest.raises(Unreadable):
        encrypted(TEXT, browser=browser, auth=auth)


def test_no_more_than_every_service_takes() -> None:
    with pytest.raises(Unreadable):
        encrypted(bytes(MOST + 1), browser=point_of(key(BROWSER)), auth=AUTH)
