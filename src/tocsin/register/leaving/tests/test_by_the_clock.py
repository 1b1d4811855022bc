"""Whoever a source let go is followed: their open work finds somebody."""

from tests.company import Company, settle
from tocsin.foundation.accounts.actions import join_team
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.directory.models import Leaver
from tocsin.foundation.directory.reads import leavers
from tocsin.foundation.directory.tests.sources import bring, person, told
from tocsin.register.core.models import Incident
from tocsin.register.work.actions import accept


def test_a_source_lets_somebody_go_and_their_work_is_the_leads(
    company: Company,
) -> None:
    bring(told("lea"), told("max"))
    max_ = person("max")
    join_team("infrastructure", max_.key, by=SYSTEM)
    company.grace = max_
    mine = accept(company.open().id, by=company.actor("grace"))
    assert mine.owner_id == max_.key
    bring(told("lea"))
    assert [leaver.person for leaver in leavers()] == [max_]
    settle()
    assert Incident.objects.get(id=mine.id).owner_id == "p-ada", "who leads the team"
    assert leavers() == []
    assert Leaver.objects.get().handed_over_at is not None
    settle()
    assert Leaver.objects.count() == 1
