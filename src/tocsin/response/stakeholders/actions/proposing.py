"""Drafts are proposed: when a class begins to be told, when the facts change, and when
it is to hear more."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.notify.pages import NEVER, Wanted
from tocsin.kernel import clock
from tocsin.register.core.entries import Kind
from tocsin.register.work.spoken import Spoken, spoken_of
from tocsin.response.stakeholders import queries
from tocsin.response.stakeholders.actions.holding import (
    Held,
    held_of,
    hold_class,
    keep,
)
from tocsin.response.stakeholders.facts import Facts, facts_of
from tocsin.response.stakeholders.models import Audience, Draft, new_code
from tocsin.response.stakeholders.people import tellers, told_of
from tocsin.response.stakeholders.published import Book, book
from tocsin.response.stakeholders.refusals import ClassUnknown
from tocsin.response.stakeholders.rules import (
    ASKED,
    NOTICES,
    RESOLVED,
    Group,
    Pace,
    applies,
    cadence,
    reason,
)
from tocsin.response.stakeholders.wording import proposal

PUBLISHED = frozenset({Kind.NOTICE_PUBLISHED, Kind.NOTICE_UPDATED, Kind.NOTICE_ENDED})


@transaction.atomic
def follow_told(heard: Mapping[int, Collection[int]]) -> int:
    """By incident, what was heard of it by `seq`: classes that are told of it begin,
    drafts follow the facts, a notice tells those who read notices. Says how many
    classes moved. Repeating it changes nothing."""
    rules, now = book(), clock.now()
    _begin(heard, rules, now)
    rows = Audience.objects.select_for_update(no_key=True)
    open_ones = rows.filter(incident_id__in=heard, ended_at=None)
    found = held_of(list(open_ones.order_by("id")))
    if not found:
        return 0
    notices = spoken_of({held.facts.id for held in found}, PUBLISHED)
    for held in found:
        told = notices.get(held.facts.id, ())
        seqs = heard[held.facts.id]
        _follow(held, [e for e in told if e.seq in seqs], now)
    _ask(found)
    keep(found, now=now)
    return len(found)


def _begin(ids: Collection[int], rules: Book, now: datetime) -> None:
    """Classes that fit an open incident, and reach anybody, are there; one that ended
    goes on when the incident does."""
    if not rules.groups:
        return
    wanted: list[tuple[int, str, str, str]] = []
    for facts in facts_of(ids).values():
        if not facts.is_open or facts.origin != "lived":
            continue
        fit = [g for g in rules.groups.values() if applies(g, facts.case)]
        wanted += [
            (facts.id, group.name, group.audience, new_code())
            for group in fit
            if _reaches(group, facts)
        ]
    queries.stand(wanted, now=now)
    ended = Audience.objects.filter(ended_at__isnull=False)
    for number in sorted({number for number, *_rest in wanted}):
        names = [name for told, name, *_rest in wanted if told == number]
        ended.filter(incident_id=number, name__in=names).update(ended_at=None)


def _reaches(group: Group, facts: Facts) -> bool:
    told = told_of(group, facts)
    return told.by_notice or told.number > 0


def _follow(held: Held, notices: Sequence[Spoken], now: datetime) -> None:
    row, facts, group = held.audience, held.facts, held.group
    fits = group is not None and applies(group, facts.case)
    if facts.is_over or group is None or not (fits or row.told):
        _overtake(held, now)
        held.end(now)
        return
    because = reason(_pace(held), facts.stage, now, held.rules.nag)
    if because:
        propose(held, group, because, now)
    if NOTICES in group.to and notices and notices[-1].seq > row.heard:
        _told_by_notice(held, group, notices[-1], now)


def _pace(held: Held) -> Pace:
    row = held.audience
    waits = held.waiting is not None
    return Pace(row.stage, row.due_at, waits, row.nagged)


def propose(
    held: Held, group: Group, because: str, now: datetime, by: Actor = SYSTEM
) -> Draft:
    """There is a draft from the facts as they are; one that waited is overtaken."""
    row, facts = held.audience, held.facts
    _overtake(held, now)
    wait = cadence(group, facts.priority)
    next_at = None if facts.stage == RESOLVED else now + wait
    title, text = proposal(group, facts, held.rules.zone, next_at)
    draft = Draft.objects.create(
        audience=row,
        because=because,
        title=title,
        text=text,
        language=group.language or "en",
        next_at=next_at,
        made_at=now,
    )
    row.stage = facts.stage
    held.due(min(filter(None, [row.due_at, now + wait])))
    due = row.due_at.isoformat() if row.due_at else ""
    body = {"draft": draft.code, "because": because, "due_at": due}
    cause = f"stakeholders:{draft.code}"
    held.say(Kind.STAKEHOLDER_DRAFT_PROPOSED, by, body, cause)
    return draft


def _overtake(held: Held, now: datetime) -> None:
    waits = held.audience.drafts.filter(state=Draft.State.PROPOSED)
    waits.update(state=Draft.State.OVERTAKEN, ended_at=now)


def _told_by_notice(held: Held, group: Group, notice: Spoken, now: datetime) -> None:
    """Whoever reads status pages was told by this notice, until it says more."""
    cause = f"stakeholders:{held.audience.code}:notice:{notice.seq}"
    waits = held.waiting
    if waits is not None:
        waits.state, waits.ended_at = Draft.State.TOLD, now
        waits.save(update_fields=["state", "ended_at"])
    told_again = notice.body.get("next_update_at")
    next_at = None
    if held.facts.stage != RESOLVED:
        usual = now + cadence(group, held.facts.priority)
        next_at = datetime.fromisoformat(told_again) if told_again else usual
    held.audience.heard = notice.seq
    held.audience.told += 1
    held.audience.told_at = now
    held.due(next_at)
    if next_at is None:
        held.end(now)
    body = {"channel": "notice", "draft": waits.code if waits else ""}
    body["next_at"] = next_at.isoformat() if next_at else ""
    held.say(Kind.STAKEHOLDERS_TOLD, SYSTEM, body | {"n": "–"}, cause)


def _ask(found: Sequence[Held]) -> None:
    """Whoever may approve hears that drafts wait, once for all of an incident."""
    by_incident: dict[int, list[Held]] = {}
    for held in found:
        kinds = {entry.kind for entry in held.entries}
        if Kind.STAKEHOLDER_DRAFT_PROPOSED in kinds and held.waiting is not None:
            by_incident.setdefault(held.facts.id, []).append(held)
    for asked in by_incident.values():
        first = asked[0]
        waits = first.waiting
        place = f"draft:{waits.code if waits else first.audience.code}"
        first.pages += asking(first.facts, tellers(first.facts), place, loud=False)


def asking(
    facts: Facts, keys: Collection[str], place: str, *, loud: bool, late: bool = False
) -> list[Wanted]:
    """A page to each of these people that leads to what waits for them."""
    pages = []
    for person in Person.objects.filter(key__in=keys).order_by("key"):
        with translation.override(person.language):
            said = (
                _("People who were to be told of it were not.")
                if late
                else _("What to tell people of it waits for you.")
            )
        pages.append(
            Wanted(
                person=person.key,
                cause=f"stakeholders:{place}:{person.key}",
                incident_id=facts.id,
                ref=facts.ref,
                loud=loud,
                why={"said": said, "path": f"/incidents/{facts.ref}/stakeholders"},
                is_drill=facts.is_drill,
                unless=NEVER,
            )
        )
    return pages


@transaction.atomic
def ask_for_draft(incident_id: int, name: str, *, by: Actor) -> Draft:
    """A draft from the facts as they are now, in place of one that waits."""
    held = hold_class(incident_id, name, by=by)
    if held is None or held.group is None or held.audience.ended_at:
        ref = facts_of([incident_id])[incident_id].ref
        raise ClassUnknown(name=name[:60], ref=ref)
    now = clock.now()
    draft = propose(held, held.group, ASKED, now, by)
    keep([held], by=by, now=now)
    return draft
