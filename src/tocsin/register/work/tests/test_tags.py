"""Tags: one word however it is written, found, counted, called otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.company import Company, kinds
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.audit.models import Change
from tocsin.register.core.models import Incident
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.work.actions import rename_tag, restrict, tag
from tocsin.register.work.reads import Filters, find, queue
from tocsin.register.work.refusals import NotYours, TagUnusable, TooManyTags
from tocsin.register.work.tags import (
    MOST,
    normalised,
    tag_of,
    tags_in,
    tags_like,
    tags_used,
    usable,
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Black Friday", "black-friday"),
        ("  #black-friday ", "black-friday"),
        ("ｂｌａｃｋ　ｆｒｉｄａｙ", "black-friday"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("release:4.1", "release:4.1"),
        ("Größe", "grösse"),
    ],
)
def test_ways_of_writing_one_word_are_one_tag(written: str, meant: str) -> None:
    assert tag_of(written) == meant


@given(st.text(max_size=60))
def test_a_tag_is_the_tag_of_itself(text: str) -> None:
    once = normalised(text)
    assert normalised(once) == once
    assert "," not in "".join(usable([text]))


@pytest.mark.parametrize("written", ["", " ", "#", "a" * 41, "a;b", "a\x00", "“q”"])
def test_what_is_no_tag_is_refused(written: str) -> None:
    with pytest.raises(TagUnusable):
        tag_of(written)
    assert usable([written, "fit"]) == ["fit"]


def test_commas_part_tags() -> None:
    assert tags_in("One, two ,,three\nfour") == ["one", "two", "three", "four"]


def test_tags_are_borne_and_taken_off(company: Company) -> None:
    incident, ada = company.open(), company.actor("ada")
    after = tag(incident.id, add=["Black Friday", "db"], by=ada)
    assert after.tags == ["black-friday", "db"]
    again = tag(incident.id, add=["DB"], remove=["not-there"], by=ada)
    assert again.seq == after.seq, "nothing changed, so nothing was told"
    left = tag(incident.id, add=["new"], remove=["db"], by=ada)
    assert left.tags == ["black-friday", "new"]
    assert kinds(incident)[-2:] == ["tagged", "tagged"]


def test_tags_are_for_those_who_work_on_it(company: Company) -> None:
    incident = company.open("tom")
    for name in ("tom", "ben", "eva", "root"):
        with pytest.raises(NotYours):
            tag(incident.id, add=["mine"], by=company.actor(name))


def test_there_are_never_too_many(company: Company) -> None:
    incident, ada = company.open(), company.actor("ada")
    tag(incident.id, add=[f"t{n}" for n in range(MOST)], by=ada)
    with pytest.raises(TooManyTags):
        tag(incident.id, add=["one-more"], by=ada)
    tag(incident.id, add=["one-more"], remove=["t0"], by=ada)


def test_a_report_may_bring_tags_and_never_fails_for_them(company: Company) -> None:
    incident = company.open(tags=["Black Friday", 7, "a;b", "db"])
    assert incident.tags == ["black-friday", "db"]
    assert company.open(tags="one, two").tags == ["one", "two"]
    assert company.open(tags={"a": 1}).tags == []
    assert "tags" not in incident.flags


def test_what_bears_a_tag_is_found(company: Company) -> None:
    incident, grace = company.open(tags=["black-friday", "db"]), company.actor("grace")
    other = company.open(tags=["db"])
    found = [row.id for row in find(grace, Filters(tags=["Black Friday"])).rows]
    assert found == [incident.id]
    both = find(grace, Filters(tags=["db", "black-friday"])).rows
    assert [row.id for row in both] == [incident.id]
    assert {row.id for row in queue(grace, filters=Filters(tags=["db"])).rows} == {
        incident.id,
        other.id,
    }


def test_counts_and_suggestions_tell_nothing_of_what_one_may_not_see(
    company: Company,
) -> None:
    company.open(tags=["db", "payments"])
    secret = company.open(tags=["db", "embezzlement"])
    restrict(secret.id, people=[], by=company.actor("marc"))
    counted = {used.tag: used.incidents for used in tags_used(company.actor("ada"))}
    assert counted == {"db": 1, "payments": 1}
    assert tags_like(company.actor("ada"), "e") == []
    assert tags_like(company.actor("marc"), "E") == ["embezzlement"]
    assert tags_like(company.actor("ada"), "P") == ["payments"]


def test_a_tag_is_renamed_everywhere_and_every_timeline_says_so(
    company: Company,
) -> None:
    first, second = company.open(tags=["dbs"]), company.open(tags=["db", "dbs"])
    secret = company.open(tags=["dbs"])
    restrict(secret.id, people=[], by=company.actor("marc"))
    with pytest.raises(NotAllowed):
        rename_tag("dbs", "db", by=company.actor("marc"))
    assert rename_tag("DBs", "DB", by=company.actor("root")) == 3
    assert rename_tag("dbs", "db", by=company.actor("root")) == 0
    for incident in (first, second, secret):
        row = Incident.objects.get(id=incident.id)
        assert row.tags == ["db"]
        last = list(entries_of([row.id]))[-1]
        assert (last.kind, last.actor_id) == ("tagged", "p-root")
        assert last.body["removed"] == ["dbs"]
    change = Change.objects.get(subject="tags")
    assert (change.before, change.after) == ("dbs", "db")
