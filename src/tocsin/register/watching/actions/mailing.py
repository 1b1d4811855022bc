"""What people are told by mail: one mail per person and incident."""

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import actor_of
from tocsin.foundation.mail.actions import queue_mail
from tocsin.foundation.mail.letter import Letter, Recipient
from tocsin.kernel import clock, home
from tocsin.register.core.models import Incident
from tocsin.register.core.rules import RESOLVED
from tocsin.register.watching.links import other_matter_path
from tocsin.register.watching.models import Notification
from tocsin.register.watching.reads import seers
from tocsin.register.watching.words import because
from tocsin.register.work.timeline import Line, lines_at

_BATCH = 200
_LONGEST = 600
# What a report is to what it is part of.
_CHILD = "child_of"
PREFERENCES = "/notifications/preferences"
_BY = attrgetter("person", "incident_id")


@transaction.atomic
def mail_notifications() -> int:
    """What waits to be mailed and is due becomes mails; says how many. What was read
    meanwhile, and what its reader may not see any more, is not mailed."""
    due = Notification.objects.filter(mail_due_at__lte=clock.now())
    rows = due.order_by("mail_due_at", "id").select_for_update(skip_locked=True)
    claimed = sorted(rows[:_BATCH], key=lambda row: (*_BY(row), row.seq))
    Notification.objects.filter(id__in=[r.id for r in claimed]).update(mail_due_at=None)
    unread = [row for row in claimed if row.read_at is None]
    return sum(_mail(list(group)) for _key, group in groupby(unread, key=_BY))


def _mail(rows: Sequence[Notification]) -> int:
    first = rows[0]
    incident = Incident.objects.get(id=first.incident_id)
    person = seers(incident).filter(key=first.person).exclude(email="").first()
    if person is None:
        return 0
    to = Recipient(
        person.email,
        name=str(person),
        person=person.key,
        language=person.language,
        zone=person.zone,
    )
    return queue_mail(
        "notification",
        lambda _to: _letter(incident, person, rows),
        to=to,
        cause=f"notification {first.person} {first.id}",
        thread=incident.ref,
    )


def _letter(incident: Incident, person: Person, rows: Sequence[Notification]) -> Letter:
    """The mail in its reader's language. Of a restricted incident it says nothing but
    the reference, because mail is read by more than its reader."""
    drill = _("Drill: ") if incident.is_drill else ""
    reasons = {row.reason for row in rows}
    why = _("You get this because {why}. Choose what you are told: {link}").format(
        why=because(reasons), link=f"{home.url()}{PREFERENCES}"
    )
    path, label = f"/incidents/{incident.ref}", _("Open it")
    if incident.restricted:
        said = _("Something happened on {ref}, which is restricted.")
        title, told = incident.ref, [said.format(ref=incident.ref)]
    else:
        places = {(row.incident_id, row.seq) for row in rows}
        lines = lines_at(places, actor_of(person))
        title = f"{incident.ref}: {incident.title}"
        told = [_told(lines[place]) for place in sorted(lines)] or [_("It moved on.")]
        if person.key == incident.reporter_id and incident.links.get(_CHILD):
            told.append(_other_matter(incident, person))
        elif incident.state == RESOLVED and person.key == incident.reporter_id:
            told.append(
                _(
                    "Does it work for you? If not, say “Not for me” on its page: it"
                    " stays open, and somebody looks at it."
                )
            )
    return Letter(f"{drill}{title}", told, path=path, label=label, why=why)


def _other_matter(incident: Incident, person: Person) -> str:
    """It is part of something known, which may not be what they meant."""
    said = _("Not for me, mine is something else: {link}")
    path = other_matter_path(incident.ref, person.key)
    return said.format(link=f"{home.url()}{path}")


def _told(line: Line) -> str:
    text = line.text if len(line.text) <= _LONGEST else line.text[:_LONGEST] + "…"
    return f"{line.sentence}\n\n{text}" if text else line.sentence
