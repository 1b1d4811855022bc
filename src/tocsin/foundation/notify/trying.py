"""A provider is asked how it is, or to carry one test message; outside transactions."""

from uuid import uuid4

from django.utils.translation import gettext as _

from tocsin.foundation.mail.reads import holds_mail
from tocsin.foundation.notify.actions.providers import keep_check
from tocsin.foundation.notify.channels.contract import AddressUnfit, Message, Result
from tocsin.foundation.notify.models import Provider
from tocsin.foundation.notify.reads.manners import provider_from
from tocsin.foundation.notify.reads.providers import channel_called
from tocsin.foundation.notify.refusals import AddressUnfitting, NothingLeaves
from tocsin.kernel import home
from tocsin.kernel.text import holdable


def check_provider(row: Provider) -> str:
    """What is wrong with it, in its own words; empty when all is well. That is kept."""
    _need_leave()
    try:
        said = channel_called(row.channel).check(provider_from(row))
    except (KeyError, ValueError) as flaw:
        said = f"{type(flaw).__name__}: {flaw}"
    keep_check(row.key, said)
    return said


def try_provider(row: Provider, address: str, *, language: str, zone: str) -> Result:
    """What became of a test message to this address, carried by this provider alone."""
    _need_leave()
    channel = channel_called(row.channel)
    try:
        fitting = channel.fit(holdable(address))
    except AddressUnfit as unfit:
        raise AddressUnfitting(address=address[:80], why=str(unfit)) from None
    message = test_message(fitting, language, zone)
    for result in channel.send_many([message], provider_from(row)):
        return result
    return Result(message_id=0, taken=False, said=_("the channel told nothing of it"))


def test_message(address: str, language: str, zone: str) -> Message:
    subject = _("A test message from Tocsin")
    text = _("If this arrives, pages arrive the same way.")
    return Message(
        id=0,
        uid=f"tocsin-test-{uuid4()}",
        address=address,
        subject=subject,
        text=text,
        short=f"{subject}. {text}",
        speech=f"{subject}. {text}",
        link=home.url(),
        kind="test",
        language=language,
        zone=zone,
    )


def _need_leave() -> None:
    if holds_mail():
        raise NothingLeaves
