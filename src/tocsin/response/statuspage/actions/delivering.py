"""Updates leave for subscribers: claimed in sets, handed over, recorded in sets."""

import logging
import smtplib
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction

from tocsin.foundation.config.reads import value
from tocsin.foundation.mail.reads import holds_mail, sender, server
from tocsin.foundation.mail.smtp import ServerFails, connected, hand_over
from tocsin.kernel import clock
from tocsin.response.statuspage import queries
from tocsin.response.statuspage.messages import (
    Told,
    mail_of,
    slack_body,
    teams_body,
    told_in,
    webhook_body,
)
from tocsin.response.statuspage.models import Component, Update
from tocsin.response.statuspage.options import KEPT_DAYS
from tocsin.response.statuspage.queries import Claimed
from tocsin.response.statuspage.rules.words import MAIL, SLACK, TEAMS
from tocsin.response.statuspage.sending import Outcome, allowed, opened, post

_log = logging.getLogger(__name__)

_BATCH = 400
# Longer than a turn, so that nobody else takes what is being handed over.
_LEASE = timedelta(seconds=90)
_TURN = 20.0
_KEEP = 50
_SIDE_BY_SIDE = 8
_PAUSES = (30, 120, 600, 1800, 7200)


@dataclass(slots=True)
class _Turn:
    """What became of a batch, as far as it was not written yet."""

    ends_at: float
    sent: list[int] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)
    waits: dict[int, tuple[datetime, str]] = field(default_factory=dict)
    done: int = 0

    def hear(self, claim: Claimed, outcome: Outcome) -> None:
        self.done += 1
        if outcome.is_taken:
            self.sent.append(claim.id)
        elif outcome.is_final or claim.attempts > len(_PAUSES):
            self.failed[claim.id] = outcome.said
        else:
            pause = _PAUSES[min(claim.attempts, len(_PAUSES)) - 1]
            due = clock.now() + timedelta(seconds=pause)
            self.waits[claim.id] = (due, outcome.said)
        if len(self.sent) + len(self.failed) + len(self.waits) >= _KEEP:
            self.keep()

    @transaction.atomic
    def keep(self) -> None:
        """Written down, so that one who is killed repeats as few as this."""
        now = clock.now()
        queries.sent(self.sent, now=now)
        queries.failed(self.failed, now=now)
        queries.wait(self.waits)
        self.sent, self.failed, self.waits = [], {}, {}

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.ends_at


def deliver() -> int:
    """A batch of what is due was handed over; says how many. Nothing of it happens in
    a transaction; connections are kept open for all mails of a batch."""
    if holds_mail():
        return 0
    now = clock.now()
    claims = queries.claim(now=now, until=now + clock.lasting(_LEASE), batch=_BATCH)
    if not claims:
        return 0
    turn = _Turn(time.monotonic() + _TURN)
    letters = _Letters({claim.update_id for claim in claims})
    mails = [claim for claim in claims if claim.channel == MAIL]
    _send_mails(turn, mails, letters)
    _post_all(turn, [claim for claim in claims if claim.channel != MAIL], letters)
    turn.keep()
    return turn.done


class _Letters:
    """What each update says in each language, written once."""

    def __init__(self, ids: Iterable[int]) -> None:
        rows = Update.objects.filter(pk__in=ids).select_related("notice__page")
        self._updates = {row.pk: row for row in rows}
        codes = {c for row in self._updates.values() for c in row.notice.affected}
        named = Component.objects.filter(code__in=codes).values_list("code", "name")
        self._names = dict(named)
        self._told: dict[tuple[int, str], Told] = {}

    def of(self, claim: Claimed) -> Told:
        key = (claim.update_id, claim.language)
        if key not in self._told:
            update = self._updates[claim.update_id]
            codes = update.notice.affected
            names = tuple(self._names[code] for code in codes if code in self._names)
            self._told[key] = told_in(update, names, claim.language)
        return self._told[key]


def _send_mails(turn: _Turn, claims: Sequence[Claimed], letters: _Letters) -> None:
    where = server()
    if not claims:
        return
    if where is None:
        for claim in claims:
            turn.hear(claim, Outcome(False, said="There is no mail server."))
        return
    left = list(claims)
    try:
        with connected(where) as talk:
            while left and not turn.is_over:
                claim = left.pop(0)
                turn.hear(claim, _mail(talk, claim, letters))
    except ServerFails as fails:
        _log.warning("mail to subscribers waits: %s", fails)
        for claim in left:
            turn.hear(claim, Outcome(False, said=str(fails)))
        return
    _give_back(left)


def _mail(talk: smtplib.SMTP, claim: Claimed, letters: _Letters) -> Outcome:
    message = mail_of(
        letters.of(claim),
        address=claim.address,
        code=claim.code,
        nonce=claim.nonce,
        language=claim.language,
        sender=sender(),
        at=clock.now(),
    )
    said = hand_over(talk, message)
    return Outcome(said.is_taken, said.is_final, said.said)


def _give_back(claims: Sequence[Claimed]) -> None:
    """They were not reached in this turn, and are due at once."""
    now = clock.now()
    queries.wait({claim.id: (now, "") for claim in claims})


_BODIES = {SLACK: slack_body, TEAMS: teams_body}


def _post_all(turn: _Turn, claims: Sequence[Claimed], letters: _Letters) -> None:
    """Side by side; what one server takes long for holds up nobody else's. Read here:
    what runs side by side touches no table."""
    within = allowed()
    for part in _parts(claims):
        if turn.is_over:
            _give_back(part)
            continue
        asked = [
            (
                claim.channel,
                opened(claim.sealed).decode(),
                _BODIES.get(claim.channel, webhook_body)(letters.of(claim)),
                opened(claim.secret),
            )
            for claim in part
        ]
        with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
            answers = [
                pool.submit(post, channel, url, body, secret=secret, within=within)
                for channel, url, body, secret in asked
            ]
            for claim, answer in zip(part, answers, strict=True):
                turn.hear(claim, answer.result())


def _parts(claims: Sequence[Claimed]) -> Iterator[list[Claimed]]:
    for _n, part in groupby(enumerate(claims), lambda told: told[0] // _SIDE_BY_SIDE):
        yield [claim for _number, claim in part]


def forget_old_deliveries() -> int:
    """The log is no older than it may be, as far as one batch reaches."""
    before = clock.now() - timedelta(days=value(KEPT_DAYS))
    return queries.forget(before=before, batch=500)
