"""A proof is asked for, goes on step by step, and ends."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, AUDITOR, Actor
from tocsin.kernel import clock, home
from tocsin.register.core.models import Incident
from tocsin.register.core.reads.verify import (
    Verdict,
    verify_chains,
    verify_empty,
    verify_seals,
)
from tocsin.register.proving.models import Proof

# So many incidents are some tenths of a second, and a turn is a moment: the rest of
# the engine's work goes on beside it.
_STEP = 2_000
_TURN = timedelta(seconds=2)
_SHOWN = 200
_KEPT = 100


@transaction.atomic
def ask_for_proof(*, by: Actor) -> Proof:
    """The register is being verified, all of it; the proof that goes already is told
    to whoever asks meanwhile."""
    if not (by.has(AUDITOR) or by.has(ADMINISTRATOR)):
        raise NotAllowed
    Proof.objects.bulk_create(
        [Proof(by=by.id, asked_at=clock.now())], ignore_conflicts=True
    )
    old = Proof.objects.order_by("-id").values_list("id", flat=True)[_KEPT:]
    Proof.objects.filter(id__in=list(old)).delete()
    return Proof.objects.get(is_going=True)


def prove_on() -> int:
    """The proof that goes is some incidents further; says how many. Nothing is locked
    meanwhile, and whoever did the same step first has done it."""
    proof = Proof.objects.filter(is_going=True).first()
    if proof is None:
        return 0
    until, before = clock.now() + _TURN, proof.incidents
    while clock.now() <= until and _step(proof):
        proof.refresh_from_db()
    return proof.incidents - before


def _step(proof: Proof) -> bool:
    """One step further; False when it was the last, or somebody else's."""
    beyond = Incident.objects.filter(id__gte=proof.reached).order_by("id")
    last = beyond.values_list("id", flat=True)[_STEP : _STEP + 1].first()
    verdict = verify_chains(proof.reached, last or 2**62)
    if last is None:
        _judge_the_rest(verdict)
    held = [[each.ref, each.seq, each.what] for each in verdict.findings]
    moved = Proof.objects.filter(id=proof.pk, reached=proof.reached, is_going=True)
    return bool(
        moved.update(
            reached=last or proof.reached,
            ended_at=None if last else clock.now(),
            is_going=bool(last),
            incidents=F("incidents") + verdict.incidents,
            entries=F("entries") + verdict.entries,
            seals=verdict.seals,
            found=F("found") + len(held),
            findings=(proof.findings + held)[:_SHOWN],
        )
        and last
    )


def _judge_the_rest(verdict: Verdict) -> None:
    """Incidents without entries, and every seal inside the database and in this
    node's own file."""
    verdict.findings += verify_empty()
    own = home.folder() / "seals.jsonl"
    sealed = verify_seals([own] if own.exists() else [])
    verdict.findings += [f for f in sealed.findings if f not in verdict.findings]
    verdict.seals = sealed.seals
