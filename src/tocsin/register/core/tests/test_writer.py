"""The writer: gapless, once per cause, all or nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.kernel.clock import Hands
from tocsin.register.core.actions.writer import (
    Draft,
    append,
    draw_numbers,
    note_many,
)
from tocsin.register.core.entries import STATE_KINDS, TOLD_ONLY, Kind
from tocsin.register.core.models import Entry, Incident, Private
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.core.reads.verify import verify_chains
from tocsin.register.core.tests.making import ADA, newest, opened, said

pytestmark = pytest.mark.django_db


def test_the_head_and_the_row_move_with_every_entry(
    company: Company, hands: Hands
) -> None:
    incident = opened()
    assert (incident.seq, incident.title) == (1, "It is down")
    hands.forward(minutes=1)
    entry = said(incident, Kind.AMENDED, title="It is slow")
    incident.refresh_from_db()
    assert (incident.seq, entry.seq, incident.title) == (2, 2, "It is slow")
    assert incident.head is not None
    assert bytes(incident.head) == bytes(entry.hash)
    assert (entry.recorded_at, entry.happened_at) == (hands.moment, hands.moment)
    assert incident.changed_at == hands.moment
    assert verify_chains().findings == []


def test_an_entry_says_who_for_whom_and_through_what(company: Company) -> None:
    incident = opened()
    for_tom = company.actor("ada").through("api")
    entry = said(incident, Kind.NOTED, by=for_tom, text="hello")
    assert (entry.actor_kind, entry.actor_id, entry.via) == ("person", "p-ada", "api")
    assert (entry.on_behalf_of, entry.origin, entry.is_drill) == ("", "lived", False)


def test_a_set_is_written_at_once_over_many_incidents(hands: Hands) -> None:
    incidents = [opened() for _ in range(5)]
    drafts = [
        Draft(incident.id, Kind.NOTED, {"text": f"{turn}"})
        for turn in range(3)
        for incident in reversed(incidents)
    ]
    assert note_many(drafts, by=SYSTEM) == 15
    for incident in incidents:
        told = list(entries_of([incident.id]))
        assert [entry.seq for entry in told] == [1, 2, 3, 4]
        assert [entry.body.get("text") for entry in told[1:]] == ["0", "1", "2"]
    assert verify_chains().findings == []


def test_a_cause_is_heard_once_also_within_one_set() -> None:
    incident, other = opened(), opened()
    drafts = [
        Draft(incident.id, Kind.NOTED, {"text": "paged"}, cause="page/1"),
        Draft(incident.id, Kind.NOTED, {"text": "paged"}, cause="page/1"),
        Draft(other.id, Kind.NOTED, {"text": "paged"}, cause="page/1"),
    ]
    assert append(drafts, by=SYSTEM) == 2, "once for each incident"
    assert append(drafts, by=SYSTEM) == 0, "and never again"
    assert Entry.objects.filter(cause="page/1").count() == 2
    assert verify_chains().findings == []


def test_two_entries_without_a_cause_are_two() -> None:
    incident = opened()
    draft = Draft(incident.id, Kind.NOTED, {"text": "again"})
    assert append([draft, draft], by=SYSTEM) == 2


@pytest.mark.parametrize("kind", sorted(set(Kind) - TOLD_ONLY))
def test_note_many_refuses_what_changes_the_row(kind: Kind) -> None:
    incident = opened()
    with pytest.raises(ValueError, match=kind.value):
        note_many([Draft(incident.id, kind)], by=SYSTEM)
    assert newest(incident).seq == 1


def test_what_moves_the_state_is_never_told_only() -> None:
    assert not STATE_KINDS & TOLD_ONLY


def test_no_entry_without_its_incident() -> None:
    incident = opened()
    drafts = [Draft(incident.id, Kind.NOTED), Draft(incident.id + 999, Kind.NOTED)]
    with pytest.raises(LookupError, match=str(incident.id + 999)):
        append(drafts, by=SYSTEM)
    assert Entry.objects.filter(incident=incident).count() == 1, "all or nothing"


def test_a_set_of_which_one_cannot_be_written_is_not_written() -> None:
    incident = opened()
    drafts = [
        Draft(incident.id, Kind.NOTED, {"text": "good"}),
        Draft(incident.id, Kind.PRIORITY_OVERRIDDEN, {"priority": 9}),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        append(drafts, by=SYSTEM)
    incident.refresh_from_db()
    assert (incident.seq, newest(incident).seq) == (1, 1)


def test_an_empty_set_is_no_mistake() -> None:
    assert append([], by=SYSTEM) == 0
    assert note_many([], by=SYSTEM) == 0


def test_references_are_said_aloud_and_never_given_twice() -> None:
    births = draw_numbers(3)
    numbers = [int(birth.ref.removeprefix("INC-")) for birth in births]
    assert numbers == [numbers[0], numbers[0] + 1, numbers[0] + 2]
    assert all(len(birth.ref) >= 9 for birth in births)
    assert len({birth.id for birth in births}) == 3


def test_the_state_of_history_may_lack_an_owner_and_lived_may_not() -> None:
    (birth,) = draw_numbers(1)
    history = Draft(birth.id, Kind.REGISTERED, {"title": "old"}, origin="history")
    append([history], by=SYSTEM, births=[birth])
    assert Incident.objects.get(id=birth.id).owner_role == ""
    with pytest.raises(IntegrityError), transaction.atomic():
        opened(owner_role="")


def test_a_drill_marks_every_entry_it_causes() -> None:
    (birth,) = draw_numbers(1)
    birth.is_drill = True
    body = {"owner_role": "duty_manager"}
    append([Draft(birth.id, Kind.REGISTERED, body)], by=SYSTEM, births=[birth])
    incident = Incident.objects.get(id=birth.id)
    entry = said(incident, Kind.NOTED, text="part of the drill")
    assert incident.is_drill
    assert entry.is_drill


def test_an_unknown_kind_of_a_newer_version_still_folds() -> None:
    """A kind is a word, not a migration: the database takes one it never heard."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select data_type, character_maximum_length from information_schema.columns"
            " where table_name = 'register_entry' and column_name = 'kind'"
        )
        assert cursor.fetchone() == ("character varying", 40)
    assert Entry._meta.get_field("kind").choices is None


