"""What becomes of a message that no provider took. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tocsin.foundation.notify.channels.contract import Result
from tocsin.foundation.notify.queries import Claim
from tocsin.foundation.notify.rules import pause_after


@dataclass(frozen=True, slots=True)
class Untaken:
    """A claimed message: when it is tried again, or never.

    `goes_on` where the next step of its page is not waited for meanwhile, `is_broken`
    where its address will never take one.
    """

    claim: Claim
    said: str
    due_at: datetime | None = None
    rounds: int = 0
    failed_providers: Sequence[str] = ()
    goes_on: bool = True
    is_broken: bool = False


def given_up(claim: Claim, said: str, *, is_broken: bool = False) -> Untaken:
    """Nobody will ever carry it."""
    failed = claim.failed_providers
    return Untaken(
        claim, said, None, claim.rounds, failed, goes_on=True, is_broken=is_broken
    )


def untaken(
    claim: Claim, result: Result, tried: str, others: Collection[str], now: datetime
) -> Untaken:
    """It is tried again: by another provider at once, or after a pause when all have
    failed, while it is worth being sent."""
    if result.permanent:
        return given_up(claim, result.said, is_broken=True)
    failed = {*claim.failed_providers, tried}
    if set(others) - failed:
        return Untaken(
            claim, result.said, now, claim.rounds, sorted(failed), goes_on=False
        )
    rounds = claim.rounds + 1
    due_at = now + max(result.retry_after or timedelta(), pause_after(rounds))
    if due_at >= claim.give_up_at:
        return given_up(claim, result.said)
    return Untaken(claim, result.said, due_at, rounds)
