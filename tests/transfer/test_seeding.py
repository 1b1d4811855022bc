"""Made-up incidents: many, lifelike, history, and the same again."""

from typing import Any

import pytest
from django.db.models import Max

from tests.transfer.test_uci_whole import quiet
from tocsin.kernel import clock
from tocsin.register.core.models import Entry, Incident
from tocsin.register.core.reads.verify import verify_chains
from tocsin.register.core.rules import ENDED
from tocsin.register.transfer.seeding import actions
from tocsin.register.transfer.seeding.actions import seed


def _what() -> list[Any]:
    return list(
        Incident.objects.order_by("source_ref").values_list(
            "source_ref", "title", "description", "state", "priority", "owner", "seq"
        )
    )


@pytest.mark.django_db
def test_the_same_random_seed_makes_the_same_lives_once(
    hands: clock.Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "_BATCH", 50)
    made = seed(120, random_seed=7, workers=1, tell=quiet)
    first = _what()
    assert (made.incidents, made.passed_over) == (120, 0)
    assert made.entries == Entry.objects.count()

    again = seed(120, random_seed=7, workers=1, tell=quiet)
    assert (again.incidents, again.entries, again.passed_over) == (0, 0, 120)

    seed(120, random_seed=8, workers=1, tell=quiet)
    others = [row[1:] for row in _what() if row[0].startswith("8-")]
    assert others != [row[1:] for row in first]
    assert verify_chains().is_clean


@pytest.mark.django_db
def test_eight_entries_each_and_a_few_open(hands: clock.Hands) -> None:
    made = seed(2000, workers=1, tell=quiet)
    assert 7.5 < made.entries / made.incidents < 8.5
    is_open = Incident.objects.exclude(state__in=ENDED).count()
    assert 0.02 < is_open / 2000 < 0.045
    newest = Entry.objects.aggregate(newest=Max("happened_at"))["newest"]
    assert newest <= clock.now(), "nothing is told of the future"
    assert set(Entry.objects.values_list("origin", flat=True)) == {"history"}


@pytest.mark.django_db(transaction=True)
def test_several_processes_make_what_one_makes(
    hands: clock.Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "_BATCH", 20)
    made = seed(100, workers=2, tell=quiet)
    assert (made.incidents, Incident.objects.count()) == (100, 100)
    assert verify_chains().is_clean
