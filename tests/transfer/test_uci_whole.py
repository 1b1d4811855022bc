"""The whole year: every count as it can be taken straight from the file."""

from collections import Counter
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Count

from tests.transfer import log
from tocsin.foundation.classification.models import Category
from tocsin.register.core.models import Entry, Incident
from tocsin.register.transfer.uci.actions import import_uci


def quiet(done: int, whole: int) -> None:
    """Nobody watches."""


@pytest.mark.django_db
def test_a_year_is_imported_whole_and_once(tmp_path: Path) -> None:
    log.need_log()
    told: list[tuple[int, int]] = []
    outcome = import_uci(log.LOG, tell=lambda *said: told.append(said))

    assert (outcome.rows, outcome.incidents, outcome.rejected) == (141_712, 24_918, 0)
    assert told[-1] == (141_712, 141_712)
    assert _counts_here() == _counts_there()
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(distinct (body ->> 'row')::int), min((body ->> 'row')::int),"
            " max((body ->> 'row')::int) from register_entry"
        )
        assert cursor.fetchone() == (141_712, 1, 141_712)
    assert _nobodys_owner_is_made_up()

    again = import_uci(log.LOG, tell=quiet)
    assert (again.incidents, again.entries, again.passed_over) == (0, 0, 24_918)
    assert Entry.objects.count() == outcome.entries


def _counts_there() -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {
        name: Counter() for name in ("state", "priority", "category", "made_sla")
    }
    for _number, rows in log.incidents():
        last = rows[-1]
        counts["state"][log.STATES[last["incident_state"]][0]] += 1
        counts["priority"][last["priority"][0]] += 1
        path = [last["category"], last["subcategory"]]
        counts["category"]["/".join(name for name in path if name != "?")] += 1
        counts["made_sla"][last["made_sla"]] += 1
    return counts


def _counts_here() -> dict[str, Counter[str]]:
    names = _category_names()
    counts: dict[str, Counter[str]] = {}
    for name in ("state", "priority"):
        found = Incident.objects.values_list(name).annotate(Count("id"))
        counts[name] = Counter({str(value): count for value, count in found})
    found = Incident.objects.values_list("category").annotate(Count("id"))
    counts["category"] = Counter({names[key]: count for key, count in found})
    sla = Incident.objects.values_list("told__made_sla").annotate(Count("id"))
    counts["made_sla"] = Counter({str(it).lower(): count for it, count in sla})
    return counts


def _category_names() -> dict[str | None, str]:
    names: dict[str | None, str] = {None: ""}
    for category in Category.objects.order_by("key"):
        above = names[category.parent_id] if category.parent_id else ""
        names[category.key] = f"{above}/{category.name}" if above else category.name
    return names


def _nobodys_owner_is_made_up() -> bool:
    """Who owns it at the end is whom the last row names, and often nobody."""
    owned = dict(Incident.objects.values_list("source_ref", "owner__name"))
    return all(
        (owned[number] or "?") == rows[-1]["assigned_to"]
        for number, rows in log.incidents()
    )
