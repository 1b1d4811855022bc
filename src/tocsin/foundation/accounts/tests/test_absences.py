"""Who is away, who stands in, and who answers when those are away too."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.foundation.accounts.absences import absences_of, answering_for
from tocsin.foundation.accounts.actions import (
    add_person,
    add_team,
    change_person,
    deactivate,
    end_absence,
    join_team,
    set_duty_manager,
    tell_absence,
)
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import actor_of, duty_managers
from tocsin.foundation.accounts.refusals import (
    AbsenceOverlaps,
    AbsenceUnknown,
    FactUnusable,
    NotAllowed,
    PersonUnknown,
)
from tocsin.foundation.accounts.rules import SYSTEM, Away, who_answers
from tocsin.foundation.audit.reads import changes
from tocsin.kernel import clock

DAY = timedelta(days=1)


@pytest.fixture
def people(db: None, hands: clock.Hands) -> dict[str, Person]:
    return {
        name: add_person(name, by=SYSTEM, key=f"p-{name}")
        for name in ("ada", "ben", "eve")
    }


def test_the_deputy_answers_while_somebody_is_away_and_not_a_second_longer(
    people: dict[str, Person], hands: clock.Hands
) -> None:
    change_person("p-ada", by=SYSTEM, deputy="p-ben")
    start = clock.now() + DAY
    tell_absence("p-ada", start, start + DAY, by=actor_of(people["ada"]))

    assert answering_for("p-ada").is_own
    hands.forward(days=1)
    told = answering_for("p-ada")
    assert (told.by, told.until, told.through) == ("p-ben", start + DAY, ("p-ada",))
    hands.forward(hours=23, minutes=59, seconds=59)
    assert answering_for("p-ada").by == "p-ben"
    hands.forward(seconds=1)
    assert answering_for("p-ada").is_own


def test_who_stands_in_this_time_goes_before_the_deputy_and_may_be_away_too(
    people: dict[str, Person],
) -> None:
    now = clock.now()
    change_person("p-ada", by=SYSTEM, deputy="p-ben")
    change_person("p-eve", by=SYSTEM, deputy="p-ben")
    tell_absence("p-ada", now, now + DAY, stands_in="p-eve", by=SYSTEM)
    assert answering_for("p-ada").by == "p-eve"

    tell_absence("p-eve", now, by=SYSTEM)
    assert answering_for("p-ada").through == ("p-ada", "p-eve")
    assert answering_for("p-ada").by == "p-ben"
    deactivate("p-ben", by=SYSTEM)
    assert answering_for("p-ada").by is None, "nobody is left"
    assert answering_for("p-nobody").by is None


def test_the_duty_manager_who_is_away_is_answered_for(
    people: dict[str, Person],
) -> None:
    set_duty_manager("p-ada", True, by=SYSTEM)
    assert duty_managers() == [people["ada"]]
    tell_absence("p-ada", clock.now(), by=SYSTEM)
    assert duty_managers() == [people["ada"]], "nobody stands in, so somebody must"
    change_person("p-ada", by=SYSTEM, deputy="p-ben")
    assert duty_managers() == [people["ben"]]
    set_duty_manager("p-ben", True, by=SYSTEM)
    assert duty_managers() == [people["ben"]]


def test_an_absence_is_told_once_changed_and_ended(
    people: dict[str, Person], hands: clock.Hands
) -> None:
    now = clock.now()
    told = tell_absence("p-ada", now, now + 3 * DAY, by=SYSTEM)
    again = tell_absence("p-ada", now, now + 3 * DAY, stands_in="p-ben", by=SYSTEM)
    assert (again.id, again.stands_in_id) == (told.id, "p-ben")
    for start, end in ((now + DAY, None), (now - DAY, now + DAY)):
        with pytest.raises(AbsenceOverlaps):
            tell_absence("p-ada", start, end, by=SYSTEM)
    later = tell_absence("p-ada", now + 3 * DAY, now + 4 * DAY, by=SYSTEM)

    hands.forward(days=1)
    end_absence("p-ada", told.id, by=SYSTEM)
    end_absence("p-ada", later.id, by=SYSTEM)
    assert absences_of(people["ada"]) == []
    assert answering_for("p-ada").is_own
    with pytest.raises(AbsenceUnknown):
        end_absence("p-ada", later.id, by=SYSTEM)
    verbs = [each.verb for each in changes("person:p-ada")][:-1]
    assert verbs == ["absence taken back", "absence ended"] + ["absence told"] * 3


def test_what_cannot_be_is_refused(people: dict[str, Person]) -> None:
    now = clock.now()
    with pytest.raises(FactUnusable):
        tell_absence("p-ada", now, now, by=SYSTEM)
    with pytest.raises(FactUnusable):
        tell_absence("p-ada", now, stands_in="p-ada", by=SYSTEM)
    with pytest.raises(PersonUnknown):
        tell_absence("p-ada", now, stands_in="p-nobody", by=SYSTEM)


def test_people_their_leads_and_administrators_tell_it_and_nobody_else(
    people: dict[str, Person],
) -> None:
    add_team("shop", "Shop", by=SYSTEM)
    join_team("shop", "p-ada", by=SYSTEM)
    join_team("shop", "p-ben", by=SYSTEM, is_lead=True)
    now = clock.now()
    told = tell_absence("p-ada", now, by=actor_of(people["ben"]))
    end_absence("p-ada", told.id, by=actor_of(people["ada"]))
    for name, other in (("eve", "p-ada"), ("ben", "p-eve"), ("ada", "p-ben")):
        with pytest.raises(NotAllowed):
            tell_absence(other, now, by=actor_of(people[name]))


keys = st.sampled_from([f"p-{n}" for n in range(6)])
ties = st.dictionaries(keys, st.none() | keys)


@given(asked=keys, away=ties, gone=st.frozensets(keys), deputies=ties)
def test_whoever_answers_is_there_and_the_way_to_them_ends(
    asked: str,
    away: dict[str, str | None],
    gone: frozenset[str],
    deputies: dict[str, str | None],
) -> None:
    told = {key: Away(None, other) for key, other in away.items()}
    found = who_answers(asked, told, gone, deputies)

    assert len(set(found.through)) == len(found.through)
    assert all(key in away or key in gone for key in found.through)
    if found.by is None:
        assert found.through[0] == asked
    else:
        assert found.by not in away
        assert found.by not in gone
        assert found.is_own == (not found.through)
