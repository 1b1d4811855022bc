"""A signer such as Amazon SNS is: a key, a certificate of its own, signed messages."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from tocsin.intake.events.adapters.sns import text_to_sign

TOPIC = "arn:aws:sns:eu-west-1:123456789012:tocsin"
CERTIFICATE_AT = (
    "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1a2b.pem"
)


@cache
def key(size: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=size)


@cache
def certificate(days: int = 365) -> bytes:
    """Valid since 2020 and for so many days more, good for a server at 127.0.0.1."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    start, end = datetime(2020, 1, 1, tzinfo=UTC), datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key().public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key(), SHA256())
    )
    return built.public_bytes(Encoding.PEM)


def private_key() -> bytes:
    return key().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, encryption_algorithm=NoEncryption()
    )


def signed(message: dict[str, Any], version: str = "2") -> dict[str, Any]:
    """The message with a signature that fits it."""
    digest = SHA1() if version == "1" else SHA256()
    told = {"SigningCertURL": CERTIFICATE_AT, "TopicArn": TOPIC, **message}
    told["SignatureVersion"] = version
    signature = key().sign(text_to_sign(told), PKCS1v15(), digest)
    return {**told, "Signature": b64encode(signature).decode()}


def notification(message: str, **facts: Any) -> dict[str, Any]:
    return {
        "Type": "Notification",
        "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        "Subject": "ALARM",
        "Message": message,
        "Timestamp": "2026-11-27T09:00:00.000Z",
        **facts,
    }


def offer(**facts: Any) -> dict[str, Any]:
    """Amazon's offer of a subscription, to be confirmed."""
    return {
        "Type": "SubscriptionConfirmation",
        "MessageId": "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
        "Token": "2336412f37f",
        "Message": f"You have chosen to subscribe to the topic {TOPIC}.",
        "SubscribeURL": (
            "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription"
            f"&TopicArn={TOPIC}&Token=2336412f37f"
        ),
        "Timestamp": "2026-11-27T08:59:00.000Z",
        **facts,
    }
