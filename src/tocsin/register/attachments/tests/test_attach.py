"""Files on an incident: who may attach, open and take back, and what erasing does."""

import hashlib
import io

import pytest

from tests.company import Company, kinds
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.files.models import File
from tocsin.foundation.files.reads import content
from tocsin.foundation.files.refusals import FileGone, FileUnknown
from tocsin.register.attachments.actions import REPORTER, attach, detach
from tocsin.register.attachments.reads import file_for, files_of
from tocsin.register.core.models import Incident
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.core.reads.verify import verify
from tocsin.register.core.refusals import NoSuchIncident
from tocsin.register.work.actions import erase_person_everywhere, restrict
from tocsin.register.work.refusals import NotYours
from tocsin.register.work.timeline import timeline

DATA = b"ERROR 502 at checkout"


def put(incident: Incident, by: Actor, data: bytes = DATA, **how: str) -> str:
    """Attach it; gives the id under which it is opened."""
    name = how.pop("name", "log.txt")
    after = attach(incident.id, source=io.BytesIO(data), name=name, by=by, **how)
    return f"{after.ref}-{after.seq}"


def test_the_digest_is_in_the_chain(company: Company) -> None:
    incident = company.open()
    id = put(incident, company.actor("grace"))
    told = list(entries_of([incident.id]))[-1]
    assert told.body == {
        "file": hashlib.sha256(DATA).hexdigest(),
        "type": "text/plain",
        "size": len(DATA),
        "file_name": "log.txt",
    }
    found = file_for(company.actor("ben"), id)
    assert found.file is not None
    assert b"".join(content(found.file)) == DATA
    assert verify().is_clean


def test_a_requester_opens_only_what_is_addressed_to_them(company: Company) -> None:
    incident = company.open(by="tom")
    grace, tom = company.actor("grace"), company.actor("tom")
    internal = put(incident, grace, b"for colleagues")
    answer = put(incident, grace, b"for the reporter", audience=REPORTER)
    own = put(incident, tom, b"from the reporter")
    assert [each.id for each in files_of(incident, tom)] == [answer, own]
    with pytest.raises(FileUnknown):
        file_for(tom, internal)
    with pytest.raises(NoSuchIncident):
        file_for(company.actor("rita"), answer)
    assert [line.kind for line in timeline(incident, tom)].count("attached") == 2


@pytest.mark.parametrize("name", ["ada", "ben", "grace", "marc", "eva", "root"])
def test_whoever_may_note_may_attach(company: Company, name: str) -> None:
    incident = company.open()
    assert put(incident, company.actor(name))


def test_strangers_may_not_attach(company: Company) -> None:
    incident = company.open(by="tom")
    with pytest.raises(NoSuchIncident):
        put(incident, company.actor("rita"))
    assert not File.objects.exists(), "nothing is left of it"


def test_a_restricted_incidents_files_are_open_to_the_named_only(
    company: Company,
) -> None:
    incident = company.open()
    id = put(incident, company.actor("grace"))
    restrict(incident.id, people=["p-marc"], by=company.actor("grace"))
    assert file_for(company.actor("marc"), id)
    for name in ("root", "ada", "eva"):
        with pytest.raises(NoSuchIncident):
            file_for(company.actor(name), id)


@pytest.mark.parametrize("id", ["", "INC-00001", "-1", "INC-00001-", "x-y", "a-٣", "-"])
def test_an_id_that_is_none_opens_nothing(company: Company, id: str) -> None:
    with pytest.raises((FileUnknown, NoSuchIncident)):
        file_for(company.actor("grace"), id)


def test_what_is_taken_back_is_no_longer_open(company: Company) -> None:
    incident = company.open()
    id = put(incident, company.actor("eva"))
    entry = int(id.rpartition("-")[2])
    with pytest.raises(NotYours):
        detach(incident.id, entry=entry, by=company.actor("root"))
    detach(incident.id, entry=entry, by=company.actor("eva"), reason="the wrong one")
    with pytest.raises(FileGone):
        file_for(company.actor("grace"), id)
    with pytest.raises(FileGone):
        detach(incident.id, entry=entry, by=company.actor("grace"))
    assert kinds(incident)[-2:] == ["attached", "detached"]
    line = timeline(incident, company.actor("grace"))[-2]
    assert line.taken_back


def test_erasing_a_person_covers_their_files(company: Company) -> None:
    incident = company.open()
    own = put(incident, company.actor("ada"), b"ada's own")
    same = put(incident, company.actor("ben"), name="ben.txt")
    put(incident, company.actor("ada"), name="ada.txt")
    erase_person_everywhere("p-ada", by=company.actor("root"))
    with pytest.raises(FileGone):
        file_for(company.actor("grace"), own)
    kept = file_for(company.actor("grace"), same)
    assert kept.file is not None
    assert File.objects.get() == kept.file
    lines = timeline(incident, company.actor("grace"))
    assert "ada.txt" not in "".join(line.sentence for line in lines)
    assert verify().is_clean


def test_told_twice_under_one_cause_it_is_there_once(company: Company) -> None:
    incident = company.open()
    for _ in range(2):
        put(incident, SYSTEM, cause="mail 7 part 2")
    assert kinds(incident).count("attached") == 1
