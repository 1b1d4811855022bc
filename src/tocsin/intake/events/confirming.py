"""Asking Amazon SNS: for a certificate, and to begin to send."""

import logging

from tocsin.foundation.config.reads import value
from tocsin.intake.events.actions.subscriptions import (
    certificate_fails,
    hold_certificate,
    subscription_fails,
    subscription_is_confirmed,
)
from tocsin.intake.events.adapters.sns import (
    Unsigned,
    certificate_address,
    need_signature,
    need_topic,
    offer_address,
)
from tocsin.intake.events.fetching import NotFetched, fetched
from tocsin.intake.events.keys import opened
from tocsin.intake.events.models import Certificate, Subscription
from tocsin.intake.events.options import SNS_HOSTS
from tocsin.intake.events.trust import held_certificate
from tocsin.kernel import clock

_LOG = logging.getLogger("tocsin.intake")


def confirm(one: Subscription) -> int:
    """The topic sends to the source from now on; 1 if so. Where the source checks
    signatures, only what its topic's own key has signed is confirmed."""
    try:
        address = offer_address(one.offer, value(SNS_HOSTS))
        if one.source.sealed_secret is not None:
            _need_signed(one, opened(bytes(one.source.sealed_secret)))
        fetched(address)
    except (Unsigned, NotFetched) as flaw:
        _LOG.warning("the subscription of %s is not confirmed: %s", one.topic, flaw)
        subscription_fails(one, str(flaw))
        return 0
    subscription_is_confirmed(one)
    return 1


def fetch_certificate(one: Certificate) -> int:
    """The certificate is here; 1 if so."""
    try:
        # Looked at again: the hosts may have been changed since it was wanted.
        address = certificate_address({"SigningCertURL": one.address}, value(SNS_HOSTS))
        hold_certificate(address, fetched(address).decode("ascii"))
    except (Unsigned, NotFetched, UnicodeDecodeError) as flaw:
        _LOG.warning("a certificate of Amazon SNS is not here: %s", flaw)
        certificate_fails(one, str(flaw))
        return 0
    return 1


def _need_signed(one: Subscription, secret: str) -> None:
    need_topic(one.offer, secret)
    address = certificate_address(one.offer, value(SNS_HOSTS))
    pem = held_certificate(address)
    if pem is None:
        pem = fetched(address)
        need_signature(one.offer, pem, clock.now())
        hold_certificate(address, pem.decode("ascii", "replace"))
    else:
        need_signature(one.offer, pem, clock.now())
