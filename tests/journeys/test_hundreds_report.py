"""Six hundred report the same: one entry, one message each, also when heard twice."""

from collections.abc import Sequence
from time import perf_counter

import pytest

from tests.company import Company, kinds
from tocsin import wiring
from tocsin.engine.turn import turn
from tocsin.foundation.accounts.actions import add_person
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import actor_of
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.mail.models import Mail
from tocsin.kernel import clock
from tocsin.register.core.actions.writer import Draft, append
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Entry, Incident
from tocsin.register.core.reads.verify import verify_chains
from tocsin.register.watching.actions import tell_of
from tocsin.register.watching.models import Notification
from tocsin.register.work.actions import resolve
from tocsin.register.work.actions.opening import Opening, open_incidents
from tocsin.response.major.actions import declare_major
from tocsin.response.reports.actions import bring_along, report_trouble
from tocsin.response.reports.models import Follower

pytestmark = pytest.mark.django_db(transaction=True)

_HEAR = {"notifications", "reports taken out", "reports tied"} | {
    "reporters told",
    "reports ended",
}
_MOVE = {"reports joined", "notification mail"}
PEOPLE, EACH, ONE_BY_ONE = 100, 6, 12


def test_each_of_six_hundred_is_told_once(company: Company, hands: clock.Hands) -> None:
    outage = company.open()
    declare_major(outage.id, by=company.actor("marc"), reason="Nobody can order.")
    told()
    people = [
        add_person(f"u{n}", name=f"U {n}", email=f"u{n}@shop.example", by=SYSTEM)
        for n in range(PEOPLE)
    ]
    first = report_trouble({"title": "Down"}, by=actor_of(people[0]), known=outage.ref)
    assert first.known is not None
    began = perf_counter()
    for person in people[1:ONE_BY_ONE]:
        report_trouble({}, by=actor_of(person), known=outage.ref)
    took = (perf_counter() - began) / (ONE_BY_ONE - 1)
    # On a busy machine; alone it is a fifth of that.
    assert took < 0.25, f"{took * 1000:.0f} ms each"
    _more(outage, people, EACH - 1)
    _more(outage, people[ONE_BY_ONE:], 1)
    told()
    assert kinds(outage).count("reports_joined") == 2
    outage.refresh_from_db()
    assert len(outage.links["parent_of"]) == PEOPLE * EACH

    before = Notification.objects.filter(reason="reported").count()
    mails = Mail.objects.count()
    hands.forward(minutes=5)
    resolve(
        outage.id,
        resolution="permanent",
        text="It works again.",
        by=company.actor("marc"),
    )
    told()
    children = Incident.objects.filter(ref__in=outage.links["parent_of"])
    assert {each.state for each in children} == {"resolved"}
    after = Notification.objects.filter(reason="reported").order_by("id")[before:]
    assert sorted(row.person for row in after) == sorted(p.key for p in people)
    assert Mail.objects.count() - mails == PEOPLE

    # Whoever was killed before its bookmark moved hears it all again.
    entries = Entry.objects.count()
    assert bring_along([outage.id]) == 0
    rows = Entry.objects.filter(kind="resolved")
    places = list(rows.values_list("incident_id", "seq"))
    assert tell_of(places) == 0
    told()
    assert Entry.objects.count() == entries
    assert Mail.objects.count() - mails == PEOPLE
    assert verify_chains().findings == []


def told() -> None:
    """Whoever has to do with reports hears of all; what others make of six hundred
    incidents is for other tests."""
    ears = [each for each in wiring.OBSERVERS if each.name in _HEAR]
    clocks = [each for each in wiring.CLOCKWORK if each.name in _MOVE]
    while turn(ears, clocks):
        pass


def _more(outage: Incident, people: Sequence[Person], each: int) -> None:
    """So many more reports of each person, attached as `report_trouble` does it."""
    openings = [
        Opening({"title": "Down", "reporter": person.key}, source="help")
        for person in people
        for _report in range(each)
    ]
    made = open_incidents(openings, by=SYSTEM)
    now = clock.now()
    Follower.objects.bulk_create(
        Follower(incident_id=row.id, known_id=outage.id, since=now, since_seq=row.seq)
        for row in made
    )
    tie = {"ref": outage.ref, "relation": "child_of"}
    append([Draft(row.id, Kind.LINKED, tie) for row in made], by=SYSTEM)
