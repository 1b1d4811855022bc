"""Who is told of an incident, what they were told, and what waits for somebody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef
from django.utils import translation

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.mail.reads import outcomes_of_mails
from tocsin.foundation.notify.reads.log import outcomes_of_pages
from tocsin.kernel import clock
from tocsin.register.core.reads.visible import incident_for, visible_to
from tocsin.response.stakeholders.facts import facts_of
from tocsin.response.stakeholders.links import (
    is_view_token,
    mail_cause,
    page_cause,
    view_path,
)
from tocsin.response.stakeholders.models import Audience, Contact, Delivery, Draft
from tocsin.response.stakeholders.people import may_tell, told_of
from tocsin.response.stakeholders.published import book
from tocsin.response.stakeholders.refusals import MaySetStakeholders, ViewGone
from tocsin.response.stakeholders.rules import NOTICES, Group
from tocsin.response.stakeholders.wording import lines_of

_MOST = 200


@dataclass(frozen=True, slots=True)
class Telling:
    """What was told once, and how many of its messages are in which state."""

    draft: Draft
    outcomes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Told:
    """One class with one incident."""

    row: Audience
    group: Group | None
    number: int
    by_notice: bool
    waiting: Draft | None
    tellings: Sequence[Telling]
    view: str

    @property
    def is_overdue(self) -> bool:
        return self.row.due_at is not None and self.row.due_at <= clock.now()

    @property
    def only_by_notice(self) -> bool:
        return self.group is not None and set(self.group.to) == {NOTICES}


@dataclass(frozen=True, slots=True)
class Standing:
    """Everybody who is told of an incident, and whether the reader may say so."""

    classes: Sequence[Told]
    may_tell: bool


def stakeholders_of(actor: Actor, ref: str) -> Standing:
    """Who is told of this incident; for those who work here and see it."""
    if actor.is_requester:
        raise NotAllowed
    incident = incident_for(actor, ref)
    facts = facts_of([incident.id])[incident.id]
    rows = Audience.objects.filter(incident_id=incident.id).order_by("id")
    groups = book().groups
    told = []
    for row in rows:
        group = groups.get(row.name)
        reached = told_of(group, facts) if group else None
        drafts = row.drafts.order_by("-id")[:_MOST]
        said = [d for d in drafts if d.state == Draft.State.TOLD]
        waits = [d for d in drafts if d.state == Draft.State.PROPOSED]
        told.append(
            Told(
                row,
                group,
                reached.number if reached else 0,
                bool(reached and reached.by_notice),
                waits[0] if waits else None,
                [Telling(draft, outcomes_of(draft)) for draft in said],
                view_path(row.code) if group and group.is_outside else "",
            )
        )
    return Standing(told, may_tell(actor, facts))


def classes_of(incident_id: int) -> list[Audience]:
    """Who is told of an incident that the reader sees, each with whether a draft
    `waits`."""
    drafts = Draft.objects.filter(audience=OuterRef("pk"), state=Draft.State.PROPOSED)
    rows = Audience.objects.filter(incident_id=incident_id)
    return list(rows.annotate(waits=Exists(drafts)).order_by("id"))


def outcomes_of(draft: Draft) -> dict[str, int]:
    """By state, how many messages: mails, pages and posts together."""
    found: dict[str, int] = {}
    posts = Delivery.objects.filter(draft=draft).values("state").order_by()
    told = {row["state"]: row["n"] for row in posts.annotate(n=Count("id"))}
    mails = outcomes_of_mails(mail_cause(draft.code))
    for each in (told, mails, outcomes_of_pages(page_cause(draft.code))):
        for state, number in each.items():
            found[state] = found.get(state, 0) + number
    return found


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft that waits for somebody, and of which incident."""

    draft: Draft
    ref: str
    title: str


def drafts_waiting(actor: Actor) -> list[Waiting]:
    """Drafts of incidents that the reader sees, the most urgent first."""
    rows = Draft.objects.filter(state=Draft.State.PROPOSED, audience__ended_at=None)
    found = list(
        rows.select_related("audience").order_by("audience__due_at", "id")[:_MOST]
    )
    ids = {draft.audience.incident_id for draft in found}
    seen = {row.id: row for row in visible_to(actor).filter(id__in=ids)}
    return [
        Waiting(draft, seen[number].ref, "" if seen[number].restricted else draft.title)
        for draft in found
        if (number := draft.audience.incident_id) in seen
    ]


def contacts_for(actor: Actor) -> list[Contact]:
    """Whom documents may name; their addresses are shown to nobody."""
    if not (actor.is_system or actor.has(ADMINISTRATOR)):
        raise MaySetStakeholders
    return list(Contact.objects.filter(retired_at=None).order_by("key"))


@dataclass(frozen=True, slots=True)
class View:
    """What one class reads by its link: how it is as far as it is shown that, and what
    it was told."""

    ref: str
    name: str
    service: str
    language: str
    is_drill: bool
    restricted: bool
    lines: Sequence[tuple[str, str]]
    tellings: Sequence[Draft]
    next_at: datetime | None


def view_of(code: str, token: str) -> View:
    """The view behind a link, for whoever has it."""
    row = Audience.objects.filter(code=code[:12]).first()
    if row is None or not is_view_token(token, row.code):
        raise ViewGone
    group = book().groups.get(row.name)
    facts = facts_of([row.incident_id])[row.incident_id]
    if group is None or not group.is_outside:
        raise ViewGone
    said = row.drafts.filter(state=Draft.State.TOLD).order_by("-ended_at", "-id")
    language = group.language or "en"
    with translation.override(language):
        lines = lines_of(group, facts, book().zone, row.due_at)
    return View(
        ref=facts.ref,
        name=row.name,
        service="" if facts.restricted else facts.service_name,
        language=language,
        is_drill=facts.is_drill,
        restricted=facts.restricted,
        lines=lines,
        tellings=[] if facts.restricted else list(said[:_MOST]),
        next_at=row.due_at,
    )
