"""Merged, followed, parted; and split."""

import pytest

from tests.company import Company, kinds
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.kernel import clock
from tocsin.register.core.models import Entry, Incident
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.core.reads.verify import verify_chains
from tocsin.register.links.actions import follow, merge, split, undo_merge
from tocsin.register.links.refusals import (
    MergeTooOld,
    NotAlike,
    NothingChosen,
    NotMerged,
    TargetGone,
)
from tocsin.register.work.actions import (
    note,
    open_incident,
    reply,
    resolve,
    restrict,
    retract,
    undo_cancel,
    wait_for,
)
from tocsin.register.work.reads import verbs_for
from tocsin.register.work.refusals import MergedAway, NotPossibleNow, UnknownValue
from tocsin.register.work.timeline import timeline

pytestmark = pytest.mark.django_db


def fresh(incident: Incident) -> Incident:
    return Incident.objects.get(id=incident.id)


def all_is_heard() -> None:
    """As the observer hears it, though nothing is committed here."""
    follow([(e.incident_id, e.seq) for e in Entry.objects.order_by("id")])


def heard(incident: Incident, person: str, company: Company) -> list[str]:
    """What a person reads of an incident, sentence and words."""
    lines = timeline(fresh(incident), company.actor(person))
    return [f"{line.sentence}: {line.text}" for line in lines]


def test_merged_it_goes_on_there_and_both_reporters_are_served(
    company: Company,
) -> None:
    grace, one, two = company.actor("grace"), company.open("tom"), company.open("rita")
    note(two.id, text="said before", by=grace)
    after = merge(two.id, into=one.ref.lower(), note="The same disk.", by=grace)
    assert (after.state, after.merged_into) == ("cancelled", one.ref)
    assert after.duplicate_of == one.ref
    assert fresh(one).links == {"absorbed": [two.ref]}
    reply(two.id, text="It smells, too.", by=company.actor("rita"))
    note(two.id, text="seen in row 4", by=company.actor("ada"))
    reply(one.id, text="We change the disk.", by=grace)
    reply(one.id, text="Thank you!", by=company.actor("tom"))
    resolve(one.id, resolution="permanent", text="A new disk.", by=grace)
    all_is_heard()
    followed = [e for e in entries_of([one.id]) if e.body.get("follows")]
    assert [(e.kind, e.audience, e.body["text"]) for e in followed] == [
        ("noted", "internal", "It smells, too."),
        ("noted", "internal", "seen in row 4"),
    ]
    assert followed[0].actor_id == "p-rita"
    assert followed[0].cause == f"{two.ref}/{after.seq + 1}"
    assert heard(two, "rita", company)[-2:] == [
        f"Grace replied to the reporter, in {one.ref}: We change the disk.",
        f"Grace resolved it: permanently, in {one.ref}: A new disk.",
    ]
    assert not any("Rita" in line for line in heard(one, "tom", company))
    before = Entry.objects.count()
    all_is_heard()
    assert Entry.objects.count() == before, "nothing is said twice"
    assert verify_chains().findings == []


def test_undone_it_is_back_and_what_followed_stays(company: Company) -> None:
    grace, one, two = company.actor("grace"), company.open(), company.open("rita")
    wait_for(two.id, cause="supplier", by=grace)
    merge(two.id, into=one.ref, by=grace)
    note(two.id, text="meanwhile", by=grace)
    all_is_heard()
    allowed = verbs_for(grace, fresh(two))
    assert "undo_merge" in allowed
    assert "undo_cancel" not in allowed
    with pytest.raises(MergedAway):
        undo_cancel(two.id, by=grace)
    after = undo_merge(two.id, reason="Another disk.", by=grace)
    assert (after.state, after.waiting_cause) == ("waiting", "supplier")
    assert (after.merged_into, after.duplicate_of) == ("", "")
    assert fresh(one).links == {}
    said = timeline(fresh(one), grace)[-1].sentence
    assert said == f"Grace parted {two.ref} from it again; 1 told meanwhile stay here"
    note(two.id, text="on my own", by=grace)
    all_is_heard()
    assert not any("on my own" in line for line in heard(one, "grace", company))
    with pytest.raises(NotMerged):
        undo_merge(two.id, by=grace)


