"""What the database's owner changes is found and named, sealed as it is."""

from pathlib import Path

import pytest

from tocsin.register.core.actions.seal import carry_seals_out, seal
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Incident
from tocsin.register.core.reads.verify import Verdict, verify
from tocsin.register.core.tests.making import opened, said
from tocsin.register.core.tests.tampering import rewrite, tampered

pytestmark = pytest.mark.django_db(transaction=True)

MINE = "where incident_id = %(id)s"


@pytest.fixture
def seals(tmp_path: Path) -> Path:
    """The file to which this node carries its seals."""
    return tmp_path / "seals.jsonl"


@pytest.fixture
def incident(seals: Path) -> Incident:
    """One of three incidents, five entries long, sealed twice and carried out."""
    opened()
    incident = opened(title="The one that is tampered with")
    opened()
    said(incident, Kind.NOTED, text="first")
    said(incident, Kind.NOTED, text="second")
    assert seal() == 1
    said(incident, Kind.NOTED, text="third")
    said(incident, Kind.RESOLVED, resolution="permanent")
    assert seal() == 1
    assert carry_seals_out(seals) == 2
    assert found(verify([seals])) == []
    incident.refresh_from_db()
    return incident


def found(verdict: Verdict) -> list[tuple[str, int | None, str]]:
    return [(f.ref, f.seq, f.what) for f in verdict.findings]


CHANGES = {
    "the body": "body = '{\"private\":{}}'",
    "what happened": "kind = 'confirmed'",
    "when it happened": "happened_at = happened_at - '1s'::interval",
    "when it was recorded": "recorded_at = recorded_at + '1us'::interval",
    "who did it": "actor_id = 'p-ben'",
    "for whom": "on_behalf_of = 'p-tom'",
    "why": "cause = 'page/7'",
    "who may read it": "audience = 'public'",
    "what it corrects": "corrects = 1",
    "lived or told": "origin = 'history'",
    "drill or real": "is_drill = true",
    "its version": "kind_version = 2",
    "how its instant is known": "happened_basis = 'stated!'",
}


def test_a_changed_entry_is_named_whatever_was_changed(
    incident: Incident, seals: Path
) -> None:
    for what, change in CHANGES.items():
        statement = f"update register_entry set {change} {MINE} and seq = 3"
        with tampered(statement, id=incident.id):
            verdict = verify([seals])
        named = [(incident.ref, 3, "is not what was recorded")]
        assert found(verdict) == named, what


def test_a_changed_private_value_is_named(incident: Incident, seals: Path) -> None:
    words = """update register_private
                  set values = jsonb_set(values, '{text,1}', '"It was Ben."')"""
    with tampered(f"{words} {MINE} and seq = 2", id=incident.id):
        verdict = verify([seals])
    assert found(verdict) == [(incident.ref, 2, "text is not what was recorded")]


def test_words_put_beside_an_entry_that_had_none_are_named(
    incident: Incident, seals: Path
) -> None:
    words = """insert into register_private (incident_id, seq, values)
               values (%(id)s, 5, '{"text": ["00", "invented"]}')"""
    with tampered(words, id=incident.id):
        verdict = verify([seals])
    assert found(verdict) == [(incident.ref, 5, "text is not what was recorded")]


def test_words_taken_away_without_a_record_of_erasing_are_named(
    incident: Incident, seals: Path
) -> None:
    with tampered(f"delete from register_private {MINE} and seq = 2", id=incident.id):
        verdict = verify([seals])
    assert found(verdict) == [
        (incident.ref, 2, "text is gone, and no erasing is recorded")
    ]


def test_two_entries_that_changed_places_are_named(
    incident: Incident, seals: Path
) -> None:
    swap = (
        f"update register_entry set seq = 99 {MINE} and seq = 2",
        f"update register_entry set seq = 2 {MINE} and seq = 3",
        f"update register_entry set seq = 3 {MINE} and seq = 99",
    )
    with tampered(*swap, id=incident.id):
        verdict = verify([seals])
    refs = {(ref, seq) for ref, seq, _ in found(verdict)}
    assert (incident.ref, 2) in refs
    assert (incident.ref, 3) in refs
    assert {ref for ref, _ in refs} == {incident.ref}


