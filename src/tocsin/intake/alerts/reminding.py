"""Before a window ends, its maker and its watchers are reminded by mail."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.foundation.accounts.reads import recipients
from tocsin.foundation.config.reads import value
from tocsin.foundation.mail.actions import queue_mails
from tocsin.foundation.mail.letter import Letter
from tocsin.intake.alerts.models import Alert
from tocsin.intake.alerts.options import REMIND_MINUTES
from tocsin.intake.alerts.planned import Occurrence, Window

_FARTHEST = timedelta(days=7)


@transaction.atomic
def remind(now: datetime) -> int:
    """Of each occurrence once for each end that it has; says of how many."""
    rows = Occurrence.objects.filter(reminded_at=None, starts_at__lte=now)
    rows = rows.filter(ends_at__gt=now, ends_at__lte=now + _FARTHEST)
    rows = rows.select_related("window").select_for_update(
        no_key=True, skip_locked=True, of=("self",)
    )
    usual = timedelta(minutes=value(REMIND_MINUTES))
    due = [each for each in rows if _is_due(each, usual, now)]
    for each in due:
        each.reminded_at = now
        each.save(update_fields=["reminded_at"])
        _tell(each)
    return len(due)


def _is_due(each: Occurrence, usual: timedelta, now: datetime) -> bool:
    told = each.window.remind_minutes
    ahead = usual if told is None else timedelta(minutes=told)
    # Of a short window nobody is reminded in its first half.
    ahead = min(ahead, (each.ends_at - each.starts_at) / 2)
    return ahead > timedelta(0) and now >= each.ends_at - ahead


def _tell(each: Occurrence) -> None:
    window = each.window
    keys = {*window.watchers}
    if window.made_by_kind == "person":
        keys.add(window.made_by)
    standing = Alert.objects.exclude(state=Alert.State.RESOLVED)
    held = standing.filter(suppressed=window.mark).count()
    queue_mails(
        "window",
        lambda _to: _letter(each, held),
        to=recipients(keys),
        cause=f"window {each.pk} {each.ends_at.isoformat()}",
        give_up_at=each.ends_at,
    )


def _letter(each: Occurrence, held: int) -> Letter:
    """In its reader's language and zone."""
    window = each.window
    ends = date_format(timezone.localtime(each.ends_at), "DATETIME_FORMAT")
    told = [_("The maintenance “{name}” ends at {at}.").format(name=window, at=ends)]
    if held:
        text = ngettext(
            "It holds back {n} alert that still fires.",
            "It holds back {n} alerts that still fire.",
            held,
        )
        told.append(text.format(n=held))
        told.append(
            _("When it ends, they are closed.")
            if window.at_end == Window.AtEnd.CLOSE
            else _("When it ends, they are raised.")
        )
    told.append(_("If more time is needed, extend it before."))
    return Letter(
        _("Maintenance ends soon: {name}").format(name=window),
        told,
        path=f"/windows/{window.pk}",
        label=_("Open it"),
        why=_("You planned this window, or watch it."),
    )
