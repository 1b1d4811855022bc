"""Search: all words, newest thousand, and never more than one may see."""

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.company import Company, hear_once, settle
from tocsin.kernel.clock import Hands
from tocsin.register.core.models import Incident
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.search import queries
from tocsin.register.search.actions import index_incidents
from tocsin.register.search.reads import search
from tocsin.register.search.rules import query_of
from tocsin.register.work.actions import (
    amend,
    erase_person_everywhere,
    note,
    resolve,
    restrict,
)

pytestmark = pytest.mark.django_db

NAMES = ("ada", "ben", "grace", "marc", "eva", "root", "tom", "rita")


def found(company: Company, text: str, by: str = "grace") -> list[int]:
    return list(search(company.actor(by), text).ids)


def index() -> None:
    """As the observer would, had this test's transaction ended."""
    index_incidents(list(Incident.objects.values_list("id", flat=True)))


@pytest.mark.django_db(transaction=True)
def test_every_word_that_was_said_is_found(company: Company) -> None:
    grace, incident = company.actor("grace"), company.open(title="Zebra down")
    note(incident.id, text="The quagga was promoted.", by=company.actor("ada"))
    resolve(incident.id, resolution="permanent", text="New okapi.", by=grace)
    settle()
    for text in (
        "zebra",
        "QUAGGA",
        "okapi zebra",
        incident.ref,
        "promo",
        "quagga prom",
    ):
        assert found(company, text) == [incident.id], text
    assert found(company, "zebra giraffe") == []
    amend(incident.id, facts={"title": "Giraffe down"}, by=grace)
    settle()
    assert found(company, "giraffe") == [incident.id]
    assert found(company, "zebra") == [], "a title is searched as it is now"


@pytest.mark.parametrize("rare", [-1, 10**9])
def test_whether_words_are_taken_to_be_rare_finds_the_same(
    company: Company, monkeypatch: pytest.MonkeyPatch, rare: int
) -> None:
    monkeypatch.setattr(queries, "_RARE", rare)
    both = [company.open(title=f"Quagga {word}").id for word in ("one", "two")]
    index()
    assert found(company, "quagga") == both[::-1]
    assert found(company, "quagga two") == both[1:]
    assert found(company, "quagga three") == []


def test_titles_come_before_notes_and_new_before_old(company: Company) -> None:
    noted = company.open(title="Something else")
    note(noted.id, text="perhaps the zebra", by=company.actor("ada"))
    older, newer = company.open(title="zebra"), company.open(title="zebra")
    index()
    assert found(company, "zebra") == [newer.id, older.id, noted.id]


def test_who_sees_what_is_the_same_as_everywhere(company: Company) -> None:
    company.open("tom", title="zebra")
    secret = company.open("rita", title="zebra")
    restrict(secret.id, people=["p-eva", "p-rita"], by=company.actor("marc"))
    company.open("ada", title="zebra")
    index()
    for name in NAMES:
        seen = set(visible_to(company.actor(name)).values_list("id", flat=True))
        assert set(found(company, "zebra", by=name)) == seen, name


def test_erased_words_are_not_found(company: Company) -> None:
    incident = company.open("tom", title="My zebra", description="striped")
    index()
    assert found(company, "zebra") == [incident.id]
    erase_person_everywhere("p-tom", by=company.actor("root"))
    index()
    assert found(company, "zebra") == found(company, "striped") == []
    assert found(company, incident.ref) == [incident.id]


def test_the_index_can_be_made_anew_at_any_time(company: Company) -> None:
    incident = company.open(title="zebra")
    assert found(company, "zebra") == []
    assert index_incidents([incident.id, incident.id]) == 1
    assert index_incidents([]) == 0
    assert found(company, "zebra") == [incident.id]


@pytest.mark.django_db(transaction=True)
def test_with_search_broken_everything_else_works(
    company: Company, hands: Hands
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("alter table register_search_words rename to gone_for_now")
    try:
        incident = company.open(title="zebra")
        note(incident.id, text="still logging", by=company.actor("ada"))
        hear_once()  # what fails again and again would be put aside
        with pytest.raises(DatabaseError), transaction.atomic():
            found(company, "zebra")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("alter table gone_for_now rename to register_search_words")
    settle()
    assert found(company, "zebra logging") == [incident.id], "nothing was missed"


def test_more_than_a_thousand_are_said_to_be_more(company: Company) -> None:
    incident = company.open(title="zebra")
    index()
    hits = search(company.actor("grace"), "zebra", limit=1)
    assert (list(hits.ids), hits.more) == ([incident.id], False)


@given(text=st.text(st.characters(exclude_categories=[]), max_size=40))
def test_whatever_is_typed_is_a_question(company: Company, text: str) -> None:
    assert found(company, text) == []


def test_the_last_word_may_be_unfinished_and_the_others_not() -> None:
    assert query_of("db-primary Down!") == "'db-primary' & 'down':*"
    assert query_of("  ?! _ ") == ""
    assert len(query_of("a " * 40).split(" & ")) == 12
