"""Many writers at once: no circle of waiting, no broken link, no lost entry."""

import random
from collections.abc import Callable

import pytest

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.register.core.actions.writer import Draft, append, note_many
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Entry, Incident
from tocsin.register.core.reads.verify import verify_chains
from tocsin.register.core.tests.crowd import at_once
from tocsin.register.core.tests.making import ADA, opened, said

pytestmark = pytest.mark.django_db(transaction=True)


def test_random_sets_by_four_writers_never_wait_in_a_circle() -> None:
    ids = [opened().id for _ in range(12)]
    chance = random.Random(7)
    sets = [[chance.sample(ids, 6) for _ in range(25)] for _ in range(4)]

    def writer(mine: list[list[int]]) -> Callable[[], None]:
        def write() -> None:
            for some in mine:
                note_many([Draft(id, Kind.NOTED, {"text": "x"}) for id in some], by=ADA)

        return write

    assert at_once([writer(mine) for mine in sets]) == []
    assert Entry.objects.filter(kind="noted").count() == 4 * 25 * 6
    verdict = verify_chains()
    assert (verdict.findings, verdict.entries) == ([], 12 + 600)


def test_one_incident_noted_by_eight_at_once_has_no_gap() -> None:
    incident = opened()

    def write() -> None:
        for _ in range(10):
            said(incident, Kind.NOTED, text="me too")

    assert at_once([write] * 8) == []
    incident.refresh_from_db()
    seqs = Entry.objects.filter(incident=incident).order_by("seq")
    assert list(seqs.values_list("seq", flat=True)) == list(range(1, 82))
    assert incident.seq == 81
    assert verify_chains().findings == []


def test_one_cause_told_by_many_at_once_is_heard_once() -> None:
    incident = opened()
    counts: list[int] = []

    def write() -> None:
        draft = Draft(incident.id, Kind.NOTED, {"text": "paged"}, cause="page/1")
        counts.append(append([draft], by=SYSTEM))

    assert at_once([write] * 6) == []
    assert sorted(counts) == [0, 0, 0, 0, 0, 1]


def test_states_told_at_once_are_folded_one_after_the_other() -> None:
    incident = opened()

    def write() -> None:
        for _ in range(5):
            said(incident, Kind.REOPENED)

    assert at_once([write] * 4) == []
    assert Incident.objects.get(id=incident.id).reopened_count == 20
