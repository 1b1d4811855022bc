"""What is written for PostgreSQL is read by it as it was meant."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel import sql

_TEXTS = st.text(
    st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=5
) | st.sampled_from(["", "NULL", "{", '"', "\\", "a,b", '\\"', '","'])


@pytest.mark.django_db
@given(st.lists(_TEXTS, max_size=4))
def test_an_array_of_texts(values: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select %(told)s::text::text[]", {"told": sql.texts(values)})
        assert cursor.fetchone() == (values,)


@pytest.mark.django_db
def test_an_array_of_numbers() -> None:
    told = sql.numbers([1, None, -(2**40)])
    with connection.cursor() as cursor:
        cursor.execute("select %(told)s::text::bigint[]", {"told": told})
        assert cursor.fetchone() == ([1, None, -(2**40)],)