def test_a_merge_is_undone_for_thirty_days(
    company: Company, hands: clock.Hands
) -> None:
    grace, one, two = company.actor("grace"), company.open(), company.open()
    merge(two.id, into=one.ref, by=grace)
    hands.forward(days=30)
    assert undo_merge(two.id, by=grace).state == "assigned"
    merge(two.id, into=one.ref, by=grace)
    hands.forward(days=30, seconds=1)
    with pytest.raises(MergeTooOld):
        undo_merge(two.id, by=grace)


def test_what_is_taken_back_is_taken_back_where_it_followed_to(
    company: Company,
) -> None:
    grace, one, two = company.actor("grace"), company.open(), company.open()
    merge(two.id, into=one.ref, by=grace)
    wrong = note(two.id, text="It was Ben.", by=grace).seq
    all_is_heard()
    retract(two.id, entry=wrong, by=grace)
    all_is_heard()
    assert all("Ben" not in line for line in heard(one, "grace", company))


def test_over_two_merges_it_follows_to_the_one_that_goes_on(company: Company) -> None:
    grace = company.actor("grace")
    one, two, three = company.open(), company.open(), company.open("rita")
    merge(three.id, into=two.ref, by=grace)
    merge(two.id, into=one.ref, by=grace)
    note(three.id, text="from far", by=grace)
    reply(one.id, text="to all", by=grace)
    all_is_heard()
    assert any("from far" in line for line in heard(one, "grace", company))
    assert not any("from far" in line for line in heard(two, "grace", company))
    assert any("to all" in line for line in heard(three, "rita", company))


def test_only_what_the_same_people_see_is_merged(company: Company) -> None:
    grace, one, two = company.actor("grace"), company.open(), company.open()
    restrict(two.id, people=["p-ada"], by=grace)
    for a, b in ((one, two), (two, one)):
        with pytest.raises(NotAlike):
            merge(a.id, into=b.ref, by=grace)
    restrict(one.id, people=["p-ada"], by=grace)
    merge(two.id, into=one.ref, by=grace)
    restrict(one.id, people=["p-ben"], by=grace)
    note(two.id, text="for Ada's eyes", by=grace)
    all_is_heard()
    assert not any("Ada's eyes" in line for line in heard(one, "ben", company))


def test_what_cannot_be_merged(company: Company) -> None:
    grace, one, two = company.actor("grace"), company.open(), company.open()
    with pytest.raises(UnknownValue):
        merge(one.id, into=one.ref, by=grace)
    merge(one.id, into=two.ref, by=grace)
    with pytest.raises(TargetGone):
        merge(two.id, into=one.ref, by=grace)
    with pytest.raises(NotPossibleNow):
        merge(one.id, into=two.ref, by=grace)


def test_split_off_is_as_secret_and_names_what_is_about_it(company: Company) -> None:
    grace, whole = company.actor("grace"), company.open("tom")
    seq = note(whole.id, text="And the printer smokes.", by=grace).seq
    restrict(whole.id, people=["p-ada"], by=grace)
    part = split(
        whole.id,
        title="The printer smokes",
        entries=[seq, seq],
        by=grace,
        service="database",
    )
    assert (part.restricted, part.service_id, part.reporter_id) == (
        True,
        "database",
        "p-tom",
    )
    assert (part.links, fresh(whole).links) == (
        {"split_from": [whole.ref]},
        {"split_into": [part.ref]},
    )
    said = list(entries_of([whole.id, part.id]))
    assert [e.body["entries"] for e in said if "entries" in e.body] == [[seq], [seq]]
    with pytest.raises(NothingChosen):
        split(whole.id, title="No", entries=[99], by=grace)
    assert Incident.objects.count() == 2


def test_a_split_drill_is_a_drill(company: Company) -> None:
    drill = open_incident({"title": "An exercise"}, by=SYSTEM, is_drill=True)
    assert split(drill.id, title="A part", by=SYSTEM).is_drill
    assert kinds(drill)[-1] == "split"
