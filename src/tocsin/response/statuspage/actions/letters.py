"""What each update says, composed once in each language, ready for any reader."""

import smtplib
from collections.abc import Callable, Iterable
from functools import partial

from tocsin.foundation.mail.circular import Circular, NotPlain, circular_of
from tocsin.foundation.mail.reads import sender
from tocsin.foundation.mail.smtp import Delivery, hand_over, hand_over_written
from tocsin.kernel import clock
from tocsin.response.statuspage.messages import (
    Reader,
    Told,
    digest_in,
    mail_of,
    told_in,
)
from tocsin.response.statuspage.models import Component, Update
from tocsin.response.statuspage.queries import Claimed, Digest

# Tells a server the mail, and what it said.
Ready = Callable[[smtplib.SMTP], Delivery]
_Key = tuple[int, str]


class Letters:
    """The letters of some updates. A mail is composed for a reader who is made up, and
    for everybody else what differs is filled in."""

    def __init__(self, ids: Iterable[int]) -> None:
        rows = Update.objects.filter(pk__in=ids).select_related("notice__page")
        self._updates = {row.pk: row for row in rows}
        codes = {c for row in self._updates.values() for c in row.notice.affected}
        named = Component.objects.filter(code__in=codes).values_list("code", "name")
        self._names = dict(named)
        self._told: dict[_Key, Told] = {}
        self._circulars: dict[_Key, Circular | None] = {}
        self._sender = sender()
        self._at = clock.now()

    def of(self, claim: Claimed) -> Told:
        key = (claim.update_id, claim.language)
        if key not in self._told:
            update = self._updates[claim.update_id]
            codes = update.notice.affected
            names = tuple(self._names[code] for code in codes if code in self._names)
            self._told[key] = told_in(update, names, claim.language)
        return self._told[key]

    def ready(self, claim: Claimed | Digest) -> Ready:
        reader = Reader(claim.address, claim.code, claim.nonce, claim.language)
        if isinstance(claim, Claimed):
            return self._ready(claim, reader)
        updates = [self._updates[id] for id in claim.updates]
        told = digest_in(updates, claim.language, code=f"digest-{claim.ids[0]}")
        message = mail_of(told, reader, sender=self._sender, at=self._at)
        return partial(hand_over, message=message)

    def _ready(self, claim: Claimed, reader: Reader) -> Ready:
        """The mail as it goes to this subscriber. An address that is not plain has one
        composed for it alone; one that no mail can name is refused by ValueError."""
        told = self.of(claim)
        circular = self._circular((claim.update_id, claim.language), told)
        try:
            if circular is not None:
                written = circular.filled(reader.values(told))
                return partial(
                    hand_over_written,
                    written=written,
                    sender=self._sender,
                    to=claim.address,
                )
        except NotPlain:
            pass
        message = mail_of(told, reader, sender=self._sender, at=self._at)
        return partial(hand_over, message=message)

    def _circular(self, key: _Key, told: Told) -> Circular | None:
        if key not in self._circulars:
            reader = Reader.made_up(key[1])
            message = mail_of(told, reader, sender=self._sender, at=self._at)
            try:
                self._circulars[key] = circular_of(message, reader.values(told))
            except NotPlain:
                self._circulars[key] = None
        return self._circulars[key]
