"""The proof is made anew whenever what it stands on is another, and holes are told."""

import hashlib
import time
from collections.abc import Iterable

from django.db import transaction

from tocsin.kernel import clock
from tocsin.response.escalation.coverage.holes import Cover, Hole, Proof
from tocsin.response.escalation.coverage.models import Hole as Kept
from tocsin.response.escalation.coverage.models import Proven
from tocsin.response.escalation.coverage.proving import proof_of
from tocsin.response.escalation.coverage.reading import digest_of, read_ground
from tocsin.response.escalation.coverage.spans import instant
from tocsin.response.escalation.matrix import Matrix
from tocsin.response.escalation.published import matrix_in_force


def keep_proof() -> int:
    """The matrix in force is proven against what holds now; says how many holes are
    new or gone. Where nothing has changed since, and the day is the same, nothing is
    done."""
    now = clock.now()
    ground, matrix = read_ground(now), matrix_in_force()
    digest = hashlib.sha256(f"{matrix} {digest_of(ground)}".encode()).hexdigest()
    if Proven.objects.filter(digest=digest).exists():
        return 0
    begun = time.perf_counter()
    proof = proof_of(matrix, ground)
    took = int((time.perf_counter() - begun) * 1000)
    return _keep(proof, matrix, digest, took)


@transaction.atomic
def _keep(proof: Proof, matrix: Matrix, digest: str, took: int) -> int:
    now = clock.now()
    Proven.objects.all().delete()
    Proven.objects.create(
        made_at=now,
        begun_at=instant(proof.begun),
        ended_at=instant(proof.ended),
        matrix=matrix.number,
        digest=digest,
        cells=proof.cells,
        climbs=proof.climbs,
        took_ms=took,
        covers=[_told(cover) for cover in proof.covers],
    )
    return _keep_holes(proof.holes)


def _keep_holes(holes: Iterable[Hole]) -> int:
    """Those that were there before keep since when and whether they were told."""
    found = {mark_of(hole): hole for hole in holes}
    held = {kept.mark: kept for kept in Kept.objects.select_for_update()}
    gone = held.keys() - found.keys()
    Kept.objects.filter(mark__in=gone).delete()
    fresh = [_row(mark, hole) for mark, hole in found.items() if mark not in held]
    Kept.objects.bulk_create(fresh)
    moved = []
    for mark in held.keys() & found.keys():
        row, was = _row(mark, found[mark]), held[mark]
        row.pk, row.found_at, row.told_at = was.pk, was.found_at, was.told_at
        moved.append(row)
    told = "starts_at ends_at places cells facts team weight".split()
    Kept.objects.bulk_update(moved, told)
    return len(fresh) + len(gone)


def mark_of(hole: Hole) -> str:
    """Which hole it is: a gap by where it ends, as its beginning passes by."""
    parts: list[object] = [hole.code, hole.about, hole.team, hole.ended]
    parts += [hole.facts.get(name, "") for name in ("level", "rank", "percent", "kind")]
    if hole.code in {"loop", "leads_back", "never_reached", "clock_missing"}:
        parts.append(sorted(hole.places))
    if hole.code == "no_row":
        parts.append(sorted(hole.cells))
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _row(mark: str, hole: Hole) -> Kept:
    return Kept(
        mark=mark,
        code=hole.code,
        weight=hole.weight,
        about=hole.about,
        team=hole.team,
        starts_at=None if hole.begun is None else instant(hole.begun),
        ends_at=None if hole.ended is None else instant(hole.ended),
        places=sorted(hole.places),
        cells=sorted(hole.cells),
        facts=dict(hole.facts),
        found_at=clock.now(),
    )


def _told(cover: Cover) -> dict[str, object]:
    return {
        "row": cover.row,
        "team": cover.team,
        "cells": sorted(cover.cells),
        "worst": cover.worst,
        "level": cover.level,
        "channel": cover.channel,
    }
