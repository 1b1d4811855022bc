"""A mail becomes a report, or a word on the incident that it answers; never refused."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.reads import actor_of, person_with_address
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.files.actions import keep
from tocsin.foundation.mail.incoming import SOURCE, Received, writer_key
from tocsin.foundation.mail.incoming_parts import Enclosed
from tocsin.foundation.mail.reads import is_from_us
from tocsin.kernel.refusal import Refusal
from tocsin.register.attachments.actions import INTERNAL, REPORTER, attach
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.core.reads.sources import incidents_from, was_heard
from tocsin.register.work.actions import note, reply
from tocsin.register.work.held import held_called
from tocsin.register.work.reads import incident_for
from tocsin.response.reports.actions.reporting import report_trouble
from tocsin.response.reports.queries import lock_mail


@dataclass(frozen=True, slots=True)
class Mailed:
    """What a mail became: a report of its own, or a word on the incident it answers.
    `is_known` is whether its writer is a person of ours."""

    ref: str
    is_new: bool
    is_known: bool


@transaction.atomic
def take_mail(mail: Received) -> Mailed | None:
    """The mail is in the register, once, with its files; what of those is refused is
    named there. None where that is so already, or where a program wrote it."""
    if mail.is_automatic or is_from_us(mail.message_id, mail.address):
        return None
    cause = f"mail:{mail.digest}"
    lock_mail(mail.digest)
    known = incidents_from({SOURCE: [mail.digest]})
    if known.exists() or was_heard(mail.refs, cause):
        return None
    by = _writer(mail)
    # Files before incidents: nobody waits for somebody's mail to be stored.
    fitting, refused = _kept(mail)
    answered = _answered(mail, by, cause)
    incident = answered or _reported(mail, by)
    _enclose(incident, fitting, refused, by, cause)
    return Mailed(incident.ref, is_new=answered is None, is_known=by.is_person)


def _writer(mail: Received) -> Actor:
    """The person whose address it is; else somebody who is only heard."""
    person = person_with_address(mail.address) if mail.is_sure else None
    if person is not None and person.is_active:
        return actor_of(person, via="mail")
    return _unknown(mail)


def _unknown(mail: Received) -> Actor:
    return Actor(kind="system", id=writer_key(mail.address), name="Mail", via="mail")


def _answered(mail: Received, by: Actor, cause: str) -> Any:
    """The first incident it answers or names that its writer may add to, with what they
    say; None where there is none."""
    for ref in mail.refs:
        try:
            with transaction.atomic():
                if said := _said(ref, mail, by, cause):
                    return said
        except Refusal:
            continue
    return None


def _said(ref: str, mail: Received, by: Actor, cause: str) -> Any:
    text = mail.text or mail.subject or _("A mail without words.")
    if not by.is_person:
        number = _own(ref, by)
        told = f"{mail.called}\n\n{text}"
        return note(number, text=told, by=by, cause=cause) if number else None
    if by.is_requester and (number := _own(ref, _unknown(mail))):
        # They were not known here, or not surely, when they reported it.
        return note(number, text=text, by=_listener(by), cause=cause)
    incident = incident_for(by, ref)
    say = reply if incident.reporter_id == by.id else note
    return say(incident.id, text=text, by=by, cause=cause)


def _own(ref: str, by: Actor) -> int | None:
    """What somebody who is not known here reported by mail from the same address."""
    found = held_called([ref]).get(ref)
    if found is None or found.source != SOURCE or by.id == SOURCE:
        return None
    first = next(iter(entries_of([found.id], until=1)))
    return found.id if first.actor_id == by.id else None


def _reported(mail: Received, by: Actor) -> Any:
    told = {"title": mail.subject, "description": mail.text, "channel": "email"}
    if not by.is_person:
        # Who it is has to be completed.
        told["reporter"] = mail.called or _("unknown")
    taken = report_trouble(told, by=by, source=SOURCE, source_ref=mail.digest)
    return taken.incident


def _kept(mail: Received) -> tuple[list[Enclosed], list[str]]:
    """The files that are taken, and why others are not."""
    fitting: list[Enclosed] = []
    beyond = _("{name} is one file too many for one mail.")
    refused = [beyond.format(name=name) for name in mail.left_out]
    for each in mail.enclosed:
        try:
            with transaction.atomic():
                keep(BytesIO(each.content), each.name)
            fitting.append(each)
        except Refusal as refusal:
            refused.append(str(refusal))
    return fitting, refused


def _enclose(
    incident: Any,
    files: Iterable[Enclosed],
    refused: list[str],
    by: Actor,
    cause: str,
) -> None:
    is_theirs = not by.is_person or incident.reporter_id == by.id
    audience = REPORTER if is_theirs else INTERNAL
    for number, each in enumerate(files, 1):
        try:
            with transaction.atomic():
                attach(
                    incident.id,
                    source=BytesIO(each.content),
                    name=each.name,
                    by=by,
                    audience=audience,
                    cause=f"{cause}:{number}",
                )
        except Refusal as refusal:
            refused.append(f"{each.name}: {refusal}")
    if refused:
        told = "\n".join([_("Of this mail was not taken:"), *refused])
        note(incident.id, text=told, by=_listener(by), cause=f"{cause}:refused")


def _listener(by: Actor) -> Actor:
    """Tocsin, which tells of somebody's mail what they cannot say themselves."""
    if not by.is_person:
        return by
    return Actor(kind="system", id=SOURCE, via="mail", on_behalf_of=by.id)
