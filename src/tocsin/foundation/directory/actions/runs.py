"""Runs: asked for, confirmed, stopped; every one is a row that stays."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.directory.models import Run
from tocsin.foundation.directory.reads import run_for
from tocsin.foundation.directory.refusals import NotHeld
from tocsin.foundation.files.actions import release, use
from tocsin.kernel import clock

GOING = (Run.State.WAITING, Run.State.RUNNING)


@transaction.atomic
def start_run(
    source: str,
    kind: str,
    *,
    by: Actor,
    name: str = "",
    file: str = "",
    mapping: Mapping[str, Any] | None = None,
    is_confirmed: bool = False,
) -> Run:
    """The run waits to be carried out. `file` is the digest of a kept file, which is
    held on to until the run has ended."""
    if not by.has(ADMINISTRATOR):
        raise NotAllowed
    now = clock.now()
    run = Run.objects.create(
        source=source[:40],
        kind=kind,
        name=name[:200],
        file=file,
        mapping=dict(mapping or {}),
        is_confirmed=is_confirmed,
        by=by.id,
        by_kind=by.kind,
        asked_at=now,
        moved_at=now,
    )
    if file:
        use(file, f"directory:{run.pk}", 1, person="")
    _audit(run, "run started", by)
    return run


@transaction.atomic
def confirm_run(run_id: int, *, by: Actor, why: str = "") -> Run:
    """A run that was held goes on, although so many people leave by it."""
    if not by.has(ADMINISTRATOR):
        raise NotAllowed
    run = run_for(by, run_id)
    held = Run.objects.filter(id=run.id, state=Run.State.HELD)
    if not held.update(state=Run.State.WAITING, is_confirmed=True, why=""):
        raise NotHeld
    _audit(run, "run confirmed", by, why)
    return run_for(by, run_id)


@transaction.atomic
def stop_run(run_id: int, *, by: Actor) -> Run:
    """Nobody more comes in by it; who came in stays."""
    if not by.has(ADMINISTRATOR):
        raise NotAllowed
    run = run_for(by, run_id)
    if end_run(run.pk, Run.State.STOPPED):
        _audit(run, "run stopped", by)
    return run_for(by, run_id)


@transaction.atomic
def end_run(run_id: int, state: str, why: str = "") -> bool:
    """The run has ended so; False when it had ended before. A held one keeps its file,
    for it may go on."""
    going = Run.objects.filter(id=run_id, state__in=(*GOING, Run.State.HELD))
    ended_at = None if state == Run.State.HELD else clock.now()
    if not going.update(state=state, ended_at=ended_at, why=why[:2000]):
        return False
    run = Run.objects.get(id=run_id)
    if run.file and state != Run.State.HELD:
        release(f"directory:{run.pk}", 1)
    return True


def _audit(run: Run, verb: str, by: Actor, why: str = "") -> None:
    after = {"run": run.pk, "kind": run.kind, "file": run.name}
    subject = f"directory:{run.source}"
    record_change(subject, verb, after=after, why=why, by=(by.kind, by.id))
