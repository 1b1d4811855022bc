"""What the bench makes of times."""

from collections.abc import Callable

import pytest
from django.db import connection

from tocsin.surfaces.cli.benching.timing import timed, verdict


@pytest.mark.parametrize(
    ("measured", "target", "said"),
    [(50, 100, "met: 50%"), (100, 100, "met: 100%"), (130, 100, "MISSED: 130%")],
)
def test_a_figure_says_how_it_stands(measured: float, target: float, said: str) -> None:
    assert verdict(measured, target) == said
    assert verdict(measured, None) == ""


@pytest.mark.django_db
def test_each_thing_is_timed_once_and_the_slowest_statement_is_told() -> None:
    def asking(seconds: float) -> Callable[[], None]:
        def ask() -> None:
            with connection.cursor() as cursor:
                cursor.execute("select 1")
                cursor.execute("select  pg_sleep(%s)", [seconds])

        return ask

    found = timed("asking", [asking(0.0), *[asking(0.001)] * 18, asking(0.05)], 1000)
    assert (found.count, found.statements) == (20, 2)
    assert found.slowest_sql == "select pg_sleep(%s)"
    assert found.p50 < 50 <= found.most
    assert found.p95 < 50, "one of twenty lies above it"
    assert found.verdict.startswith("met")
