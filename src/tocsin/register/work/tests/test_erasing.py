"""Erasing a person: the words are gone everywhere, and the chain still proves."""

import pytest
from django.db import connection

from tests.company import Company, kinds
from tocsin.kernel.clock import Hands
from tocsin.register.core.actions.seal import seal
from tocsin.register.core.models import Incident, Private
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.core.reads.verify import verify
from tocsin.register.work.actions import (
    amend,
    close,
    erase_person_everywhere,
    note,
    reply,
    resolve,
    restrict,
)
from tocsin.register.work.reads import as_of
from tocsin.register.work.refusals import NotYours
from tocsin.register.work.timeline import timeline

pytestmark = pytest.mark.django_db

SECRET = "xylophone"


def told_by_tom(company: Company) -> Incident:
    incident = company.open(
        "tom",
        title=f"My {SECRET} is broken",
        description=f"The {SECRET} in room 4",
        affected=f"me, {SECRET}",
        nonsense=SECRET,
    )
    reply(incident.id, text=f"When will my {SECRET} work?", by=company.actor("tom"))
    note(incident.id, text="A cable was loose.", by=company.actor("ada"))
    return incident


def everything_held() -> str:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.tables"
            " where table_schema = 'public' and table_type = 'BASE TABLE'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        rows = []
        for table in tables:
            cursor.execute(f'select t::text from "{table}" as t')
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows)


@pytest.mark.django_db(transaction=True)
def test_the_words_are_gone_and_the_chain_proves(company: Company) -> None:
    incident = told_by_tom(company)
    seal()
    assert SECRET in everything_held()
    assert erase_person_everywhere("p-tom", by=company.actor("root")) == 1
    held = everything_held()
    assert SECRET not in held
    assert "tom@shop.example" not in held
    incident.refresh_from_db()
    assert (incident.title, incident.description, incident.told) == ("", "", {})
    assert incident.reporter_id == "p-tom", "a key that says nothing"
    seal()
    verdict = verify()
    assert (verdict.findings, verdict.unsealed) == ([], [])


def test_the_timeline_says_what_was_erased_and_by_whom(company: Company) -> None:
    incident = told_by_tom(company)
    erase_person_everywhere("p-tom", by=company.actor("root"))
    last = list(entries_of([incident.id]))[-1]
    assert (last.kind, last.actor_id) == ("erased", "p-root")
    assert (last.body["entries"], last.body["count"]) == ([1, 4], 2)
    assert set(last.body["facts"]) >= {"title", "description", "affected", "told"}
    lines = timeline(incident, company.actor("ada"))
    assert "title" in lines[0].erased
    assert (lines[3].text, lines[3].erased) == ("", ("text",))
    assert lines[4].text == "A cable was loose.", "what others said stays"
    assert lines[-1].sentence == "Root erased personal data from 2 entries"


def test_erasing_twice_changes_nothing(company: Company) -> None:
    incident, root = told_by_tom(company), company.actor("root")
    erase_person_everywhere("p-tom", by=root)
    seq = Incident.objects.get(id=incident.id).seq
    assert erase_person_everywhere("p-tom", by=root) == 0
    assert Incident.objects.get(id=incident.id).seq == seq


def test_only_an_administrator_erases(company: Company) -> None:
    incident = told_by_tom(company)
    for name in ("tom", "grace", "marc", "eva"):
        with pytest.raises(NotYours):
            erase_person_everywhere("p-tom", by=company.actor(name))
    assert SECRET in Incident.objects.get(id=incident.id).title


def test_what_a_colleague_wrote_of_a_reporters_report_goes_with_it(
    company: Company,
) -> None:
    incident = company.open("grace", reporter="tom", title=f"Tom's {SECRET}")
    amend(
        incident.id, facts={"title": f"The {SECRET} of Tom"}, by=company.actor("grace")
    )
    erase_person_everywhere("p-tom", by=company.actor("root"))
    assert SECRET not in everything_held()


def test_a_secret_incident_is_erased_as_well(company: Company) -> None:
    incident = told_by_tom(company)
    restrict(incident.id, people=[], by=company.actor("grace"))
    assert erase_person_everywhere("p-tom", by=company.actor("root")) == 1
    assert SECRET not in everything_held()


def test_a_resolver_goes_too_and_the_incident_stays_resolved(company: Company) -> None:
    ada, incident = company.actor("ada"), company.open()
    resolve(incident.id, resolution="permanent", text=f"The {SECRET}", by=ada)
    close(incident.id, asked={"cost": "12"}, by=company.actor("grace"))
    erase_person_everywhere("p-ada", by=company.actor("root"))
    incident.refresh_from_db()
    assert (incident.state, incident.resolution_text) == ("closed", "")
    assert incident.told == {"cost": "12"}
    assert (incident.title, kinds(incident)[-1]) == ("db-primary is down", "erased")


def test_a_fact_that_was_missing_and_told_is_not_missing_again(
    company: Company,
) -> None:
    incident = company.open("ada", title=None, service=None)
    assert incident.flags == ["service", "title"]
    amend(incident.id, facts={"title": f"The {SECRET}"}, by=company.actor("grace"))
    erase_person_everywhere("p-grace", by=company.actor("root"))
    incident.refresh_from_db()
    assert (incident.title, incident.flags) == ("", ["service"])


def test_before_the_erasing_nothing_can_be_read_either(
    company: Company, hands: Hands
) -> None:
    incident, before = told_by_tom(company), hands.moment
    hands.forward(hours=1)
    erase_person_everywhere("p-tom", by=company.actor("root"))
    assert as_of(incident, before).title == ""
    assert as_of(incident, before, known=True).title == ""


def test_who_was_erased_has_no_words_beside_any_entry(company: Company) -> None:
    incident = told_by_tom(company)
    erase_person_everywhere("p-tom", by=company.actor("root"))
    seqs = Private.objects.filter(incident=incident).values_list("seq", flat=True)
    assert list(seqs) == [5], "Ada's note"
