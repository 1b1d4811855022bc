"""What is known now, as far as whoever reports may read it, and what follows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.services.reads import service_names
from tocsin.kernel.text import holdable
from tocsin.register.watching.links import is_other_matter_token
from tocsin.register.work.held import Held, held, open_majors
from tocsin.response.reports import queries
from tocsin.response.reports.models import Follower
from tocsin.response.reports.queries import OpenNotice
from tocsin.response.reports.refusals import LinkOpensNothing, NotKnownNow
from tocsin.response.reports.rules import fitness
from tocsin.response.reports.words import something_is_wrong, we_know

_RANK = ("critical", "major", "minor", "none")
_TITLE, _TEXT = 3, 1
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Known:
    """One thing that is known to be wrong, in the words that users are told. `ref` is
    what reports are attached to; empty where they are not, for it is no incident's or
    a restricted one's. `fit` is how well it answers what was asked."""

    ref: str
    incident_id: int | None
    title: str
    text: str
    status: str
    impact: str
    since: datetime
    next_update_at: datetime | None
    service_keys: Sequence[str] = ()
    services: Sequence[str] = ()
    path: str = ""
    fit: int = 0


def known_now(q: str = "", *, drills: bool = False) -> list[Known]:
    """What is known to be wrong: by open notices, and major incidents of which none
    tells yet. What answers `q` best comes first, then what is greatest. Words of
    incidents are not among them, and of restricted ones there is nothing."""
    notices = queries.open_notices(drills=drills)
    told = {row.incident_id for row in notices if row.incident_id}
    behind = held(told)
    found = [_told(row, behind) for row in _one_each(notices)]
    silent = [row for row in open_majors(drills=drills) if row.id not in told]
    found += [_untold(row) for row in silent if row.service_id]
    names = service_names(key for each in found for key in each.service_keys)
    named = [_named(each, names, holdable(q)[:_LONGEST]) for each in found]
    return sorted(named, key=lambda each: (-each.fit, _RANK.index(each.impact)))


def _one_each(notices: Iterable[OpenNotice]) -> list[OpenNotice]:
    """Of several notices about one incident the newest."""
    rows = list(notices)
    first: dict[int, str] = {}
    for row in rows:
        if row.incident_id:
            first.setdefault(row.incident_id, row.notice)
    return [r for r in rows if first.get(r.incident_id or 0, r.notice) == r.notice]


def _told(row: OpenNotice, behind: dict[int, Held]) -> Known:
    incident = behind.get(row.incident_id or 0)
    takes = incident if incident and _takes_reports(incident) else None
    return Known(
        ref=takes.ref if takes else "",
        incident_id=takes.id if takes else None,
        title=row.title,
        text=row.words,
        status=row.status,
        impact=row.impact if row.impact in _RANK else "none",
        since=row.began_at,
        next_update_at=row.next_update_at,
        service_keys=row.services,
        path=f"/status/{row.page}/notices/{row.notice}",
    )


def _takes_reports(incident: Held) -> bool:
    return incident.is_open and not incident.restricted


def _untold(incident: Held) -> Known:
    return Known(
        ref=incident.ref,
        incident_id=incident.id,
        title="",
        text=we_know(),
        status="investigating",
        impact="critical" if incident.impact == 1 else "major",
        since=incident.registered_at or incident.changed_at,
        next_update_at=None,
        service_keys=(incident.service_id or "",),
    )


def _named(known: Known, names: dict[str, str], q: str) -> Known:
    services = [names.get(key, key) for key in known.service_keys]
    title = known.title or something_is_wrong(", ".join(services))
    texts = [(title, _TITLE), (" ".join(services), _TITLE), (known.text, _TEXT)]
    fit = fitness(q, texts) if q.strip() else 0
    return replace(known, title=title, services=services, fit=fit)


def known_as(ref: str, *, drills: bool = False) -> Known:
    """What is known now and takes reports by this reference."""
    wanted = holdable(ref)[:40].strip().upper()
    found = (each for each in known_now(drills=drills) if each.ref == wanted)
    known = next(found, None) if wanted else None
    if known is None:
        raise NotKnownNow(known=wanted)
    return known


@dataclass(frozen=True, slots=True)
class Following:
    """What a report follows, or followed until it was taken out."""

    ref: str
    has_left: bool
    known: Known | None
    """What users are told of it now; None once it is over."""


def following_of(incident_id: int) -> Following | None:
    """What this report follows, if it was ever attached to anything."""
    rows = Follower.objects.filter(incident=incident_id).select_related("known")
    row = rows.first()
    if row is None:
        return None
    told = [] if row.left_at else known_now(drills=row.known.is_drill)
    found = next((each for each in told if each.ref == row.known.ref), None)
    return Following(row.known.ref, row.left_at is not None, found)


def follower_count(known_id: int) -> int:
    """How many reports follow this incident now."""
    return Follower.objects.filter(known=known_id, left_at=None).count()


@dataclass(frozen=True, slots=True)
class ByLink:
    """A report that its reporter opened by the link of their mail, and what it follows
    in the words that they may read."""

    incident_id: int
    ref: str
    reporter: Person
    title: str
    has_left: bool


def following_by_link(ref: str, token: str) -> ByLink:
    """The report that the link is for, if it ever followed something known."""
    wanted = holdable(ref)[:40].upper()
    rows = Follower.objects.select_related("incident__reporter")
    row = rows.filter(incident__ref=wanted).first()
    person = row.incident.reporter if row else None
    if row is None or person is None or not person.is_active:
        raise LinkOpensNothing
    if not is_other_matter_token(token, wanted, person.key):
        raise LinkOpensNothing
    known = following_of(row.pk)
    title = known.known.title if known and known.known else ""
    left = row.left_at is not None
    return ByLink(row.pk, wanted, person, title, has_left=left)
