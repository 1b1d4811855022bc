"""Whatever file is handed in: it is refused as a whole, or read and understood."""

import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.transfer import exports
from tocsin.kernel.sheets import RecordsUnreadable, rows_of, sheet_of
from tocsin.register.core.canonical import canonical, clean
from tocsin.register.transfer.anyones.instants import instant_of
from tocsin.register.transfer.anyones.names import Names
from tocsin.register.transfer.anyones.numbering import numbered
from tocsin.register.transfer.anyones.rules import TARGETS, Column, Mapped, guessed
from tocsin.register.transfer.anyones.understanding import BadRow, understand

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
KNOWN = (exports.SERVICENOW.encode(), exports.JIRA.encode(), exports.GLPI)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
tables = st.lists(st.lists(st.text(), min_size=1, max_size=4), min_size=1, max_size=5)


def taken(content: bytes, mapped: Mapped | None = None) -> None:
    """Read to the end; every record is understood, or says why it is not."""
    try:
        found = sheet_of("file", content)
        told = mapped or guessed(found.columns, "theirs")
        every = list(numbered(rows_of("file", content), told))
    except RecordsUnreadable:
        return
    again = numbered(rows_of("file", content), told)
    assert [each.number for each in again] == [each.number for each in every]
    fresh = [each.number for each in every if each.first is None]
    assert len(set(fresh)) == len(fresh)
    for row, number, _first in every:
        assert 0 < len(number) <= 120
        try:
            said = understand(row, told, Names(), UTC, NOW).said
        except BadRow:
            continue
        assert said[0].kind == "registered"
        assert said[0].body["title"]
        assert all(said[0].at <= each.at for each in said if each.kind != "noted")
        for each in said:
            canonical(clean(each.body))


@given(st.binary(max_size=400))
def test_any_bytes(content: bytes) -> None:
    taken(content)


@given(st.sampled_from(KNOWN), st.data())
def test_damaged_exports(content: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(content)))
    taken(content[:place] + data.draw(st.binary(max_size=6)) + content[place + 3 :])


@given(st.lists(values, max_size=5))
def test_any_json(records: list[Any]) -> None:
    taken(json.dumps(records).encode())
    taken("\n".join(json.dumps(each) for each in records).encode())


@given(tables, st.sampled_from(",;\t|"), st.data())
def test_any_table_under_any_mapping(
    rows: list[list[str]], delimiter: str, data: st.DataObject
) -> None:
    content = "\n".join(delimiter.join(row) for row in rows).encode("utf-8", "replace")
    try:
        names = sheet_of("file", content).columns
    except RecordsUnreadable:
        return
    columns = [Column(name, data.draw(st.sampled_from(TARGETS))) for name in names]
    taken(content, Mapped("theirs", tuple(columns)))


@given(st.text(), st.sampled_from(["day_first", "month_first"]))
def test_any_text_as_an_instant(text: str, order: str) -> None:
    found = instant_of(text, UTC, order)
    assert found is None or found.tzinfo is UTC


@given(st.datetimes(datetime(1990, 1, 1), datetime(2068, 1, 1)))  # noqa: DTZ001 (local)
def test_instants_as_programs_write_them(at: datetime) -> None:
    at = at.replace(microsecond=0, tzinfo=UTC)
    for form in ("%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%d/%b/%Y %H:%M:%S"):
        assert instant_of(at.strftime(form), UTC) == at
    american = at.strftime("%m/%d/%Y %I:%M:%S %p")
    assert instant_of(american, UTC, "month_first") == at
    if at.year > 2001:  # before, there are fewer than ten digits
        assert instant_of(str(int(at.timestamp())), UTC) == at
