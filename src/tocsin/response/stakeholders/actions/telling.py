"""A draft is approved, and goes out; or it is dropped."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.reads import recipients
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.mail.actions import queue_mails
from tocsin.foundation.mail.letter import Letter, Recipient
from tocsin.foundation.mail.reads import holds_mail
from tocsin.foundation.notify.pages import NEVER, Wanted
from tocsin.kernel import clock, keys
from tocsin.kernel.text import holdable
from tocsin.kernel.wake import REGISTER, wake
from tocsin.register.core.entries import Kind
from tocsin.response.stakeholders.actions.holding import Held, hold_draft, keep
from tocsin.response.stakeholders.links import mail_cause, page_cause, view_path
from tocsin.response.stakeholders.models import Contact, Delivery, Draft
from tocsin.response.stakeholders.people import Told, told_of
from tocsin.response.stakeholders.refusals import DraftOver, DraftUnfit
from tocsin.response.stakeholders.rules import (
    MAIL,
    PAGE,
    REPORTERS,
    RESOLVED,
    Group,
    cadence,
)
from tocsin.response.stakeholders.wording import proposal

_TITLE, _TEXT = 200, 4000


@transaction.atomic
def approve_draft(
    incident_id: int,
    code: str,
    *,
    by: Actor,
    title: str | None = None,
    text: str | None = None,
) -> Draft:
    """The class is told this, as proposed or as changed; it hears more within its pace,
    unless it is over."""
    held, draft = hold_draft(incident_id, code, by=by)
    group = held.group
    if draft.state != Draft.State.PROPOSED or group is None:
        raise DraftOver
    draft.title, draft.text = _words(held, group, draft, title, text)
    told, now = told_of(group, held.facts), clock.now()
    if not told.number:
        raise DraftUnfit(
            why=_("publish it as a notice.")
            if told.by_notice
            else _("it would reach nobody.")
        )
    is_last = held.facts.stage == RESOLVED
    draft.next_at = None if is_last else now + cadence(group, held.facts.priority)
    draft.state, draft.ended_at = Draft.State.TOLD, now
    draft.ended_by = by.on_behalf_of or by.id
    draft.save()
    ways = _send(held, draft, told, now)
    held.audience.told += 1
    held.audience.told_at = now
    held.due(draft.next_at)
    if is_last:
        held.end(now)
    _enter(held, draft, ways, told.number, by)
    keep([held], by=by, now=now)
    return draft


def _words(
    held: Held, group: Group, draft: Draft, title: str | None, text: str | None
) -> tuple[str, str]:
    """Of a restricted incident only that it moved on, whatever somebody wrote."""
    if held.facts.restricted:
        return proposal(group, held.facts, held.rules.zone, None)
    wanted = draft.title if title is None else " ".join(holdable(title).split())
    words = draft.text if text is None else holdable(text).strip()
    if not wanted or len(wanted) > _TITLE:
        raise DraftUnfit(why=_("its title is missing, or longer than 200 letters."))
    if not words or len(words) > _TEXT:
        raise DraftUnfit(why=_("its text is missing, or longer than 4,000 letters."))
    return wanted, words


def _enter(held: Held, draft: Draft, ways: list[str], number: int, by: Actor) -> None:
    next_at = draft.next_at.isoformat() if draft.next_at else ""
    body = {
        "channel": ", ".join(ways),
        "n": number,
        "draft": draft.code,
        "next_at": next_at,
        "next_update_at": next_at,
        "text": f"{draft.title}\n\n{draft.text}",
    }
    to = held.group.to if held.group else ()
    audience = "reporter" if REPORTERS in to else "internal"
    cause = f"stakeholders:{draft.code}:told"
    held.say(Kind.STAKEHOLDERS_TOLD, by, body, cause, audience)


def _send(held: Held, draft: Draft, told: Told, now: datetime) -> list[str]:
    """By which ways it goes out, in the same transaction or by a worker after it."""
    mailed = [c for c in told.contacts if c.channel == MAIL]
    hooks = [c for c in told.contacts if c.channel != MAIL]
    path, outside = f"/incidents/{held.facts.ref}", view_path(held.audience.code)
    _mail(draft, recipients(told.reporters), path, held)
    _mail(draft, [_recipient(each, draft) for each in mailed], outside, held)
    held.pages += [_page(held, draft, person, path) for person in told.people]
    _post(draft, hooks, now)
    ways = [MAIL] if told.reporters or mailed else []
    ways += [PAGE] if told.people else []
    return [*ways, *sorted({each.channel for each in hooks})]


def _mail(draft: Draft, to: list[Recipient], path: str, held: Held) -> None:
    letter = Letter(
        draft.title,
        [*draft.text.split("\n\n")],
        path=path,
        label=_("How it is now"),
        why=_("You get this because you are told when something like this is wrong."),
    )
    queue_mails(
        "stakeholders",
        lambda _to: letter,
        to=to,
        cause=mail_cause(draft.code),
        thread=f"told-{held.audience.code}",
    )


def _recipient(contact: Contact, draft: Draft) -> Recipient:
    address = keys.box().decrypt(bytes(contact.sealed)).decode()
    return Recipient(
        address, name=contact.name, person=contact.person, language=draft.language
    )


def _page(held: Held, draft: Draft, person: str, path: str) -> Wanted:
    """Quietly: it is news, and asks nothing of them."""
    return Wanted(
        person=person,
        cause=f"{page_cause(draft.code)}{person}",
        loud=False,
        why={
            "subject": draft.title,
            "text": f"{draft.title}\n{draft.text}",
            "path": path,
            "said": _("You get this because you are told of such incidents."),
        },
        is_drill=held.facts.is_drill,
        unless=NEVER,
    )


def _post(draft: Draft, hooks: list[Contact], now: datetime) -> None:
    is_held = holds_mail()
    state = Delivery.State.HELD if is_held else Delivery.State.QUEUED
    due = None if is_held else now
    Delivery.objects.bulk_create(
        [
            Delivery(draft=draft, contact=each, state=state, due_at=due, made_at=now)
            for each in hooks
        ]
    )
    if hooks:
        wake(REGISTER)


@transaction.atomic
def drop_draft(incident_id: int, code: str, *, by: Actor, reason: str = "") -> Draft:
    """It is not told; the class is to hear something within its pace all the same."""
    held, draft = hold_draft(incident_id, code, by=by)
    if draft.state != Draft.State.PROPOSED:
        raise DraftOver
    now = clock.now()
    draft.state, draft.ended_at = Draft.State.DROPPED, now
    draft.ended_by = by.on_behalf_of or by.id
    draft.title = draft.text = ""
    draft.save()
    is_last = held.facts.stage == RESOLVED
    wait = (
        cadence(held.group, held.facts.priority) if held.group else timedelta(hours=1)
    )
    held.due(None if is_last else now + wait)
    if is_last:
        held.end(now)
    body = {"draft": draft.code, "reason": holdable(reason).strip()[:_TEXT]}
    cause = f"stakeholders:{draft.code}:dropped"
    held.say(Kind.STAKEHOLDER_DRAFT_DROPPED, by, body, cause)
    keep([held], by=by, now=now)
    return draft
