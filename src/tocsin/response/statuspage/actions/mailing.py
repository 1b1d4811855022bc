"""Mails leave for subscribers, over several conversations with the server side by side.

Each conversation has one mail whose outcome is not written down yet, so that one who is
killed repeats one for each at most; what they have told by then is written down by one
statement.
"""

import logging
import smtplib
from collections import deque
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, field
from email.errors import MessageError

from tocsin.foundation.mail.reads import server
from tocsin.foundation.mail.rules import Server
from tocsin.foundation.mail.smtp import Delivery, ServerFails, connected
from tocsin.response.statuspage.actions.letters import Letters, Ready
from tocsin.response.statuspage.actions.turning import Turn
from tocsin.response.statuspage.queries import Claimed, Digest
from tocsin.response.statuspage.sending import Outcome

_log = logging.getLogger(__name__)

Claim = Claimed | Digest

# What servers let one sender open; and for how few mails no second one is opened.
_LANES, _FEW = 8, 10


@dataclass
class _Lane:
    """A conversation with the server, begun with its first mail."""

    where: Server
    talk: smtplib.SMTP | None = None
    opened: ExitStack = field(default_factory=ExitStack)

    def hand_over(self, ready: Ready) -> Delivery:
        if self.talk is None:
            self.talk = self.opened.enter_context(connected(self.where))
        return ready(self.talk)


@dataclass
class _Street:
    """All lanes, what waits for one, and what is under way on each."""

    turn: Turn
    letters: Letters
    left: deque[Claim]
    pool: ThreadPoolExecutor
    under_way: dict[Future[Delivery], tuple[_Lane, Claim]] = field(default_factory=dict)
    said: str = ""

    def send(self, lane: _Lane) -> None:
        """The lane has the next mail that can be written; none, when all are gone or
        the turn is over."""
        while self.left and not self.turn.is_over:
            claim = self.left.popleft()
            try:
                ready = self.letters.ready(claim)
            except (MessageError, ValueError, IndexError) as flaw:
                said = f"The address cannot be written: {flaw}"
                self.turn.hear(claim, Outcome(False, is_final=True, said=said))
                continue
            self.under_way[self.pool.submit(lane.hand_over, ready)] = (lane, claim)
            return
        lane.opened.close()

    def hear(self) -> list[_Lane]:
        """What some lanes have told is written down; says which may go on."""
        done, _rest = wait(self.under_way, return_when=FIRST_COMPLETED)
        free = []
        for each in done:
            lane, claim = self.under_way.pop(each)
            try:
                said = each.result()
            except ServerFails as fails:
                self._lost(lane, claim, str(fails))
            else:
                outcome = Outcome(said.is_taken, said.is_final, said.said)
                self.turn.hear(claim, outcome)
                free.append(lane)
        self.turn.keep()
        return free

    def _lost(self, lane: _Lane, claim: Claim, said: str) -> None:
        """The mail at which a conversation breaks off waits alone; one that could not
        be opened leaves its mail to the others."""
        _log.warning("mail to subscribers: %s", said)
        if lane.talk is None:
            self.left.appendleft(claim)
            self.said = said
        else:
            self.turn.hear(claim, Outcome(False, said=said))
        lane.opened.close()


def send_mails(turn: Turn, claims: Sequence[Claim], letters: Letters) -> None:
    """As many as a turn has time for; the others are due again at once, or later where
    the server cannot be reached."""
    where = server()
    if not claims:
        return
    if where is None:
        for claim in claims:
            turn.hear(claim, Outcome(False, said="There is no mail server."))
        return
    most = min(_LANES, 1 + len(claims) // _FEW)
    with ThreadPoolExecutor(most) as pool:
        street = _Street(turn, letters, deque(claims), pool)
        for _number in range(most):
            street.send(_Lane(where))
        while street.under_way:
            for lane in street.hear():
                street.send(lane)
    _leave(street)


def _leave(street: _Street) -> None:
    if street.said and not street.turn.done:
        for claim in street.left:
            street.turn.hear(claim, Outcome(False, said=street.said))
    else:
        street.turn.give_back(street.left)
