import pytest
from django.db import IntegrityError, connection, transaction

from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.audit.models import Change
from tocsin.foundation.audit.reads import changes

pytestmark = pytest.mark.django_db
ADA = ("person", "p-ada")


def test_a_change_tells_who_what_from_where_to_where_and_why() -> None:
    record_change("team:shop", "renamed", before="A", after="B", why="merger", by=ADA)

    [told] = changes()
    assert (told.actor_kind, told.actor_id) == ADA
    assert (told.subject, told.verb) == ("team:shop", "renamed")
    assert (told.before, told.after, told.why) == ("A", "B", "merger")


def test_changes_come_newest_first_and_can_be_of_one_subject() -> None:
    for subject in ("one", "two", "one"):
        record_change(subject, "set", by=ADA)

    assert [told.subject for told in changes()] == ["one", "two", "one"]
    assert len(changes("one")) == 2
    assert len(changes(limit=1)) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_change set why = 'another'",
        "delete from audit_change",
        "truncate audit_change",
    ],
)
def test_the_database_refuses_to_change_what_was_audited(statement: str) -> None:
    record_change("team:shop", "added", by=ADA)

    with (
        pytest.raises(IntegrityError, match="final"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert Change.objects.get().why == ""