def test_the_body_is_kept_to_the_letter() -> None:
    incident = opened()
    body = {"b": 2**53 + 1, "a": {"z": "ü\u2028", "é": [1, None, True]}}
    append([Draft(incident.id, Kind.TOLD, {"x": body})], by=ADA)
    with connection.cursor() as cursor:
        cursor.execute(
            "select body::text from register_entry where incident_id = %s and seq = 2",
            [incident.id],
        )
        (letters,) = cursor.fetchone()
    assert (
        letters == '{"x":{"a":{"z":"ü\u2028","é":[1,null,true]},"b":9007199254740993}}'
    )
    assert verify_chains().findings == []


anything: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.text(st.characters(exclude_categories=[]), max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(), max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(bodies=st.lists(st.dictionaries(st.text(max_size=8), anything), max_size=6))
def test_whatever_is_said_is_chained_and_verifies(
    company: Company, bodies: list[dict[str, Any]]
) -> None:
    incident = opened()
    drafts = [Draft(incident.id, Kind.NOTED, body) for body in bodies]
    note_many(drafts, by=SYSTEM)
    note_many([Draft(d.incident_id, d.kind, {"text": d.body}) for d in drafts], by=ADA)
    incident.refresh_from_db()
    assert incident.seq == 1 + 2 * len(bodies)
    assert verify_chains(incident.id, incident.id + 1).findings == []


def test_an_emptied_fact_folds_as_empty() -> None:
    incident = opened(description="Names and numbers")
    said(incident, Kind.AMENDED, description="")
    incident.refresh_from_db()
    assert incident.description == ""


def test_happened_long_ago_and_recorded_now_both_show(hands: Hands) -> None:
    incident = opened()
    before = hands.moment - timedelta(days=400)
    entry = said(incident, Kind.NOTED, at=before, text="It began in winter.")
    assert (entry.happened_at, entry.recorded_at) == (before, hands.moment)


def test_what_lies_beside_an_entry_is_one_row_or_none() -> None:
    incident = opened()
    said(incident, Kind.ACKNOWLEDGED)
    assert list(
        Private.objects.filter(incident=incident).values_list("seq", flat=True)
    ) == [1]
