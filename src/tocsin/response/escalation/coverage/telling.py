"""A team's leads are told of a hole in their on-call days before it comes."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.foundation.accounts.models import Membership, Person
from tocsin.foundation.accounts.reads import recipients
from tocsin.foundation.config.reads import value
from tocsin.foundation.mail.actions import queue_mails
from tocsin.foundation.mail.letter import Letter, Recipient
from tocsin.kernel import clock
from tocsin.response.escalation.coverage.models import Hole
from tocsin.response.escalation.coverage.reads import shown_rows, standing_holes
from tocsin.response.escalation.options import WARN_DAYS

_BATCH, _MOST_SAID = 500, 12
PAGE = "/matrix/coverage"


@transaction.atomic
def tell_of_holes() -> int:
    """Holes that are there, or come within the days that were chosen, are told once to
    the leads of their team; those of no team to administrators. Says how many."""
    near = clock.now() + timedelta(days=value(WARN_DAYS))
    due = standing_holes().filter(Q(starts_at=None) | Q(starts_at__lte=near))
    rows = list(due.filter(told_at=None).select_for_update(skip_locked=True)[:_BATCH])
    if not rows:
        return 0
    Hole.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=clock.now())
    for team, found in _by_team(rows).items():
        _tell(team, found)
    return len(rows)


def _by_team(rows: Iterable[Hole]) -> Mapping[str, list[Hole]]:
    found: dict[str, list[Hole]] = {}
    for row in rows:
        for team in _teams_of(row):
            found.setdefault(team, []).append(row)
    return found


def _teams_of(row: Hole) -> list[str]:
    """Whose hole it is: what lies in a person is their teams'."""
    if row.team or not row.about:
        return [row.team]
    held = Membership.objects.filter(person__key=row.about, team__is_active=True)
    return list(held.values_list("team__key", flat=True).distinct()) or [""]


def _tell(team: str, rows: list[Hole]) -> None:
    first = min(row.pk for row in rows)
    queue_mails(
        "coverage",
        lambda _to: _letter(rows),
        to=_readers(team),
        cause=f"coverage {team} {first} {len(rows)}",
        thread="coverage",
    )


def _readers(team: str) -> list[Recipient]:
    """The team's leads; where it has none, administrators."""
    leads = Membership.objects.filter(team__key=team, is_lead=True)
    keys = list(leads.values_list("person__key", flat=True)) if team else []
    if found := recipients(keys):
        return found
    people = Person.objects.filter(is_administrator=True, is_active=True)
    return recipients(people.values_list("key", flat=True))


def _letter(rows: list[Hole]) -> Letter:
    shown = shown_rows(rows)
    count = len(shown)
    subject = ngettext(
        "A hole in who is reached", "{count} holes in who is reached", count
    )
    told = [f"{each.sentence} {each.remedy}" for each in shown[:_MOST_SAID]]
    if count > _MOST_SAID:
        told.append(_("And {count} more.").format(count=count - _MOST_SAID))
    return Letter(
        subject.format(count=count),
        told,
        path=PAGE,
        label=_("Show who is reached"),
        why=_("You get this because you lead the team, or look after Tocsin."),
    )
