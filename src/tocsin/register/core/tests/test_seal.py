"""Seals: they cover what is settled, follow each other, and lie outside as well."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connections

from tocsin.kernel.clock import Hands
from tocsin.register.core.actions.seal import carry_seals_out, seal
from tocsin.register.core.actions.writer import draw_numbers
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Incident, Seal
from tocsin.register.core.reads.verify import (
    Verdict,
    unsealed_entries,
    verify,
    verify_seals,
)
from tocsin.register.core.sealing import read_seal, sealed_line
from tocsin.register.core.tests.making import opened, said
from tocsin.register.core.tests.tampering import rewrite, tampered

pytestmark = pytest.mark.django_db(transaction=True)


def found(verdict: Verdict) -> list[str]:
    return [f.what for f in verdict.findings]


def sealed_twice(file: Path) -> Incident:
    incident = opened()
    seal()
    said(incident, Kind.NOTED, text="more")
    seal()
    carry_seals_out(file)
    return incident


def test_a_seal_holds_the_heads_of_all_that_moved(hands: Hands) -> None:
    first, second = opened(), opened()
    assert seal() == 1
    said(second, Kind.NOTED, text="more")
    assert seal() == 1
    seals = [read_seal(s.line) for s in Seal.objects.order_by("number")]
    assert [[(ref, seq) for ref, seq, _ in s.heads] for s in seals] == [
        [(first.ref, 1), (second.ref, 1)],
        [(second.ref, 2)],
    ]
    assert [s.number for s in seals] == [1, 2]
    assert (seals[0].previous, seals[1].previous) == ("", seals[0].hash)
    assert seals[0].sealed_at == hands.moment.isoformat()


def test_nothing_moved_makes_no_seal() -> None:
    assert seal() == 0
    opened()
    assert (seal(), seal()) == (1, 0)
    assert Seal.objects.count() == 1


def test_what_is_not_settled_waits_for_the_next_seal() -> None:
    opened()
    slow = connections.create_connection("default")
    slow.set_autocommit(False)
    with slow.cursor() as cursor:
        cursor.execute("select pg_current_xact_id()")
    late = opened()
    assert seal() == 1
    assert [u.ref for u in unsealed_entries()] == [late.ref]
    slow.rollback()
    slow.close()
    assert seal() == 1
    assert unsealed_entries() == []
    assert verify().findings == []


def test_two_sealers_at_once_make_one_chain_of_seals() -> None:
    opened()
    other = connections.create_connection("default")
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(7205102)")
    assert seal() == 0, "the other one is at it"
    other.rollback()
    other.close()
    assert seal() == 1


def test_younger_entries_are_listed_as_unsealed() -> None:
    first = opened()
    seal()
    said(first, Kind.NOTED, text="one")
    said(first, Kind.NOTED, text="two")
    second = opened()
    unsealed = verify().unsealed
    assert [(u.ref, u.entries) for u in unsealed] == [(first.ref, 2), (second.ref, 1)]


def test_what_is_not_sealed_can_be_rewritten_unseen() -> None:
    """An honest limit, told in docs/verify.md: at most sixty seconds of it."""
    incident = opened()
    seal()
    entry = said(incident, Kind.NOTED, text="what was said")
    gone = "update register_entry set actor_id = 'p-ben' where id = %(entry)s"
    with tampered(gone, entry=entry.id):
        rewrite(incident)
        verdict = verify()
    assert (verdict.findings, [u.ref for u in verdict.unsealed]) == ([], [incident.ref])


def test_a_changed_seal_is_named_by_its_own_signature(tmp_path: Path) -> None:
    sealed_twice(tmp_path / "seals.jsonl")
    other = (
        "update register_seal set line = replace(line, '\"number\":1', '\"number\":7')"
    )
    with tampered(other):
        verdict = verify_seals([])
    assert "seal 7 in database does not bear its signature" in found(verdict)


def test_seals_dropped_inside_are_missed_by_the_file_outside(tmp_path: Path) -> None:
    file = tmp_path / "seals.jsonl"
    sealed_twice(file)
    with tampered("delete from register_seal where number = 2"):
        one = verify_seals([file])
    with tampered("delete from register_seal"):
        all_ = verify_seals([file])
    what = "seals.jsonl holds another seal {} than the database"
    assert found(one) == [what.format(2)]
    assert found(all_) == [what.format(1), what.format(2)]


def test_a_seal_dropped_from_the_middle_is_missed_by_the_one_after_it(
    tmp_path: Path,
) -> None:
    incident = sealed_twice(tmp_path / "seals.jsonl")
    said(incident, Kind.NOTED, text="even more")
    seal()
    with tampered("delete from register_seal where number = 2"):
        verdict = verify_seals([])
    assert found(verdict) == ["seal 3 in database stands where another is missing"]


def test_seals_made_anew_by_another_key_are_named(tmp_path: Path) -> None:
    file = tmp_path / "seals.jsonl"
    incident = sealed_twice(file)
    head = bytes(incident.head or b"")
    key = Ed25519PrivateKey.generate()
    line = sealed_line(1, "2026-03-02", "", {incident.ref: (1, head)}, key)
    with tampered(
        "delete from register_seal where number = 2",
        "update register_seal set line = %(line)s",
        line=line,
    ):
        verdict = verify_seals([file])
    assert "seal 1 in database bears another key" in found(verdict)
    assert "seals.jsonl holds another seal 1 than the database" in found(verdict)


def test_a_chain_and_its_seals_made_anew_by_our_own_key_differ_from_the_file(
    tmp_path: Path,
) -> None:
    """Whoever holds database and key still lacks the file on another machine."""
    file = tmp_path / "seals.jsonl"
    incident = sealed_twice(file)
    with tampered(
        "delete from register_seal",
        "update register_entry set actor_id = 'p-ben' where incident_id = %(id)s",
        id=incident.id,
    ):
        rewrite(incident)
        assert verify().findings == [], "inside, nothing shows"
        with_file = found(verify([file]))
    assert "seals.jsonl holds another seal 1 than the database" in with_file


ALTERED = [
    ('"number":2', '"number":3', "does not bear its signature"),
    ("INC-", "INC-9", "does not bear its signature"),
    ('{"heads"', '{"more":1,"heads"', "does not bear its signature"),
    ('"signature"', '"sig"', "is no seal"),
    ("{", "", "is no seal"),
]


def test_an_altered_line_of_the_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "seals.jsonl"
    sealed_twice(file)
    first, second = file.read_text().splitlines()
    for old, new, what in ALTERED:
        file.write_text(f"{first}\n{second.replace(old, new, 1)}\n")
        assert any(what in words for words in found(verify_seals([file]))), new


def test_a_file_that_is_no_text_is_named_and_stops_nothing(tmp_path: Path) -> None:
    file = tmp_path / "seals.jsonl"
    sealed_twice(file)
    file.write_bytes(file.read_bytes() + b"\xff\xfe\x00\n")
    (words,) = found(verify_seals([file]))
    assert words.startswith("seal ? in seals.jsonl is no seal")


def test_lines_in_another_order_are_named(tmp_path: Path) -> None:
    file = tmp_path / "seals.jsonl"
    sealed_twice(file)
    file.write_text("".join(reversed(file.read_text().splitlines(keepends=True))))
    assert any("another is missing" in words for words in found(verify_seals([file])))


def test_a_file_that_lags_behind_proves_what_it_holds(tmp_path: Path) -> None:
    file = tmp_path / "seals.jsonl"
    incident = sealed_twice(file)
    said(incident, Kind.NOTED, text="after the file was last written")
    seal()
    assert found(verify_seals([file])) == []


def test_a_line_cut_off_by_a_crash_is_written_anew(tmp_path: Path) -> None:
    file = tmp_path / "seals.jsonl"
    sealed_twice(file)
    whole = file.read_text()
    file.write_text(whole[:-40])
    assert carry_seals_out(file) == 1
    lines = file.read_text().splitlines()
    assert len(lines) == 3
    assert json.loads(lines[2])["number"] == 2
    assert carry_seals_out(file) == 0
    assert found(verify_seals([file])) == []


def test_a_new_node_catches_up_from_the_first_seal(tmp_path: Path) -> None:
    sealed_twice(tmp_path / "one.jsonl")
    file = tmp_path / "new" / "seals.jsonl"
    assert (carry_seals_out(file), carry_seals_out(file)) == (2, 0)
    assert found(verify_seals([tmp_path / "one.jsonl", file])) == []


def test_a_reference_drawn_and_never_used_is_no_finding() -> None:
    draw_numbers(5)
    opened()
    seal()
    assert verify().findings == []
