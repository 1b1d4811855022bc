"""How often the pages that everybody has open ask the database."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from tests.company import Company
from tests.web.conftest import Visitor
from tocsin.register.work.actions import accept, note

AtMost = Callable[[int], AbstractContextManager[Any]]


def test_an_incident_asks_little_and_not_more_with_every_entry(
    company: Company, visitor: Visitor, django_assert_max_num_queries: AtMost
) -> None:
    incident = company.open()
    accept(incident.id, by=company.actor("ada"))
    ada, address = visitor("ada"), f"/incidents/{incident.ref}"
    assert ada.get(address).status_code == 200
    with django_assert_max_num_queries(34):
        ada.get(address)
    for number in range(5):
        note(incident.id, text=f"Looked at {number}.", by=company.actor("grace"))
    with django_assert_max_num_queries(34):
        assert "Looked at 4." in ada.get(address).content.decode()


def test_a_queue_asks_as_little_of_many_rows_as_of_one(
    company: Company, visitor: Visitor, django_assert_max_num_queries: AtMost
) -> None:
    """No fact of a row is asked for by itself, on the screen or on paper."""
    accept(company.open().id, by=company.actor("ada"))
    ada = visitor("ada")
    for address in ("/?view=all&why", "/print/queue?view=all"):
        assert ada.get(address).status_code == 200
    for _ in range(4):
        accept(company.open().id, by=company.actor("ada"))
        company.open()
    for address in ("/?view=all&why", "/print/queue?view=all"):
        with django_assert_max_num_queries(18):
            assert ada.get(address).content.decode().count('class="ref"') in (0, 9)
