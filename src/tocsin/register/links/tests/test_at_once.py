"""Links told at once: nobody waits in a circle, and no circle is closed together."""

from functools import partial

import pytest

from tests.company import Company, kinds
from tocsin.register.core.models import Incident
from tocsin.register.core.reads.verify import verify_chains
from tocsin.register.core.tests.crowd import at_once
from tocsin.register.links.actions import link, merge, unlink
from tocsin.register.links.refusals import LinkCircle

pytestmark = pytest.mark.django_db(transaction=True)


def test_links_both_ways_at_once_do_not_wait_in_a_circle(company: Company) -> None:
    one, two, by = company.open(), company.open(), company.actor("grace")

    def tie(a: Incident, b: Incident, relation: str) -> None:
        for _ in range(5):
            link(a.id, ref=b.ref, relation=relation, by=by)
            unlink(a.id, ref=b.ref, relation=relation, by=by)

    pairs = [(one, two, "related"), (two, one, "causes")]
    assert at_once([partial(tie, *pair) for pair in pairs]) == []
    assert kinds(one).count("linked") == kinds(two).count("linked") == 10
    assert verify_chains().findings == []


def test_a_circle_is_not_closed_by_four_at_once(company: Company) -> None:
    by, ring = company.actor("grace"), [company.open() for _ in range(4)]
    ties = [
        partial(link, a.id, ref=b.ref, relation="child_of", by=by)
        for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)
    ]
    faults = at_once(ties)
    assert [type(fault) for fault in faults] == [LinkCircle]


def test_of_two_merges_into_one_another_one_is_refused(company: Company) -> None:
    by, one, two = company.actor("grace"), company.open(), company.open()
    into = [(one, two), (two, one)]
    faults = at_once([partial(merge, a.id, into=b.ref, by=by) for a, b in into])
    assert len(faults) == 1
    assert Incident.objects.filter(state="cancelled").count() == 1
    assert verify_chains().findings == []
