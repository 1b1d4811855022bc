"""Restricted incidents, and who sees what: one rule in Python and in SQL."""

from dataclasses import dataclass

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.company import Company, kinds
from tocsin.foundation.accounts.rules import SCOPES, SYSTEM, Actor
from tocsin.kernel import clock
from tocsin.register.core.models import Incident, Viewer
from tocsin.register.core.reads.visible import incident_for, visible_to
from tocsin.register.core.refusals import NoSuchIncident
from tocsin.register.core.rules import sight_of
from tocsin.register.work.actions import (
    accept,
    assign,
    cancel,
    lift_restriction,
    note,
    open_incident,
    own,
    restrict,
)
from tocsin.register.work.reads import Filters, as_of, find, queue, view_counts
from tocsin.register.work.refusals import NobodyNamed, UnknownValue
from tocsin.register.work.rules import VERBS, Standing, may

pytestmark = pytest.mark.django_db

NAMES = ("ada", "ben", "grace", "marc", "eva", "root", "tom", "rita")


def test_only_who_is_named_sees_it_anywhere(company: Company) -> None:
    marc, secret, other = company.actor("marc"), company.open("tom"), company.open()
    restrict(secret.id, people=["p-ada"], by=marc)
    for name in NAMES:
        actor = company.actor(name)
        sees = name in {"ada", "marc"}
        listed = {row.id for row in queue(actor).rows}
        found = {row.id for row in find(actor, Filters()).rows}
        assert (secret.id in listed, secret.id in found) == (sees, sees), name
        assert view_counts(actor)["all"] == len(listed), name
        if sees:
            assert incident_for(actor, secret.ref).id == secret.id
        else:
            with pytest.raises(NoSuchIncident):
                incident_for(actor, secret.ref)
            with pytest.raises(NoSuchIncident):
                cancel(other.id, cause="duplicate", duplicate_of=secret.ref, by=actor)
    key = Actor(kind="key", id="p-ada", scopes=frozenset({"admin"}))
    assert secret.id not in {row.id for row in queue(key).rows}, "a key is no person"


def test_who_owns_and_who_restricts_it_are_named_without_being_asked(
    company: Company,
) -> None:
    incident = company.open()
    Incident.objects.get(id=incident.id)
    from_grace = company.actor("grace")
    restrict(incident.id, people=[], by=from_grace)
    assert visible_to(from_grace).filter(id=incident.id).exists()
    restrict(incident.id, people=["p-eva", "p-grace"], by=from_grace)
    named = Viewer.objects.filter(incident=incident)
    assert {viewer.person_id for viewer in named} == {"p-grace", "p-eva"}


def test_it_is_never_hidden_from_everybody(company: Company) -> None:
    incident = company.open()
    with pytest.raises(NobodyNamed):
        restrict(incident.id, people=[], by=SYSTEM)
    with pytest.raises(UnknownValue):
        restrict(incident.id, people=["p-nobody", "\x00"], by=SYSTEM)
    assert not Incident.objects.get(id=incident.id).restricted


def test_lifted_everybody_sees_it_again(company: Company) -> None:
    grace, incident = company.actor("grace"), company.open()
    assert lift_restriction(incident.id, by=grace).seq == incident.seq
    restrict(incident.id, people=[], by=grace)
    lifted = lift_restriction(incident.id, by=grace, reason="It was in the papers.")
    assert not lifted.restricted
    assert kinds(lifted)[-2:] == ["restricted", "restriction_lifted"]
    assert visible_to(company.actor("ben")).filter(id=incident.id).exists()
    assert Viewer.objects.count() == 0


def test_what_was_open_to_all_yesterday_is_secret_today(
    company: Company, hands: clock.Hands
) -> None:
    """As of an instant asks with today's rights: nobody reads what is now secret."""
    grace, incident, before = company.actor("grace"), company.open(), hands.moment
    hands.forward(hours=1)
    restrict(incident.id, people=[], by=grace)
    assert not as_of(incident, before).restricted
    with pytest.raises(NoSuchIncident):
        incident_for(company.actor("ben"), incident.ref)


def test_who_gets_it_to_do_is_named_in_the_same_act(company: Company) -> None:
    grace, incident = company.actor("grace"), company.open()
    restrict(incident.id, people=[], by=grace)

    own(incident.id, owner="p-ada", by=grace)
    assert kinds(incident)[-2:] == ["named", "owned"]
    assign(incident.id, team="application", owner="p-ben", by=grace)
    assert kinds(incident)[-2:] == ["named", "assigned"]
    own(incident.id, owner="p-ada", by=grace)
    assert kinds(incident)[-2:] == ["assigned", "owned"], "named before"
    accept(incident.id, by=grace)
    for name in ("ada", "ben", "grace"):
        note(incident.id, text="I see it.", by=company.actor(name))
    assert not visible_to(company.actor("marc")).filter(id=incident.id).exists()


