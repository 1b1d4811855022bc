"""How long a large directory takes; run by `make soak`, the figure is in the docs."""

import time

import pytest

from tests.company import Company
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.directory.actions import carry_out, plan_run, start_run
from tocsin.foundation.directory.models import Run
from tocsin.foundation.directory.tables import guessed, told_in
from tocsin.kernel.sheets import sheet_of

MANY = 20_000
_HEAD = "id,login,name,email,phone,title,department,manager,team\n"


def table(*, phones: int = 0, people: int = MANY) -> bytes:
    """So many people under line managers of ten; the first have another phone."""
    lines = []
    for n in range(people):
        phone = f"+44 {n}" if n < phones else f"+33 {n}"
        team = ("application", "infrastructure")[n % 2] if n % 40 < 2 else ""
        lines.append(
            f"{n},u{n:05},Person {n},u{n}@large.example,{phone},Clerk,"
            f"D{n % 200},{n // 10 if n else ''},{team}\n"
        )
    return (_HEAD + "".join(lines)).encode()


def timed(content: bytes, what: str, *, apply: bool = True) -> Run | None:
    """Reads, plans and, unless told otherwise, applies; says how long each took."""
    began = time.perf_counter()
    columns = sheet_of("hr.csv", content).columns
    mapped = guessed(columns, "hr")
    told = told_in("hr.csv", content, mapped)
    read = time.perf_counter()
    if not apply:
        plan_run(told)
        took = time.perf_counter() - read
        print(f"{what}: read {read - began:.1f} s, planned {took:.1f} s")  # noqa: T201
        return None
    run = carry_out(start_run("hr", "file", by=SYSTEM), told, by=SYSTEM)
    took = time.perf_counter() - read
    print(f"{what}: read {read - began:.1f} s, carried out {took:.1f} s")  # noqa: T201
    return run


@pytest.mark.soak
def test_twenty_thousand_people(company: Company) -> None:
    timed(table(), "the plan of 20,000 new people", apply=False)
    first = timed(table(), "20,000 new people")
    assert first
    assert (first.added, first.refused) == (MANY, 0)
    again = timed(table(), "the same again")
    assert again
    assert (again.unchanged, again.changed) == (MANY, 0)
    some = timed(table(phones=1000), "1,000 of them changed")
    assert some
    assert some.changed == 1000
    timed(table(phones=1000), "the plan of the same", apply=False)
    assert Person.objects.filter(username__startswith="u0").count() == 10_000
