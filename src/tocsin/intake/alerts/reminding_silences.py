"""Before a silence ends, whoever made it is reminded by mail, once for each end."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.foundation.accounts.reads import recipients
from tocsin.foundation.config.reads import value
from tocsin.foundation.mail.actions import queue_mails
from tocsin.foundation.mail.letter import Letter, Recipient
from tocsin.intake.alerts.covering import held_counts
from tocsin.intake.alerts.models import Silence
from tocsin.intake.alerts.options import REMIND_MINUTES
from tocsin.intake.alerts.reading_silences import maker_of


@transaction.atomic
def remind_makers(now: datetime) -> int:
    """Of silences that end soon; says of how many."""
    ahead = timedelta(minutes=value(REMIND_MINUTES))
    rows = Silence.objects.filter(reminded_at=None, starts_at__lte=now)
    rows = rows.filter(ends_at__gt=now, ends_at__lte=now + ahead)
    locked = rows.select_for_update(no_key=True, skip_locked=True)
    due = [each for each in locked if _is_due(each, ahead, now)]
    for each in due:
        each.reminded_at = now
        each.save(update_fields=["reminded_at"])
    _tell(due)
    return len(due)


def _is_due(silence: Silence, ahead: timedelta, now: datetime) -> bool:
    """Of a short silence nobody is reminded in its first half."""
    half = (silence.ends_at - silence.starts_at) / 2
    return now >= silence.ends_at - min(ahead, half)


def _tell(due: Sequence[Silence]) -> None:
    held = held_counts(due) if due else {}
    for each in due:
        maker = maker_of(each)
        queue_mails(
            "silence",
            partial(_letter, each, held[each.pk]),
            to=recipients([maker] if maker else []),
            cause=f"silence {each.pk} {each.ends_at.isoformat()}",
            give_up_at=each.ends_at,
        )


def _letter(silence: Silence, held: int, _to: Recipient) -> Letter:
    """In its reader's language and zone."""
    ends = date_format(timezone.localtime(silence.ends_at), "DATETIME_FORMAT")
    told = [_("The silence of {what} ends at {at}.").format(what=silence, at=ends)]
    if held:
        text = ngettext(
            "It holds back {n} alert that still fires.",
            "It holds back {n} alerts that still fire.",
            held,
        )
        told.append(text.format(n=held))
        told.append(
            _("When it ends, they are closed.")
            if silence.at_end == Silence.AtEnd.CLOSE
            else _("When it ends, they are raised.")
        )
    told.append(_("If more time is needed, change it before."))
    return Letter(
        _("A silence ends soon"),
        told,
        path=f"/silences/{silence.uuid}",
        label=_("Open it"),
        why=_("You made this silence."),
    )