def test_a_removed_entry_is_named_by_the_one_after_it(
    incident: Incident, seals: Path
) -> None:
    with tampered(f"delete from register_entry {MINE} and seq = 2", id=incident.id):
        verdict = verify([seals])
    assert (incident.ref, 3, "entry 2 before it is gone") in found(verdict)


def test_a_removed_newest_entry_is_named_by_its_row_and_its_seal(
    incident: Incident, seals: Path
) -> None:
    with tampered(f"delete from register_entry {MINE} and seq = 5", id=incident.id):
        verdict = verify([seals])
    assert found(verdict) == [
        (incident.ref, 5, "its newest entries are gone"),
        (incident.ref, 5, "is gone (seal 2)"),
    ]


def test_a_removed_newest_entry_is_found_though_the_row_was_mended(
    incident: Incident, seals: Path
) -> None:
    mended = """update register_incident set seq = 4, head =
                (select hash from register_entry where incident_id = %(id)s and seq = 4)
                where id = %(id)s"""
    gone = f"delete from register_entry {MINE} and seq = 5"
    with tampered(gone, mended, id=incident.id):
        verdict = verify([seals])
    assert found(verdict) == [(incident.ref, 5, "is gone (seal 2)")]


def test_an_incident_removed_with_everything_is_named(
    incident: Incident, seals: Path
) -> None:
    gone = (
        f"delete from register_private {MINE}",
        f"delete from register_entry {MINE}",
        "delete from register_incident where id = %(id)s",
    )
    with tampered(*gone, id=incident.id):
        verdict = verify([seals])
    assert found(verdict) == [
        (incident.ref, 3, "is gone (seal 1)"),
        (incident.ref, 5, "is gone (seal 2)"),
    ]


def test_an_incident_without_any_entry_is_named(
    incident: Incident, seals: Path
) -> None:
    gone = (
        f"delete from register_private {MINE}",
        f"delete from register_entry {MINE}",
    )
    with tampered(*gone, id=incident.id):
        verdict = verify([seals])
    assert (incident.ref, None, "all its entries are gone") in found(verdict)


def test_entries_without_their_incident_are_named(
    incident: Incident, seals: Path
) -> None:
    with tampered("delete from register_incident where id = %(id)s", id=incident.id):
        verdict = verify([seals])
    assert ("?", None, "its entries stand, the incident is gone") in found(verdict)
    assert (incident.ref, 5, "is gone (seal 2)") in found(verdict)


def test_a_chain_that_was_written_anew_differs_from_its_seals(
    incident: Incident, seals: Path
) -> None:
    other = f"update register_entry set actor_id = 'p-ben' {MINE} and seq = 3"
    with tampered(other, id=incident.id):
        rewrite(incident)
        verdict = verify([seals])
    assert found(verdict) == [
        (incident.ref, 3, "is not what was sealed (seal 1)"),
        (incident.ref, 5, "is not what was sealed (seal 2)"),
    ]


def test_a_row_that_points_at_another_head_is_named(
    incident: Incident, seals: Path
) -> None:
    other = "update register_incident set head = '\\x00' where id = %(id)s"
    with tampered(other, id=incident.id):
        verdict = verify([seals])
    assert found(verdict) == [
        (incident.ref, 5, "the incident's row holds another head")
    ]


def test_a_changed_entry_among_many_is_the_only_one_named(seals: Path) -> None:
    many = [opened(title=f"tab\t line\nback\\slash {n}") for n in range(30)]
    seal()
    carry_seals_out(seals)
    odd = f"update register_entry set via = 'cli' {MINE}"
    with tampered(odd, id=many[17].id):
        verdict = verify([seals])
    assert found(verdict) == [(many[17].ref, 1, "is not what was recorded")]
    assert (verdict.incidents, verdict.entries) == (30, 30)
