"""Anybody's register: exports of four programs, tried, imported, repeated."""

from collections import Counter
from typing import Any

import pytest

from tests.company import Company, kinds
from tests.transfer import exports
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.actions import publish_checked
from tocsin.foundation.fields.actions import publish_field
from tocsin.kernel.sheets import RecordsUnreadable, sheet_of
from tocsin.register.core.models import Incident
from tocsin.register.core.reads.verify import verify_chains
from tocsin.register.transfer.anyones.actions import (
    import_records,
    plan_records,
    start_import,
    stop_import,
)
from tocsin.register.transfer.anyones.kinds import MAPPING_KIND
from tocsin.register.transfer.anyones.reads import (
    fit_mapping,
    mapping_for,
    mapping_in,
    mapping_named,
    rejects_of,
)
from tocsin.register.transfer.anyones.refusals import (
    MappingUnfit,
    MappingUnknown,
)
from tocsin.register.transfer.anyones.rules import Mapped
from tocsin.register.transfer.models import Run
from tocsin.register.work.timeline import timeline


def quiet(_done: int, _rows: int | None) -> None:
    pass


def mapped(content: bytes, source: str = "theirs", **other: Any) -> Mapped:
    found = mapping_for(sheet_of("file", content), source)
    return fit_mapping({**found.body(), **other})


def bring(content: bytes, told: Mapped) -> Run:
    return import_records("file", content, told, by=SYSTEM, tell=quiet)


def at(number: str) -> Incident:
    return Incident.objects.get(source="theirs", source_ref=number)


def texts(incident: Incident) -> list[str]:
    lines = timeline(incident, SYSTEM)
    return [line.text for line in lines if line.kind in ("noted", "replied")]


def test_servicenow(company: Company) -> None:
    content = exports.SERVICENOW.encode()
    run = bring(content, mapped(content, zone="Europe/Berlin"))
    assert (run.rows, run.created, run.flagged) == (2, 2, 1)
    closed, going = at("INC0010001"), at("INC0010002")
    assert (closed.state, closed.priority, closed.flags) == ("closed", 3, [])
    assert (closed.team_id, closed.owner_id) == ("infrastructure", "p-ada")
    assert closed.reporter_id == "p-tom"
    assert closed.resolution_text == "Roller replaced"
    assert closed.registered_at is not None
    assert closed.registered_at.isoformat() == "2026-02-02T08:00:00+00:00"
    assert texts(closed) == ["It is the roller.", "Somebody Else: Ordered one."]
    noted = [line for line in timeline(closed, SYSTEM) if line.kind == "noted"]
    assert [line.who for line in noted] == ["Ada", "theirs"]
    assert noted[0].happened_at.isoformat() == "2026-02-02T08:30:00+00:00"
    assert (going.state, going.priority, going.team_id) == ("diagnosis", 1, None)
    assert going.reporter_name == "Nobody Known"
    assert going.told["Assignment group"] == "No such group"
    assert going.owner_role == "duty_manager", "what goes on has an owner"
    assert all(entry.is_history for entry in timeline(going, SYSTEM))


def test_jira(company: Company) -> None:
    content = exports.JIRA.encode()
    bring(content, mapped(content))
    done, new = at("WEB-7"), at("WEB-8")
    assert (done.state, done.priority, done.tags) == ("resolved", 2, ["login", "web"])
    assert done.resolved_at is not None
    assert done.resolved_at.isoformat() == "2026-02-01T09:00:00+00:00"
    assert texts(done) == ["Seen it.", "It still loops."]
    assert (new.state, new.priority) == ("registered", 5)
    assert kinds(done)[-1] == "resolved"


def test_glpi(company: Company) -> None:
    told = mapped(exports.GLPI)
    found = sheet_of("file", exports.GLPI)
    assert (found.encoding, found.delimiter) == ("cp1252", ";")
    bring(exports.GLPI, told)
    done, waits = at("412"), at("413")
    assert (done.title, done.state, done.owner_id) == (
        "Écran noir",
        "closed",
        "p-grace",
    )
    assert done.told["Foo"] == "bar"
    assert done.registered_at is not None
    assert done.registered_at.isoformat() == "2026-02-02T09:15:00+00:00"
    assert (waits.state, waits.waiting_cause) == ("waiting", "other")


def test_zammad(company: Company) -> None:
    bring(exports.ZAMMAD, mapped(exports.ZAMMAD))
    done = at("52001")
    assert (done.state, done.priority, done.team_id) == ("closed", 3, "application")
    assert (done.reporter_id, done.owner_id) == ("p-tom", "p-ben")
    assert texts(done) == ["Which printer?", "The red one."]
    assert done.tags == ["invoice", "print"]


