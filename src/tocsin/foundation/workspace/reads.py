from collections.abc import Iterable, Mapping

from django.db.models import Q

from tocsin.foundation.config.reads import value
from tocsin.foundation.workspace.models import (
    Draft,
    Limit,
    Opening,
    Presence,
    SavedView,
)
from tocsin.foundation.workspace.options import (
    DRAFT_DAYS,
    PRESENCE,
    WIP_LIMIT,
    WIP_LIMIT_EACH,
)
from tocsin.foundation.workspace.refusals import ViewUnknown
from tocsin.foundation.workspace.rules import GONE_AFTER, Reader, may_use
from tocsin.kernel import clock
from tocsin.kernel.text import holdable

__all__ = ["DRAFT_DAYS"]


def views_for(reader: Reader, place: str = "") -> list[SavedView]:
    """Views that the reader may use: their own first, then what is shared, by name."""
    usable = Q(shared="everybody") | Q(shared="team", team__in=sorted(reader.teams))
    if reader.is_person:
        usable |= Q(owner=reader.id)
    found = SavedView.objects.filter(usable)
    if place:
        found = found.filter(place=place)
    return sorted(found, key=lambda view: view.owner != reader.id)


def view_for(reader: Reader, key: str) -> SavedView:
    """The view of this key, if the reader may use it: a surface's only way to one."""
    found = SavedView.objects.filter(key=holdable(key)).first()
    if found is None or not may_use(reader, found):
        raise ViewUnknown
    return found


def opens_first(person: str) -> str:
    """What the person's queue opens with; empty when they chose nothing."""
    found = Opening.objects.filter(person=person).values_list("view", flat=True)
    return found.first() or ""


def draft_row(holder: str, place: str, form: str) -> Draft | None:
    """What this person typed there and did not send; without fields, when all that
    is known is when it was sent."""
    rows = Draft.objects.filter(holder=holder, place=place, form=form)
    return rows.first()


def drafts_of(holder: str) -> list[Draft]:
    """Everything that this person did not send yet, the newest first."""
    rows = Draft.objects.filter(holder=holder).exclude(fields={})
    return list(rows.order_by("-kept_at"))


def present_at(ref: str, *, but: str = "") -> list[Presence]:
    """Who has the incident before them now, but for one; writers first.

    The caller has made sure that the reader may see the incident.
    """
    if not value(PRESENCE):
        return []
    alive = clock.now() - GONE_AFTER
    rows = Presence.objects.filter(ref=ref, seen_at__gt=alive).exclude(person=but)
    return list(rows.order_by("-doing", "person"))


def limits_of(teams: Iterable[str]) -> Mapping[str, int]:
    """How many each of these teams means to have in diagnosis; 0 is no limit."""
    own = dict(Limit.objects.exclude(most=0).values_list("team", "most"))
    usual = value(WIP_LIMIT)
    return {team: own.get(team, usual) for team in teams}


def limits_each_of(teams: Iterable[str]) -> Mapping[str, int]:
    """How many each person of these teams means to have in diagnosis; 0 is no limit."""
    own = dict(Limit.objects.exclude(each=0).values_list("team", "each"))
    usual = value(WIP_LIMIT_EACH)
    return {team: own.get(team, usual) for team in teams}