def test_nobody_is_named_on_what_everybody_sees(company: Company) -> None:
    incident = company.open()
    own(incident.id, owner="p-ada", by=company.actor("grace"))
    assert "named" not in kinds(incident)
    assert Viewer.objects.count() == 0


def test_restricting_it_again_names_more_people_and_says_so(company: Company) -> None:
    grace, incident = company.actor("grace"), company.open()
    restrict(incident.id, people=["p-ada"], by=grace)
    once = restrict(incident.id, people=["p-ada"], by=grace)
    assert kinds(incident)[-1] == "restricted", "nobody new was named"
    after = restrict(incident.id, people=["p-eva", "p-ada"], by=grace)
    assert (kinds(incident)[-1], after.seq) == ("named", once.seq + 1)
    assert visible_to(company.actor("eva")).filter(id=incident.id).exists()


def key(*scopes: str, id: str = "k-1") -> Actor:
    return Actor(kind="key", id=id, name=id, via="api", scopes=frozenset(scopes))


def test_a_key_that_hands_in_follows_what_it_handed_in(company: Company) -> None:
    mine = open_incident({"title": "by a probe"}, by=key("intake"))
    open_incident({"title": "by another"}, by=key("intake", id="k-2"))
    company.open()
    assert [row.id for row in visible_to(key("intake"))] == [mine.id]
    assert visible_to(key("intake", "read")).count() == 3
    restrict(mine.id, people=["p-ada"], by=SYSTEM)
    assert not visible_to(key("intake")).exists()


@pytest.mark.parametrize("kind", ["guest", "source", "rule", "link"])
def test_whoever_is_no_person_and_no_key_sees_nothing_and_may_nothing(
    company: Company, kind: str
) -> None:
    incident, stranger = company.open(), Actor(kind=kind, id="p-ada")
    assert not visible_to(stranger).exists()
    assert seen_in_sql(stranger) == set()
    with pytest.raises(NoSuchIncident):
        note(incident.id, text="let me in", by=stranger)
    assert not any(may(stranger, v, Standing(None, "p-ada")) for v in VERBS)


# The same in SQL, whoever asks and whatever there is.


@dataclass(frozen=True)
class Shape:
    """What an incident is, as far as seeing it goes."""

    reporter: str | None
    restricted: bool
    named: frozenset[str]
    by_key: bool


shapes = st.builds(
    Shape,
    reporter=st.sampled_from([None, "tom", "rita", "ada"]),
    restricted=st.booleans(),
    named=st.frozensets(st.sampled_from(["ada", "eva", "root", "tom"]), max_size=2),
    by_key=st.booleans(),
)


def seen_in_sql(actor: Actor) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select incident.id from register_incident as incident"
            " where register_visible(incident, %s, %s)",
            [sight_of(actor), actor.id],
        )
        return {id for (id,) in cursor.fetchall()}


def should_see(name: str, shape: Shape) -> bool:
    is_requester = name in {"tom", "rita"}
    return (not shape.restricted or name in shape.named) and (
        not is_requester or shape.reporter == name
    )


@settings(max_examples=10)
@given(made=st.lists(shapes, min_size=1, max_size=5))
def test_both_rules_say_the_same_to_every_role(
    company: Company, made: list[Shape]
) -> None:
    shape_of = {}
    for shape in made:
        reporter = f"p-{shape.reporter}" if shape.reporter else None
        if shape.by_key:
            incident = open_incident({"reporter": reporter}, by=key("intake"))
        else:
            incident = company.open("grace", reporter=reporter)
        shape_of[incident.id] = shape
        if shape.restricted:
            keys = [f"p-{name}" for name in shape.named] or ["p-marc"]
            restrict(incident.id, people=keys, by=SYSTEM)
    for name in NAMES:
        actor = company.actor(name)
        named = {
            id
            for id, shape in shape_of.items()
            if should_see(name, shape)
            or (name == "marc" and shape.restricted and not shape.named)
        }
        in_python = set(visible_to(actor).values_list("id", flat=True)) & set(shape_of)
        assert in_python == named, name
        assert seen_in_sql(actor) & set(shape_of) == named, name
    for actor in (*map(key, SCOPES), key("intake", id="k-2"), key(), SYSTEM):
        in_python = set(visible_to(actor).values_list("id", flat=True))
        assert seen_in_sql(actor) == in_python, actor
