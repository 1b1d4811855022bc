"""What became of the deliveries of one turn, written down in sets."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from tocsin.kernel import clock
from tocsin.response.statuspage import queries
from tocsin.response.statuspage.queries import Claimed, Digest
from tocsin.response.statuspage.sending import Outcome

_PAUSES = (30, 120, 600, 1800, 7200)


@dataclass(slots=True)
class Turn:
    """What became of a batch, as far as it was not written yet. `done` counts what was
    heard of."""

    ends_at: float
    sent: list[int] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)
    waits: dict[int, tuple[datetime, str]] = field(default_factory=dict)
    done: int = 0

    def hear(self, claim: Claimed | Digest, outcome: Outcome) -> None:
        self.done += 1
        if outcome.is_taken:
            self.sent += claim.ids
        elif outcome.is_final or claim.attempts > len(_PAUSES):
            self.failed |= dict.fromkeys(claim.ids, outcome.said)
        else:
            pause = _PAUSES[min(claim.attempts, len(_PAUSES)) - 1]
            due = clock.now() + timedelta(seconds=pause)
            self.waits |= dict.fromkeys(claim.ids, (due, outcome.said))

    @transaction.atomic
    def keep(self) -> None:
        """What was heard is written down, so that one who is killed repeats none."""
        now = clock.now()
        queries.sent(self.sent, now=now)
        queries.failed(self.failed, now=now)
        queries.wait(self.waits)
        self.sent, self.failed, self.waits = [], {}, {}

    def give_back(self, claims: Iterable[Claimed | Digest]) -> None:
        """They were not reached in this turn, and are due at once."""
        now = clock.now()
        queries.wait({id: (now, "") for claim in claims for id in claim.ids})

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.ends_at
