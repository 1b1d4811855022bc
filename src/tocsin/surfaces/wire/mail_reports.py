"""A mail to the address that takes reports."""

from django.db import transaction

from tocsin.foundation.mail.incoming import Received, received_in
from tocsin.foundation.mail.letter import Recipient
from tocsin.response.reports.actions import take_mail
from tocsin.response.statuspage.actions.acknowledging import acknowledge_stranger


def take_report(raw: bytes, sender: str) -> str:
    """What the mail is in the register; empty where it is not: it came before, or a
    program wrote it. People of ours are answered as for any other report. Others are
    if the envelope's sender is who wrote it (RFC 3834, 4); without one nobody is."""
    if not sender:
        return ""
    mail = received_in(raw)
    with transaction.atomic():
        return _taken(mail, sender)


def _taken(mail: Received, sender: str) -> str:
    taken = take_mail(mail)
    if taken is None:
        return ""
    is_strangers = taken.is_new and not taken.is_known
    if is_strangers and sender.casefold() == mail.address.casefold():
        acknowledge_stranger(taken.ref, Recipient(mail.address, name=mail.name))
    return taken.ref
