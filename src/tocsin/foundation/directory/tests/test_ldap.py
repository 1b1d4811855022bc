"""People of a real OpenLDAP server come in, change and leave."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.company import Company
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import roles_of
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.actions import publish_checked
from tocsin.foundation.directory.actions import (
    carry_out_runs,
    plan_run,
    set_secret,
    start_run,
)
from tocsin.foundation.directory.asking import LDAP, told_by_source
from tocsin.foundation.directory.clockwork import ask_sources
from tocsin.foundation.directory.kinds import SOURCE_KIND
from tocsin.foundation.directory.ldap.sources import Source
from tocsin.foundation.directory.ldap.telling import told_from
from tocsin.foundation.directory.models import Run, Tie
from tocsin.foundation.directory.refusals import SourceUnreachable
from tocsin.foundation.directory.tests.slapd import (
    ADMIN,
    PASSWORD,
    ROOT,
    SUFFIX,
    Slapd,
    entry,
    person,
    slapd,
)
from tocsin.kernel import clock

MANY = 1203
_EVERYBODY = (
    ROOT
    + person(
        "lea",
        cn="Léa Petit",
        mail="lea@shop.example",
        telephoneNumber="+33 1",
        title="Clerk",
        preferredLanguage="fr-FR, en;q=0.8",
        manager=f"uid=max, ou=People,{SUFFIX}",
        employeeNumber="7",
    )
    + person("max", manager=f"uid=nobody,ou=elsewhere,{SUFFIX}")
    + person("old", "shadowAccount", shadowExpire="1")
    + person("fresh", "shadowAccount", shadowExpire="99999")
    + entry(
        "cn=network,ou=groups",
        "groupOfNames",
        cn="network",
        member=[f"uid=lea,ou=people,{SUFFIX}", f"UID=Max,ou=people,{SUFFIX}"],
    )
    + entry(
        "cn=heads,ou=groups",
        "groupOfNames",
        cn="heads",
        member=f"uid=max,ou=people,{SUFFIX}",
    )
    + entry(
        "cn=desk,ou=groups",
        "posixGroup",
        cn="desk",
        gidNumber="7",
        memberUid=["lea", "fresh"],
    )
    + "".join(person(f"u{number}") for number in range(MANY))
)


@pytest.fixture(scope="module")
def server() -> Iterator[Slapd]:
    with slapd(_EVERYBODY) as made:
        yield made


@pytest.fixture
def source(server: Slapd) -> Source:
    return Source(
        name="corporate",
        url=f"ldap://localhost:{server.port}",
        base=f"ou=people,{SUFFIX}",
        bind_dn=ADMIN,
        filter="(|(uid=lea)(uid=max)(uid=old)(uid=fresh))",
        group_base=f"ou=groups,{SUFFIX}",
        teams={f"cn=network,ou=groups,{SUFFIX}": "infrastructure"},
        leads={f"cn=heads,ou=groups,{SUFFIX}": "infrastructure"},
        roles={f"CN=heads, ou=groups,{SUFFIX}": "agent"},
    )


def published(source: Source, **other: Any) -> None:
    names = """url base bind_dn filter group_base teams leads roles start_tls
    ca_file whole"""
    body = {name: getattr(source, name) for name in names.split()} | other
    publish_checked(SOURCE_KIND, source.name, body, by=SYSTEM, why="Tried here.")
    set_secret(source.name, PASSWORD, by=SYSTEM)


def test_people_come_in_with_teams_roles_and_managers(
    company: Company, source: Source
) -> None:
    published(source)
    run = start_run("corporate", LDAP, by=company.actor("root"))
    carry_out_runs()
    run.refresh_from_db()
    assert (run.state, run.added, run.refused) == ("done", 3, 0), run.why
    assert run.passed_over == 1, "who has expired and was never here"
    lea, max_ = (Person.objects.get(username=name) for name in ("lea", "max"))
    assert (lea.name, lea.email, lea.phone) == (
        "Léa Petit",
        "lea@shop.example",
        "+33 1",
    )
    assert (lea.language, lea.job_title, lea.employee_number) == ("fr-FR", "Clerk", "7")
    assert lea.line_manager == max_, "found by a DN that is written otherwise"
    assert max_.line_manager is None, "whose DN is not below the base"
    assert {m.person.username: m.is_lead for m in lea.memberships.all()} == {
        "lea": False
    }
    assert max_.memberships.get().is_lead
    assert roles_of(max_) == ["agent"]
    tie = Tie.objects.get(person=lea)
    assert len(tie.ref) == 36, "the entry's UUID, which outlives its name"
    assert plan_run(told_by_source("corporate")).is_empty


def test_it_is_asked_again_when_its_time_has_come(
    company: Company, source: Source, hands: clock.Hands
) -> None:
    published(source, every_minutes=60)
    assert ask_sources() == 1
    assert ask_sources() == 0, "a run is open"
    carry_out_runs()
    hands.forward(minutes=59)
    assert ask_sources() == 0
    hands.forward(minutes=1)
    assert ask_sources() == 1
    carry_out_runs()
    assert [run.unchanged for run in Run.objects.order_by("id")] == [0, 3]


def test_who_is_not_found_any_more_leaves(company: Company, source: Source) -> None:
    published(source)
    start_run("corporate", LDAP, by=SYSTEM)
    carry_out_runs()
    published(source, filter="(|(uid=lea)(uid=max))")
    start_run("corporate", LDAP, by=SYSTEM)
    carry_out_runs()
    assert Run.objects.latest("id").state == "held", "one of three"
    assert Person.objects.get(username="fresh").is_active


def test_more_than_a_page_of_people_is_read(source: Source) -> None:
    everybody = replace(source, filter="(objectClass=inetOrgPerson)")
    assert len(told_from(everybody, PASSWORD).people) == MANY + 4


def test_members_by_sign_in_name(source: Source) -> None:
    posix = replace(
        source,
        group_filter="(objectClass=posixGroup)",
        member="memberUid",
        teams={f"cn=desk,ou=groups,{SUFFIX}": "service-desk"},
        leads={},
    )
    told = {
        each.facts["username"]: each.teams for each in told_from(posix, PASSWORD).people
    }
    assert told["lea"] == {"service-desk": False}
    assert told["max"] == {}


@pytest.mark.parametrize("how", ["ldaps", "start_tls"])
def test_the_wire_is_encrypted_and_checked(
    server: Slapd, source: Source, how: str
) -> None:
    sealed = replace(source, start_tls=how == "start_tls")
    if how == "ldaps":
        sealed = replace(sealed, url=f"ldaps://localhost:{server.tls_port}")
    trusted = replace(sealed, ca_file=server.certificate)
    assert len(told_from(trusted, PASSWORD).people) == 4
    with pytest.raises(SourceUnreachable):
        told_from(sealed, PASSWORD)


def test_a_wrong_password_and_a_closed_port_are_told(source: Source) -> None:
    with pytest.raises(SourceUnreachable, match=r"(?i)credentials"):
        told_from(source, "not-the-password")
    with pytest.raises(SourceUnreachable):
        told_from(replace(source, url="ldap://localhost:9"), PASSWORD)
    with pytest.raises(SourceUnreachable):
        told_from(replace(source, base="dc=nowhere"), PASSWORD)


def test_what_cannot_be_asked_ends_the_run_with_a_reason(
    company: Company, source: Source
) -> None:
    published(source)
    set_secret("corporate", "wrong", by=SYSTEM)
    run = start_run("corporate", LDAP, by=SYSTEM)
    carry_out_runs()
    run.refresh_from_db()
    assert run.state == "failed"
    assert "corporate could not be asked" in run.why
    assert "wrong" not in run.why
