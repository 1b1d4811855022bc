"""Who watches: oneself, colleagues who may see it, and nobody else."""

import pytest

from tests.company import Company, kinds
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import actor_of
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.register.core.models import Incident
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.core.refusals import NoSuchIncident
from tocsin.register.watching.actions import keep_watchers, unwatch, watch
from tocsin.register.watching.models import Watcher
from tocsin.register.watching.reads import (
    drifted_watchers,
    mentionable,
    mentions,
    seers,
    sight_of_people,
    watchers,
)
from tocsin.register.watching.refusals import (
    NotNamedOnIt,
    SeesOnlyReports,
    WatcherWanted,
)
from tocsin.register.work.actions import lift_restriction, restrict
from tocsin.register.work.refusals import NotYours, UnknownValue


def test_one_watches_and_watches_no_more(company: Company) -> None:
    incident, ben = company.open(), company.actor("ben")
    first = watch(incident.id, by=ben)
    assert watch(incident.id, by=ben).seq == first.seq
    assert watchers(incident) == ["p-ben"]
    unwatch(incident.id, by=ben)
    assert watchers(incident) == []
    assert kinds(incident)[-2:] == ["watched", "unwatched"]
    assert unwatch(incident.id, by=ben).seq == first.seq + 1


def test_colleagues_are_added_by_staff_and_taken_off_by_who_works(
    company: Company,
) -> None:
    incident = company.open("tom")
    watch(incident.id, person="p-eva", by=company.actor("ben"))
    assert watchers(incident) == ["p-eva"]
    with pytest.raises(NotYours):
        unwatch(incident.id, person="p-eva", by=company.actor("ben"))
    unwatch(incident.id, person="p-eva", by=company.actor("ada"))
    with pytest.raises(NotYours):
        watch(incident.id, by=company.actor("tom"))
    with pytest.raises(NoSuchIncident):
        watch(incident.id, by=company.actor("rita"))


def test_who_may_not_see_it_cannot_watch_it(company: Company) -> None:
    incident, ada = company.open("tom"), company.actor("ada")
    with pytest.raises(SeesOnlyReports):
        watch(incident.id, person="p-rita", by=ada)
    watch(incident.id, person="p-tom", by=ada)
    with pytest.raises(UnknownValue):
        watch(incident.id, person="p-nobody", by=ada)
    key = Actor(kind="key", id="k-1", via="api", scopes=frozenset({"work"}))
    with pytest.raises(WatcherWanted):
        watch(incident.id, by=key)


def test_on_a_restricted_incident_only_who_may_name_people_adds_them(
    company: Company,
) -> None:
    secret, marc = company.open(), company.actor("marc")
    restrict(secret.id, people=["p-ada"], by=marc)
    with pytest.raises(NotNamedOnIt) as refusal:
        watch(secret.id, person="p-ben", by=company.actor("ada"))
    assert refusal.value.status == 403
    assert "Ask an agent" in refusal.value.help
    assert not visible_to(company.actor("ben")).filter(id=secret.id).exists()
    watch(secret.id, person="p-ben", by=marc)
    assert kinds(secret)[-2:] == ["named", "watched"]
    assert visible_to(company.actor("ben")).filter(id=secret.id).exists()


def test_rows_are_what_the_timeline_says(company: Company) -> None:
    incident = company.open()
    for person in ("p-ben", "p-eva"):
        watch(incident.id, person=person, by=company.actor("ada"))
    Watcher.objects.filter(person="p-ben").update(person="p-root")
    assert list(drifted_watchers()) == [(incident.ref, ["p-ben", "p-root"])]
    keep_watchers([incident.id])
    assert list(drifted_watchers()) == []


def test_who_sees_an_incident_is_one_rule_from_both_sides(company: Company) -> None:
    everybody = list(Person.objects.all())
    plain, secret = company.open("tom"), company.open("tom")
    restrict(secret.id, people=["p-tom", "p-ben", "p-rita"], by=company.actor("marc"))
    company.eva.is_active = False
    company.eva.save()
    for incident in (plain, Incident.objects.get(id=secret.id)):
        there = {
            person.key
            for person in everybody
            if visible_to(actor_of(person)).filter(id=incident.id).exists()
        }
        assert {person.key for person in seers(incident)} == there - {"p-eva"}
        keys = [person.key for person in everybody]
        sight = sight_of_people([incident], keys)
        assert {k for k in keys if sight.sees(k, incident)} == there - {"p-eva"}
    lift_restriction(secret.id, by=company.actor("marc"))


def test_whom_one_may_mention_may_see_it(company: Company) -> None:
    plain, secret = company.open("tom"), company.open()
    restrict(secret.id, people=["p-ada"], by=company.actor("marc"))
    secret = Incident.objects.get(id=secret.id)
    text = "@Ada and @ben, @rita, @tom; `@grace` and mail@eva"
    assert mentions(plain, [text]) == {"ada": "p-ada", "ben": "p-ben", "tom": "p-tom"}
    assert mentions(secret, [text]) == {"ada": "p-ada"}
    assert [p.key for p in mentionable(plain, "A")] == ["p-ada"]
    assert [p.key for p in mentionable(secret, "b")] == []
    assert mentionable(plain, "rit") == []


def test_tocsin_itself_names_whom_it_likes(company: Company) -> None:
    incident = company.open()
    watch(incident.id, person="p-ben", by=SYSTEM)
    unwatch(incident.id, person="p-ben", by=SYSTEM)
    assert watchers(incident) == []
