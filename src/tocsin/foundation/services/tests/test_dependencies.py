import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin.foundation.accounts.actions import add_team
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.audit.reads import changes
from tocsin.foundation.services.actions import (
    add_service,
    change_service,
    depend,
    undepend,
)
from tocsin.foundation.services.models import Dependency, Service
from tocsin.foundation.services.reads import affected_by, needed_by
from tocsin.foundation.services.refusals import DependencyCircle

pytestmark = pytest.mark.django_db
KEYS = "abcde"


@pytest.fixture(autouse=True)
def _services(db: None) -> None:
    add_team("shop", "Shop", by=SYSTEM)
    for key in KEYS:
        add_service(key, key.upper(), team="shop", by=SYSTEM)


def named(key: str) -> Service:
    return Service.objects.get(key=key)


def test_what_needs_a_service_suffers_with_it_nearest_first() -> None:
    for one, other in (("a", "b"), ("b", "c"), ("a", "c"), ("d", "a")):
        depend(one, other, by=SYSTEM)

    found = [(each.key, each.distance) for each in affected_by(named("c"))]
    assert found == [("a", 1), ("b", 1), ("d", 2)]
    assert [each.key for each in needed_by(named("d"))] == ["a", "b", "c"]
    assert affected_by(named("e")) == []


def test_what_is_out_of_use_does_not_suffer() -> None:
    depend("a", "b", by=SYSTEM)
    change_service("a", by=SYSTEM, is_active=False)
    assert affected_by(named("b")) == []


def test_a_circle_is_refused_even_a_long_one_or_one_of_one() -> None:
    depend("a", "b", by=SYSTEM)
    depend("b", "c", by=SYSTEM)
    for one, other in (("c", "a"), ("b", "a"), ("a", "a")):
        with pytest.raises(DependencyCircle):
            depend(one, other, by=SYSTEM)


def test_told_twice_is_told_once_and_can_be_taken_back() -> None:
    for _again in range(2):
        depend("a", "b", by=SYSTEM)
    for _again in range(2):
        undepend("a", "b", by=SYSTEM)
    verbs = [told.verb for told in changes("service:a")]
    assert verbs == ["stopped depending", "depends", "added"]
    assert affected_by(named("b")) == []


def test_only_administrators_and_the_teams_lead_tell_what_it_needs() -> None:
    outside = Actor(kind="person", id="p", teams=frozenset({"shop"}))
    for verb in (depend, undepend):
        with pytest.raises(NotAllowed):
            verb("a", "b", by=outside)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)), max_size=14))
def test_affected_is_what_walking_by_hand_finds(pairs: list[tuple[str, str]]) -> None:
    Dependency.objects.all().delete()
    told = []
    for one, other in pairs:
        try:
            depend(one, other, by=SYSTEM)
            told.append((one, other))
        except DependencyCircle:
            pass
    for key in KEYS:
        reached, before = {key}, set[str]()
        while reached != before:
            before = set(reached)
            reached |= {one for one, other in told if other in reached}
        assert {each.key for each in affected_by(named(key))} == reached - {key}
