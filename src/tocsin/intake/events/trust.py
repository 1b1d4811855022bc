"""Whether what came by Amazon SNS is to be believed.

Its signature is made with a key whose certificate lies at Amazon's; that is fetched by
the clockwork, never here, so that folding waits for no network: what is signed with one
that is not here yet waits among the failures, and is read again when it is.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tocsin.foundation.config.reads import value
from tocsin.intake.events.actions.subscriptions import (
    AWAITED,
    keep_offer,
    want_certificate,
)
from tocsin.intake.events.adapters.sns import (
    CONFIRMATION,
    SNS_TOOLS,
    Unsigned,
    certificate_address,
    message_of,
    need_signature,
    need_topic,
)
from tocsin.intake.events.event import Request, Unparsed
from tocsin.intake.events.keys import opened
from tocsin.intake.events.models import Certificate, Source
from tocsin.intake.events.options import SNS_HOSTS

_MOST = 64
_known: dict[str, bytes] = {}


def need_trust(source: Source, request: Request, now: datetime) -> None:
    """Keeps what offers a subscription; raises Unparsed where the source checks
    signatures and this one does not hold."""
    if source.tool not in SNS_TOOLS:
        return
    message = message_of(request.body)
    if message.get("Type") == CONFIRMATION:
        keep_offer(source, message, now)
    elif source.sealed_secret is not None:
        try:
            _need_signed(message, opened(bytes(source.sealed_secret)), now)
        except Unsigned as flaw:
            raise Unparsed(str(flaw)) from flaw


def _need_signed(message: Mapping[str, Any], secret: str, now: datetime) -> None:
    if not message:
        raise Unsigned("It is no message of Amazon SNS, or was delivered raw.")
    need_topic(message, secret)
    address = certificate_address(message, value(SNS_HOSTS))
    pem = held_certificate(address)
    if pem is None:
        want_certificate(address, now)
        raise Unparsed(AWAITED)
    need_signature(message, pem, now)


def held_certificate(address: str) -> bytes | None:
    """The certificate that was fetched from there; an address's never changes."""
    if address not in _known:
        found = Certificate.objects.filter(address=address).exclude(pem="").first()
        if found is None:
            return None
        if len(_known) >= _MOST:
            _known.clear()
        _known[address] = found.pem.encode()
    return _known[address]
