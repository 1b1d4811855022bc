"""Handed over, given back, told to people above: whose it is then, and who knows."""

from datetime import timedelta

import pytest

from tests.company import Company, kinds
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.actions import set_option
from tocsin.kernel import clock
from tocsin.kernel.clock import Hands
from tocsin.register.core.models import Incident
from tocsin.register.work.actions import (
    accept,
    assign,
    hand_back,
    inform,
    restrict,
)
from tocsin.register.work.bouncing import bouncing, way_of
from tocsin.register.work.options import DESK
from tocsin.register.work.refusals import NobodyToInform, NoTeamHasIt, ReasonWanted
from tocsin.register.work.timeline import timeline

pytestmark = pytest.mark.django_db
# What informing people above leaves as it is.
STAYS = "team_id owner_id owner_role state priority reassigned_count".split()


def test_a_handover_says_what_was_done_tried_and_comes_next(company: Company) -> None:
    incident = company.open()
    assign(
        incident.id,
        team="application",
        by=company.actor("ada"),
        done="Restarted it.",
        tried="Failover: it hangs, too.",
        next_step="Look at the release.",
    )
    line = timeline(incident, company.actor("ben"))[-1]
    assert line.text == (
        "**Done:** Restarted it.\n\n**Tried:** Failover: it hangs, too.\n\n"
        "**Next:** Look at the release."
    )
    seen = timeline(incident, company.actor("tom"))
    assert all("Restarted" not in line.text for line in seen)


def test_returned_it_goes_whence_it_came_and_has_an_owner(company: Company) -> None:
    incident = company.open()
    ada, ben = company.actor("ada"), company.actor("ben")
    assign(incident.id, team="application", by=ada)
    accept(incident.id, by=ben)
    back = hand_back(incident.id, reason="It is the disk.", by=ben)
    assert back.team_id == "infrastructure"
    assert (back.owner_id, back.owner_role) == (None, "duty_manager")
    assert back.reassigned_count == 2
    assert timeline(back, ben)[-1].sentence == "Ben returned it to Infrastructure"
    assert timeline(back, ben)[-1].text == "It is the disk."
    way = way_of(back)
    assert (way.bounced, way.returned, way.reassigned) == (1, 1, 2)
    accept(incident.id, by=ada)


def test_what_came_by_rule_goes_to_the_desk_or_the_duty_manager(
    company: Company,
) -> None:
    ada = company.actor("ada")
    first, second = company.open(), company.open()
    alone = hand_back(first.id, reason="Not a server.", by=ada)
    assert (alone.team_id, alone.owner_role) == (None, "duty_manager")
    assert timeline(alone, ada)[-1].sentence == "Ada returned it to the duty manager"
    with pytest.raises(NoTeamHasIt):
        hand_back(first.id, reason="Again.", by=company.actor("grace"))
    set_option(DESK, "service-desk", by=SYSTEM)
    assert hand_back(second.id, reason="Nor this.", by=ada).team_id == "service-desk"
    with pytest.raises(ReasonWanted):
        hand_back(second.id, reason=" ", by=company.actor("grace"))


def test_informing_names_people_and_needs_somebody(company: Company) -> None:
    incident = company.open()
    grace = company.actor("grace")
    with pytest.raises(NobodyToInform):
        inform(incident.id, role="executive", reason="Big.", by=grace)
    with pytest.raises(ReasonWanted):
        inform(incident.id, people=["p-marc"], reason="", by=grace)
    restrict(incident.id, people=["p-grace"], by=grace)
    had = {name: getattr(incident, name) for name in STAYS}
    told = inform(incident.id, people=["p-marc"], reason="You decide.", by=grace)
    assert {name: getattr(told, name) for name in STAYS} == had
    assert kinds(incident)[-2:] == ["named", "informed"]
    assert incident.viewers.filter(person_id="p-marc").exists()
    line = timeline(incident, company.actor("marc"))[-1]
    assert line.sentence == "Grace informed Marc"


def test_what_bounces_is_listed_and_counted(company: Company, hands: Hands) -> None:
    ada, ben, grace = (company.actor(n) for n in ("ada", "ben", "grace"))
    first, second = company.open(), company.open()
    company.open(category="application/minor-fault")
    for incident in (first, second):
        assign(incident.id, team="application", by=ada)
        hand_back(incident.id, reason="No.", by=ben)
    assign(first.id, team="application", by=ada)
    restrict(second.id, people=["p-ada", "p-grace"], by=grace)
    now = clock.now() + timedelta(minutes=1)
    since = now - timedelta(days=1)
    report = bouncing(grace, since, now)
    assert [(one.incident.id, one.way.bounced) for one in report.rows] == [
        (first.id, 2),
        (second.id, 1),
    ]
    (servers, minor) = report.categories
    assert servers.category == "infrastructure/server"
    assert (servers.incidents, servers.reassigned, servers.bounced) == (2, 2, 2)
    assert (servers.returned, servers.moves, servers.bounces) == (2, 5, 3)
    assert (minor.incidents, minor.bounced, servers.share) == (1, 0, 100)
    seen = bouncing(company.actor("eva"), since, now)
    assert [one.incident.id for one in seen.rows] == [first.id]
    assert bouncing(grace, since, now, team="service-desk").rows == []
    assert Incident.objects.get(id=first.id).reassigned_count == 3