def test_trying_writes_nothing_and_says_what_would_be(company: Company) -> None:
    content = exports.SERVICENOW.encode() + b'"INC0010001","again"\n'
    told = mapped(content)
    plan = plan_records("file", content, told)
    assert (plan.rows, plan.created, plan.flagged, plan.rejected) == (3, 2, 1, 1)
    assert plan.unusable[("Assignment group", "No such group")] == 1
    assert plan.flags["category"] == 1
    assert "line 2" in plan.rejects[0][1] or "already" in plan.rejects[0][1]
    assert not Incident.objects.exists()
    run = bring(content, told)
    found = Counter(created=run.created, flagged=run.flagged, rejected=run.rejected)
    assert found == Counter(created=2, flagged=1, rejected=1)
    head, reject = rejects_of(run)
    assert dict(zip(head, reject, strict=True))["Short description"] == "again"


def test_repeating_it_changes_nothing(company: Company) -> None:
    content = exports.JIRA.encode()
    told = mapped(content)
    bring(content, told)
    before = list(Incident.objects.values_list("ref", "seq"))
    run = bring(content, told)
    assert (run.created, run.passed_over, run.entries) == (0, 2, 0)
    assert list(Incident.objects.values_list("ref", "seq")) == before
    assert plan_records("file", content, told).passed_over == 2
    assert verify_chains().is_clean


def test_records_without_a_number_are_known_by_what_they_say(company: Company) -> None:
    content = b"Document,Topic_group\nno icon,Hardware\nno icon,Hardware\nx,Access\n"
    told = mapped(content)
    assert bring(content, told).created == 3
    assert bring(content, told).passed_over == 3
    more = content + b"y,Access\n"
    assert bring(more, told).created == 1


def test_words_are_mapped_and_fields_filled(company: Company) -> None:
    publish_field("tills", {"title": "Tills", "type": "whole"}, by=SYSTEM, why="Asked.")
    told = mapping_in(
        """
        source: theirs
        dates: month_first
        state: cancelled
        columns:
        - {column: nr, to: source_ref}
        - {column: what, to: title}
        - column: zustand
          to: state
          values: {Erledigt: closed, Wartet: "waiting:supplier"}
        - {column: kasse, to: field.tills}
        - {column: gruppe, to: team, values: {Netz: infrastructure}}
        - {column: seit, to: registered_at}
        - {column: weg, to: ignore}
        """
    )
    content = (
        b"nr\twhat\tzustand\tkasse\tgruppe\tseit\tweg\n"
        b"1\tA\terledigt\t4\tNETZ\t3/1/2026 1:05 PM\tx\n"
        b"2\tB\tWartet\tvier\tNetz\t3/1/26\t\n"
        b"3\tC\t\t\t\t3/1/2099\t\n"
    )
    run = bring(content, told)
    one, two, three = at("1"), at("2"), at("3")
    assert (one.state, one.fields, one.team_id) == (
        "closed",
        {"tills": 4},
        "infrastructure",
    )
    assert one.registered_at is not None
    assert one.registered_at.isoformat() == "2026-03-01T13:05:00+00:00"
    assert "weg" not in one.told
    assert (two.state, two.waiting_cause) == ("waiting", "supplier")
    assert "field.tills" in two.flags
    assert two.told["kasse"] == "vier"
    assert three.state == "cancelled"
    assert three.told["seit"] == "3/1/2099", "nothing was registered in the future"
    assert run.flagged == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"source": "My Source!"}, "source"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"zone": ["UTC"]}, "zone"),
        ({"columns": []}, "columns"),
        ({"columns": [{"column": "a", "to": "colour"}]}, "colour"),
        ({"columns": [{"column": "a", "to": "field.none"}]}, "field.none"),
        ({"columns": [{"column": c, "to": "state"} for c in "ab"]}, "state"),
        (
            {"columns": [{"column": "a", "to": "state", "values": {"x": "gone"}}]},
            "gone",
        ),
        ({"unknown": 1}, "unknown"),
    ],
)
def test_a_mapping_that_cannot_be_used(company: Company, wrong: Any, said: str) -> None:
    good = {"source": "theirs", "columns": [{"column": "a", "to": "title"}]}
    with pytest.raises(MappingUnfit) as refused:
        fit_mapping(good | wrong)
    assert said in str(refused.value)


@pytest.mark.parametrize("text", ["", "[", "a: b: c", "- 1", "!!python/object:x {}"])
def test_what_is_no_mapping(company: Company, text: str) -> None:
    with pytest.raises(MappingUnfit):
        mapping_in(text)


def test_mappings_are_kept_by_name(company: Company) -> None:
    content = exports.JIRA.encode()
    body = mapped(content).body()
    publish_checked(MAPPING_KIND, "jira", body, by=SYSTEM, why="Every week.")
    assert mapping_named("jira").body() == body
    with pytest.raises(MappingUnknown):
        mapping_named("none")


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"\x1f\x8bxx", b"[1, 2", b"{", b"[]"]
)
def test_what_is_no_file_of_records(content: bytes) -> None:
    with pytest.raises(RecordsUnreadable):
        sheet_of("file", content)


def test_administrators_import(company: Company) -> None:
    told = mapped(exports.JIRA.encode())
    for name in ("grace", "marc", "eva", "tom"):
        with pytest.raises(NotAllowed):
            start_import("file", told, by=company.actor(name))
    run = start_import("file", told, by=company.actor("root"))
    assert stop_import(run.id, by=company.actor("root")).state == "stopped"
