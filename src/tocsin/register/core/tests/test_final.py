"""Entries and seals are final, whoever asks the database and however."""

import pytest
from django.db import DatabaseError, connection, transaction

from tocsin.register.core.models import Entry, Seal
from tocsin.register.core.tests.making import opened

pytestmark = pytest.mark.django_db

FORBIDDEN = [
    "update register_entry set body = '{}'",
    "update register_entry set happened_at = recorded_at",
    "delete from register_entry",
    "truncate register_entry",
    "truncate register_entry cascade",
    "update register_seal set line = ''",
    "delete from register_seal",
    "truncate register_seal",
]


@pytest.fixture(autouse=True)
def _one_of_each() -> None:
    opened()
    Seal.objects.create(
        number=1, sealed_at="2026-03-02T09:00Z", xact=1, entry_id=1, hash=b"", line="{}"
    )


def refused(*statements: str) -> str:
    """The database's words when it refused the last of these."""
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        _carry_out(*statements)
    return str(refusal.value)


def _carry_out(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_database_refuses(statement: str) -> None:
    assert "is final" in refused(statement)
    assert (Entry.objects.count(), Seal.objects.count()) == (1, 1)


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_also_to_a_session_that_calls_itself_a_replica(statement: str) -> None:
    assert "is final" in refused(
        "set local session_replication_role = replica", statement
    )


AS_CLERK = (
    "create role register_test_clerk",
    "grant all on all tables in schema public to register_test_clerk",
    "set local role register_test_clerk",
)


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_also_to_a_role_that_is_granted_everything(statement: str) -> None:
    assert "is final" in refused(*AS_CLERK, statement)


@pytest.mark.parametrize("table", ["register_entry", "register_seal"])
def test_nobody_but_the_owner_can_turn_the_trigger_off(table: str) -> None:
    statement = f"alter table {table} disable trigger all"
    assert "must be owner" in refused(*AS_CLERK, statement)


def test_the_refusal_says_what_to_do_instead() -> None:
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        Entry.objects.update(kind="noted")
    cause = refusal.value.__cause__
    assert cause is not None
    assert "Record a new entry" in str(cause.diag.message_hint)  # type: ignore[attr-defined]
