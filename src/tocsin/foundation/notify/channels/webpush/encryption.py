"""A message that only one browser can read: RFC 8291, in the coding `aes128gcm` of
RFC 8188, as one record."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

# What every push service must take (RFC 8030, 7.2), and so the size of the record.
RECORD = 4096
# The header, the tag of AES-GCM and the byte that ends the record.
MOST = RECORD - 86 - 16 - 1
_LAST_RECORD = b"\x02"


class Unreadable(ValueError):
    """These are no keys, or nothing that was encrypted for them."""


def encrypted(
    text: bytes,
    *,
    browser: bytes,
    auth: bytes,
    salt: bytes = b"",
    private: EllipticCurvePrivateKey | None = None,
) -> bytes:
    """The body of the request. `browser` is its public key, an uncompressed point, and
    `auth` its secret of 16 bytes; salt and key are new unless a test tells them."""
    if len(text) > MOST:
        raise Unreadable(f"{len(text)} bytes are too many for one message.")
    salt = salt or secrets.token_bytes(16)
    private = private or generate_private_key(SECP256R1())
    ours = point_of(private)
    key, nonce = _keys(
        private.exchange(ECDH(), public_key(browser)), auth, browser, ours, salt
    )
    told = AESGCM(key).encrypt(nonce, text + _LAST_RECORD, None)
    return salt + RECORD.to_bytes(4, "big") + bytes([len(ours)]) + ours + told


def decrypted(body: bytes, *, private: EllipticCurvePrivateKey, auth: bytes) -> bytes:
    """What a browser would read. Raises Unreadable."""
    length = body[20] if len(body) > 21 else 0
    salt, theirs, told = body[:16], body[21 : 21 + length], body[21 + length :]
    if length != 65:
        raise Unreadable("There is no key of the sender.")
    key, nonce = _keys(
        private.exchange(ECDH(), public_key(theirs)),
        auth,
        point_of(private),
        theirs,
        salt,
    )
    try:
        padded = AESGCM(key).decrypt(nonce, told, None)
    except InvalidTag as flaw:
        raise Unreadable("It was encrypted for somebody else.") from flaw
    text, mark = padded.rstrip(b"\0")[:-1], padded.rstrip(b"\0")[-1:]
    if mark != _LAST_RECORD:
        raise Unreadable("The record does not end.")
    return text


def public_key(point: bytes) -> EllipticCurvePublicKey:
    """Raises Unreadable for what is no point of the curve."""
    if len(point) != 65:
        raise Unreadable("A browser's key has 65 bytes.")
    try:
        return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
    except ValueError as flaw:
        raise Unreadable("This is no point of P-256.") from flaw


def point_of(private: EllipticCurvePrivateKey) -> bytes:
    public = private.public_key()
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _keys(
    shared: bytes, auth: bytes, browser: bytes, server: bytes, salt: bytes
) -> tuple[bytes, bytes]:
    """Key and nonce: RFC 8291, section 3.4."""
    if len(auth) != 16:
        raise Unreadable("A browser's secret has 16 bytes.")
    about = b"WebPush: info\0" + browser + server
    secret = _derived(shared, auth, about, 32)
    return (
        _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16),
        _derived(secret, salt, b"Content-Encoding: nonce\0", 12),
    )


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)
