"""The register proves itself step by step, beside all else."""

from datetime import timedelta

import pytest

from tests.company import Company
from tocsin.foundation.accounts.reads import actor_of
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.kernel import clock
from tocsin.kernel.clock import Hands
from tocsin.register.core.actions.seal import seal
from tocsin.register.core.entries import Kind
from tocsin.register.core.tests.making import opened, said
from tocsin.register.core.tests.tampering import tampered
from tocsin.register.proving import actions
from tocsin.register.proving.actions import ask_for_proof, prove_on
from tocsin.register.proving.clockwork import ask_for_due_proof
from tocsin.register.proving.models import Proof
from tocsin.register.proving.reads import latest_proof

# What is settled is sealed, and nothing settles inside a transaction of the test's.
pytestmark = pytest.mark.django_db(transaction=True)


def proved() -> Proof:
    ask_for_proof(by=SYSTEM)
    while Proof.objects.filter(is_going=True).exists():
        prove_on()
    latest = latest_proof()
    assert latest
    return latest


@pytest.mark.parametrize("step", [1, 2, 3, 100])
def test_all_is_looked_at_once_however_small_the_steps(
    step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "_STEP", step)
    for number in range(3):
        said(opened(), Kind.NOTED, text=f"note {number}")
    seal()
    proof = proved()
    assert (proof.incidents, proof.entries, proof.seals) == (3, 6, 1)
    assert proof.is_clean


def test_what_was_changed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "_STEP", 1)
    first, second = opened(), opened()
    said(second, Kind.NOTED, page=7)
    with tampered(
        "update register_entry set body = replace(body::text, '7', '8')::json"
        " where seq = 2"
    ):
        proof = proved()
        assert not proof.is_clean
        assert proof.findings == [[second.ref, 2, "is not what was recorded"]]
    assert first.ref != second.ref
    assert proved().is_clean


def test_an_incident_that_is_gone_is_named_by_its_seal() -> None:
    incident = opened()
    opened()
    seal()
    with tampered(
        "delete from register_private where incident_id = %(id)s",
        "delete from register_entry where incident_id = %(id)s",
        "delete from register_incident where id = %(id)s",
        id=incident.id,
    ):
        assert [ref for ref, _seq, _what in proved().findings] == [incident.ref]


def test_who_asks_meanwhile_is_told_of_the_one_that_goes(company: Company) -> None:
    first = ask_for_proof(by=SYSTEM)
    assert ask_for_proof(by=actor_of(company.eva)) == first
    for name in ("grace", "tom", "ada"):
        with pytest.raises(NotAllowed):
            ask_for_proof(by=actor_of(getattr(company, name)))


def test_two_who_do_the_same_step_do_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "_STEP", 1)
    opened(), opened()
    proof = ask_for_proof(by=SYSTEM)
    assert actions._step(proof)
    assert not actions._step(proof), "somebody else's step"
    assert proved().incidents == 2


def test_it_is_done_anew_each_day(hands: Hands) -> None:
    assert ask_for_due_proof() == 1
    assert proved().asked_at == clock.now()
    hands.forward(hours=23, minutes=59)
    assert ask_for_due_proof() == 0
    hands.forward(minutes=1)
    assert ask_for_due_proof() == 1
    assert Proof.objects.get(is_going=True).asked_at == clock.now()
    assert timedelta(hours=24) == clock.now() - Proof.objects.earliest("id").asked_at
