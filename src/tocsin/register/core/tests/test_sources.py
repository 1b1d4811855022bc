"""Numbers of a source are found by their index, however many are asked for."""

import json

import pytest
from django.db import connection

from tocsin.register.core.reads.sources import incidents_from

pytestmark = pytest.mark.django_db


def _plan(told: dict[str, list[str]]) -> str:
    return incidents_from(told).values_list("source_ref").explain(format="json")


def test_more_than_a_hundred_numbers_are_looked_up_in_the_index() -> None:
    with connection.cursor() as cursor:
        # A table of a few rows is read whole, whatever there is; a large one is not.
        cursor.execute("set local enable_seqscan = off")
    many = [f"1-{number}" for number in range(1000)]
    for told in ({"seed": many}, {"seed": many, "uci": ["INC0001"]}):
        plan = json.dumps(json.loads(_plan(told)))
        assert "incident_comes_once_from_its_source" in plan
        assert "Seq Scan" not in plan


def test_no_source_names_no_incident() -> None:
    assert not incidents_from({}).exists()
