"""Updates leave for subscribers: claimed in sets, handed over, recorded in sets."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import groupby

from tocsin.foundation.config.reads import value
from tocsin.foundation.mail.reads import holds_mail
from tocsin.kernel import clock
from tocsin.response.statuspage import queries
from tocsin.response.statuspage.actions.letters import Letters
from tocsin.response.statuspage.actions.mailing import send_mails
from tocsin.response.statuspage.actions.turning import Turn
from tocsin.response.statuspage.messages import slack_body, teams_body, webhook_body
from tocsin.response.statuspage.options import KEPT_DAYS
from tocsin.response.statuspage.queries import Claimed, Digest
from tocsin.response.statuspage.rules.words import MAIL, SLACK, TEAMS
from tocsin.response.statuspage.sending import allowed, opened, post

_BATCH, _DIGESTS = 500, 100
# Longer than a turn, so that nobody else takes what is being handed over.
_LEASE = timedelta(seconds=90)
_TURN = 20.0
_SIDE_BY_SIDE = 8


def deliver() -> int:
    """A batch of what is due was handed over; says how many. Nothing of it happens in
    a transaction; connections are kept open for all mails of a batch."""
    if holds_mail():
        return 0
    now = clock.now()
    until = now + clock.lasting(_LEASE)
    claims = queries.claim(now=now, until=until, batch=_BATCH)
    digests = queries.claim_digests(now=now, until=until, batch=_DIGESTS)
    if not claims and not digests:
        return 0
    turn = Turn(time.monotonic() + _TURN)
    held: list[Claimed | Digest] = [*claims, *digests]
    letters = Letters({id for each in held for id in each.updates})
    mails = [claim for claim in claims if claim.channel == MAIL]
    send_mails(turn, [*mails, *digests], letters)
    _post_all(turn, [claim for claim in claims if claim.channel != MAIL], letters)
    turn.keep()
    return turn.done


_BODIES = {SLACK: slack_body, TEAMS: teams_body}


def _post_all(turn: Turn, claims: Sequence[Claimed], letters: Letters) -> None:
    """Side by side; what one server takes long for holds up nobody else's. Read here:
    what runs side by side touches no table."""
    within = allowed()
    for part in _parts(claims):
        if turn.is_over:
            turn.give_back(part)
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
        turn.keep()


def _parts(claims: Sequence[Claimed]) -> Iterator[list[Claimed]]:
    for _n, part in groupby(enumerate(claims), lambda told: told[0] // _SIDE_BY_SIDE):
        yield [claim for _number, claim in part]


def forget_old_deliveries() -> int:
    """The log is no older than it may be, as far as one batch reaches."""
    before = clock.now() - timedelta(days=value(KEPT_DAYS))
    return queries.forget(before=before, batch=500)
