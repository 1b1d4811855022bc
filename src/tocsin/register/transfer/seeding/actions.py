"""Seeding: batches in short transactions, spread over forked processes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from django.db import transaction

from tocsin.foundation.classification.reads import matrix
from tocsin.kernel import clock, sql
from tocsin.register.core.actions.writer import Birth, Draft, append, draw_numbers
from tocsin.register.core.reads.sources import incidents_from
from tocsin.register.transfer.crew import crew
from tocsin.register.transfer.seeding.directory import make_directory
from tocsin.register.transfer.seeding.rules import SEED, World, life

SOURCE = "seed"
_YEARS = timedelta(days=3 * 365)
# About 4,000 entries, a fifth of a second: nobody waits longer for the feed.
_BATCH = 500

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Outcome:
    """What a seeding made."""

    incidents: int = 0
    entries: int = 0
    passed_over: int = 0


@dataclass(frozen=True, slots=True)
class _Plan:
    world: World
    random_seed: int


_plan: _Plan | None = None


def seed(
    incidents: int, *, random_seed: int = 1, workers: int | None = None, tell: Progress
) -> Outcome:
    """So many made-up incidents of eight entries are in the register, spread over the
    three years before now. What this random seed has made before is passed over.

    `tell` hears how many incidents are done, and of how many.
    """
    global _plan
    world = World(
        make_directory(), matrix(), clock.now() - _YEARS, _YEARS, max(incidents, 1)
    )
    _plan = _Plan(world, random_seed)
    outcome, done = Outcome(), 0
    starts = range(0, incidents, _BATCH)
    for made in crew(_make, starts, workers):
        outcome.incidents += made.incidents
        outcome.entries += made.entries
        outcome.passed_over += made.passed_over
        done = min(done + _BATCH, incidents)
        tell(done, incidents)
    return outcome


def _make(start: int) -> Outcome:
    """One batch; its random numbers are its own, whichever process makes it."""
    assert _plan
    world = _plan.world
    refs = {
        number: f"{_plan.random_seed}-{number}"
        for number in range(start, min(start + _BATCH, world.count))
    }
    found = incidents_from({SOURCE: refs.values()})
    here = set(found.values_list("source_ref", flat=True))
    new = {number: ref for number, ref in refs.items() if ref not in here}
    births = [
        replace(birth, source=SOURCE, source_ref=ref, origin="history")
        for birth, ref in zip(draw_numbers(len(new)), new.values(), strict=True)
    ]
    drafts = [
        draft
        for birth, number in zip(births, new, strict=True)
        for draft in _drafts(world, birth, number)
    ]
    return Outcome(len(new), _write(drafts, births), len(here))


def _drafts(world: World, birth: Birth, number: int) -> Iterable[Draft]:
    random = Random(birth.source_ref)
    for said in life(world, number, random):
        yield Draft(
            birth.id,
            said.kind,
            said.body,
            said.at,
            happened_basis="estimated",
            audience=said.audience,
            origin="history",
            by=said.by,
        )


@transaction.atomic
def _write(drafts: Sequence[Draft], births: Sequence[Birth]) -> int:
    # A crash may take the last of these with it; seeding again makes them again.
    sql.execute("set local synchronous_commit to off")
    return append(drafts, by=SEED, births=births)
