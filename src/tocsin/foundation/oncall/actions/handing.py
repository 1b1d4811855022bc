"""Verbs of hand-over notes: written by whoever leaves, read by whoever comes."""

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.oncall.actions.facts import audit, unusable
from tocsin.foundation.oncall.actions.materialising import locked
from tocsin.foundation.oncall.models import HandoverNote, Schedule
from tocsin.foundation.oncall.refusals import OverrideUnknown, ScheduleUnknown
from tocsin.foundation.oncall.rules.rights import is_of, may_arrange
from tocsin.kernel import clock
from tocsin.kernel.text import holdable

_LONGEST = 5000


@transaction.atomic
def write_handover(schedule: str, text: str, *, by: Actor) -> HandoverNote:
    """What the next one on call should know stands there until they have read it.
    Written by somebody of the team, on call or not."""
    rota = _of_theirs(schedule, by)
    told = holdable(text).strip()
    if not told or len(told) > _LONGEST:
        hint = _("From 1 to {n} characters.").format(n=_LONGEST)
        raise unusable("text", told, hint)
    if not by.is_person:
        raise NotAllowed
    made = HandoverNote.objects.create(
        schedule=rota, written_by_id=by.id, written_at=clock.now(), text=told
    )
    audit(rota, "handover written", by, after={"note": made.id})
    return made


@transaction.atomic
def read_handover(schedule: str, number: int, *, by: Actor) -> HandoverNote:
    """They have read it, and whoever wrote it sees that. Read twice, once."""
    rota = _of_theirs(schedule, by)
    note = HandoverNote.objects.filter(schedule=rota, id=number).first()
    if note is None:
        raise OverrideUnknown(schedule=rota.key)
    if not by.is_person:
        raise NotAllowed
    if note.read_at is None and by.id != note.written_by_id:
        note.read_by_id, note.read_at = by.id, clock.now()
        note.save(update_fields=["read_by", "read_at"])
        audit(rota, "handover read", by, after={"note": note.id})
    return note


def _of_theirs(key: str, by: Actor) -> Schedule:
    found = locked([holdable(key)])
    if not found:
        raise ScheduleUnknown(key=holdable(key))
    team = found[0].team_id
    rows = found[0].shifts.filter(person_id=by.id, ends_at__gt=clock.now())
    if not (is_of(by, team) or may_arrange(by, team) or rows.exists()):
        raise NotAllowed
    return found[0]
