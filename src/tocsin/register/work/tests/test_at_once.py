"""Two people at once: the second sees what the first did and loses no text."""

from functools import partial

import pytest

from tests.company import Company, kinds
from tocsin.kernel.clock import Hands
from tocsin.register.core.models import Incident
from tocsin.register.core.tests.crowd import at_once
from tocsin.register.work.actions import (
    acknowledge,
    assign,
    note,
    open_incident,
    resolve,
)
from tocsin.register.work.refusals import ChangedMeanwhile, NotPossibleNow
from tocsin.register.work.tests.verbs import TOLD, do, takes

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_happened_meanwhile_is_told_before_anything_is_done(
    company: Company,
) -> None:
    incident = company.open()
    seen = incident.seq
    note(incident.id, text="I restart it now.", by=company.actor("ada"))
    with pytest.raises(ChangedMeanwhile) as refusal:
        resolve(
            incident.id, resolution="permanent", by=company.actor("grace"), seq=seen
        )
    assert (refusal.value.status, refusal.value.code) == (412, "changed_meanwhile")
    assert refusal.value.facts["count"] == 1
    assert (refusal.value.facts["seen"], refusal.value.facts["seq"]) == (seen, seen + 1)
    done = resolve(
        incident.id, resolution="permanent", by=company.actor("grace"), seq=seen + 1
    )
    assert done.state == "resolved"


def test_every_verb_that_takes_a_seq_minds_it_but_acknowledge(company: Company) -> None:
    grace, other = company.actor("grace"), company.open()
    for name in sorted(TOLD):
        if takes(name, "seq") and name != "acknowledge":
            incident = note(company.open().id, text="a note", by=grace)
            with pytest.raises(ChangedMeanwhile):
                do(name, incident, grace, other=other, seq=incident.seq - 1)


def test_acknowledged_by_two_at_once_is_recorded_once(company: Company) -> None:
    incident = company.open()
    actors = [company.actor(name) for name in ("ada", "grace", "marc")]
    works = [partial(acknowledge, incident.id, by=by) for by in actors]
    assert at_once(works) == []
    assert kinds(incident).count("acknowledged") == 1


def test_of_two_resolutions_at_once_one_is_told_it_came_second(
    company: Company,
) -> None:
    incident, by = company.open(), company.actor("ada")
    work = partial(resolve, incident.id, resolution="permanent", by=by)
    faults = at_once([work, work])
    assert [type(fault) for fault in faults] == [NotPossibleNow]
    assert kinds(incident).count("resolved") == 1


def test_notes_never_collide(company: Company) -> None:
    incident, by = company.open(), company.actor("ada")

    def write() -> None:
        for _ in range(5):
            note(incident.id, text="me too", by=by)

    assert at_once([write] * 4) == []
    assert kinds(incident).count("noted") == 20


def test_a_report_told_by_many_at_once_is_one_incident(
    company: Company, hands: Hands
) -> None:
    by, made = company.actor("grace"), set[int]()

    def tell() -> None:
        report = {"title": "disk full"}
        made.add(open_incident(report, by=by, source="nagios", source_ref="7").id)

    assert at_once([tell] * 5) == []
    assert len(made) == Incident.objects.count() == 1


def test_assigned_here_and_there_at_once_ends_with_one_team(company: Company) -> None:
    incident, by = company.open(), company.actor("grace")
    teams = ("application", "service-desk")
    works = [partial(assign, incident.id, team=team, by=by) for team in teams]
    assert at_once(works) == []
    incident.refresh_from_db()
    assert (incident.team_id in teams, incident.reassigned_count) == (True, 2)
