"""Verifying a large register on every core: chains by ranges of incidents."""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Sequence
from itertools import islice, pairwise
from pathlib import Path

from django.db import connections

from tocsin.register.core.models import Incident
from tocsin.register.core.reads.verify import (
    Verdict,
    unsealed_entries,
    verify_chains,
    verify_empty,
    verify_seals,
)

# So many incidents per task: some seconds of work each at most.
_RANGE = 20_000


def verify_all(
    files: Iterable[Path] = (),
    *,
    key: str | None = None,
    tell: Callable[[int, int], None] | None = None,
) -> Verdict:
    """Everything there is to verify; `tell` hears how many entries of how many
    incidents have been looked at. Uses as many processes as there are cores."""
    ranges = _ranges()
    whole = Verdict()
    for part in _parts(ranges):
        whole.incidents += part.incidents
        whole.entries += part.entries
        whole.findings += part.findings
        if tell:
            tell(whole.incidents, whole.entries)
    whole.findings += verify_empty()
    sealed = verify_seals(files, key)
    whole.findings += [f for f in sealed.findings if f not in whole.findings]
    whole.seals = sealed.seals
    whole.unsealed = unsealed_entries()
    return whole


def _parts(ranges: Sequence[tuple[int, int]]) -> Iterable[Verdict]:
    if len(ranges) == 1:
        yield verify_chains(*ranges[0])
        return
    connections.close_all()  # a connection does not survive a fork
    context = multiprocessing.get_context("fork")
    with context.Pool(os.cpu_count() or 1) as pool:
        yield from pool.imap(_part, ranges)


def _part(bounds: tuple[int, int]) -> Verdict:
    return verify_chains(*bounds)


def _ranges() -> list[tuple[int, int]]:
    """Ranges of ids that cover everything, also entries without an incident."""
    ids = Incident.objects.order_by("id").values_list("id", flat=True)
    starts = islice(ids.iterator(chunk_size=50_000), _RANGE, None, _RANGE)
    return list(pairwise([0, *starts, 2**62]))
