"""Amazon SNS over HTTP: what a message is signed over, and by whom.

Pure: no database, no clock, no network. Source: "Verifying the signatures of Amazon
SNS messages" and "Parsing Amazon SNS message formats", Amazon SNS Developer Guide.
"""

import re
from base64 import b64decode
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256

# Tools whose messages come by SNS, all with one kind of signature.
SNS_TOOLS = frozenset({"aws-sns", "aws-cloudwatch", "aws-guardduty"})
# A source's secret: this, or the topics it takes messages of, one per line.
ANY_TOPIC = "sns"
AMAZON = r"sns\.[a-z0-9-]{1,30}\.amazonaws\.com(\.cn)?"

NOTIFICATION = "Notification"
CONFIRMATION = "SubscriptionConfirmation"
_SIGNED = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
_SIGNED_OFFERS = (
    *("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
)
_HASHES = {"1": SHA1, "2": SHA256}


class Unsigned(Exception):
    """A message is not to be believed; `str()` says why, for people."""


def message_of(body: bytes) -> dict[str, Any]:
    """The message in a request, or {} where there is none (raw delivery, tests)."""
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    is_message = isinstance(told, dict) and isinstance(told.get("Type"), str)
    return told if is_message and "MessageId" in told else {}


def certificate_address(message: Mapping[str, Any], hosts: str) -> str:
    """From where the signer's certificate is fetched. Raises Unsigned when that is no
    address of Amazon's: anybody could have signed."""
    address = str(message.get("SigningCertURL") or message.get("SigningCertUrl") or "")
    if not address:
        raise Unsigned("The message carries no signature.")
    is_file = len(address) <= 500 and address.endswith(".pem")
    if not is_file or not is_address_of(address, hosts):
        raise Unsigned("The signature's certificate lies at no address of Amazon SNS.")
    return address


def offer_address(message: Mapping[str, Any], hosts: str) -> str:
    """What is to be asked to confirm a subscription. Raises Unsigned when it is no
    address of Amazon's, so that nobody makes us ask a server of their choice."""
    address = str(message.get("SubscribeURL") or "")
    if not is_address_of(address, hosts):
        raise Unsigned("The subscription's address is none of Amazon SNS.")
    if parse_qs(urlsplit(address).query).get("Action") != ["ConfirmSubscription"]:
        raise Unsigned("The subscription's address would do something else.")
    return address


def is_address_of(address: str, hosts: str) -> bool:
    """Whether it is https at a host (with its port, if it has one) that the pattern
    fits whole."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme != "https" or not address.isascii() or "\\" in address:
        return False
    try:
        return re.fullmatch(hosts, parts.netloc) is not None
    except re.error:
        return False


def need_topic(message: Mapping[str, Any], secret: str) -> None:
    """Raises Unsigned when the source takes messages of other topics only: everybody
    with an account at Amazon can have a message signed."""
    topics = secret.split()
    if topics != [ANY_TOPIC] and message.get("TopicArn") not in topics:
        raise Unsigned("The message comes from a topic that this source does not take.")


def need_signature(message: Mapping[str, Any], pem: bytes, now: datetime) -> None:
    """Raises Unsigned unless the certificate's owner signed the message."""
    digest = _HASHES.get(str(message.get("SignatureVersion")))
    if digest is None:
        raise Unsigned("The signature's version is unknown.")
    try:
        certificate = x509.load_pem_x509_certificate(pem)
        signature = b64decode(str(message.get("Signature")), validate=True)
    except (ValueError, UnsupportedAlgorithm) as flaw:
        raise Unsigned("The signature or its certificate cannot be read.") from flaw
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey) or not _holds(certificate, now):
        raise Unsigned("The signature's certificate does not hold.")
    try:
        # SHA-1 is Amazon's choice: version 1 is still the default of a topic.
        key.verify(signature, text_to_sign(message), PKCS1v15(), digest())
    except InvalidSignature as flaw:
        raise Unsigned("The signature does not fit the message.") from flaw


def text_to_sign(message: Mapping[str, Any]) -> bytes:
    """Names and values, each on a line of its own, in the order of the names."""
    is_notification = message.get("Type") == NOTIFICATION
    names = _SIGNED if is_notification else _SIGNED_OFFERS
    told = [(name, message.get(name)) for name in names]
    lines = [f"{name}\n{value}\n" for name, value in told if value is not None]
    return "".join(lines).encode("utf-8", "surrogatepass")


def _holds(certificate: x509.Certificate, now: datetime) -> bool:
    return certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc
