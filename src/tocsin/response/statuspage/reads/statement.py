"""What may be said to users now: one read, for portals, answers to reports, telephones
and whoever else speaks to them. It says what open notices say, and nothing else."""

from dataclasses import dataclass
from datetime import datetime

from tocsin.kernel import clock, home
from tocsin.register.work.held import Held, held_called
from tocsin.response.statuspage.models import Component, Notice, Page
from tocsin.response.statuspage.reads.shown import Said, said_of
from tocsin.response.statuspage.rules.words import FAULT, IMPACTS, PEOPLE, PUBLIC


@dataclass(frozen=True, slots=True)
class Statement:
    """One open notice as it may be said: its title, what it said last, when more is
    promised, and where it is read."""

    title: str
    text: str
    status: str
    impact: str
    next_update_at: datetime | None
    url: str
    components: tuple[str, ...]
    since: datetime
    page: str
    page_name: str
    language: str
    zone: str
    is_drill: bool

    @property
    def is_overdue(self) -> bool:
        return self.next_update_at is not None and self.next_update_at <= clock.now()


def statement_for(
    *,
    service: str = "",
    ref: str = "",
    language: str = "",
    is_drill: bool = False,
    signed_in: bool = False,
) -> Statement | None:
    """What may be said now of a service, or of an incident: its own notice, or one
    about a component behind which its service stands. Nothing, where nothing is told.
    Of notices that everybody may read, and to people who signed in of theirs, too; a
    page in the wanted language comes first. A restricted incident's own notice is found
    only by its service, so nothing tells that they belong together."""
    incident = held_called([ref]).get(ref) if ref else None
    if incident is not None:
        service = incident.service_id or ""
        is_drill = is_drill or incident.is_drill
    for page in _pages(language, is_drill, signed_in):
        found = _about(page, service, incident)
        if found is not None:
            return found
    return None


def banner(*, signed_in: bool = False) -> list[Statement]:
    """The open notices of the main page, the greatest first; none while nothing is
    wrong, or when the page is not for whoever asks."""
    opened = (PUBLIC, PEOPLE) if signed_in else (PUBLIC,)
    rows = Page.objects.filter(is_main=True, retired_at=None, access__in=opened)
    page = rows.first()
    return statements_on(page) if page else []


def statements_on(page: Page) -> list[Statement]:
    """All that a page says is wrong, the greatest first, then the latest."""
    rows = Notice.objects.filter(page=page, kind=FAULT, ended_at=None)
    found = said_of(rows.order_by("-began_at", "-id"), page) if rows.exists() else []
    found.sort(key=lambda each: -IMPACTS.index(each.row.impact))
    return [_statement(each, page) for each in found]


def _pages(language: str, is_drill: bool, signed_in: bool) -> list[Page]:
    """Where to look, in this order. A page for drills is for nobody but those in it."""
    opened = (PUBLIC, PEOPLE) if signed_in or is_drill else (PUBLIC,)
    rows = Page.objects.filter(retired_at=None, is_drill=is_drill, access__in=opened)
    wanted = language.lower()[:2]
    found = list(rows.order_by("-is_main", "id"))
    found.sort(key=lambda page: bool(wanted) and page.language[:2].lower() != wanted)
    return found


def _about(page: Page, service: str, incident: Held | None) -> Statement | None:
    rows = Notice.objects.filter(page=page, kind=FAULT, ended_at=None)
    found = list(rows.order_by("-began_at", "-id"))
    if not found:
        return None
    own = [] if incident is None or incident.restricted else [incident.id]
    codes = _codes(page, service)
    fitting = [
        notice
        for notice in found
        if notice.incident_id in own or codes & set(notice.affected)
    ]
    fitting.sort(key=lambda n: (n.incident_id not in own, -IMPACTS.index(n.impact)))
    return _statement(said_of(fitting[:1], page)[0], page) if fitting else None


def _codes(page: Page, service: str) -> set[str]:
    rows = Component.objects.filter(page=page, retired_at=None, is_group=False)
    told = rows.values_list("code", "services")
    return {code for code, services in told if service and service in services}


def _statement(said: Said, page: Page) -> Statement:
    row = said.row
    return Statement(
        title=row.title,
        text=next((update.text for update in said.updates if update.text), ""),
        status=row.status,
        impact=row.impact,
        next_update_at=row.next_update_at,
        url=f"{home.url()}/status/{page.slug}/notices/{row.code}",
        components=tuple(each.name for each in said.components),
        since=row.began_at,
        page=page.slug,
        page_name=page.name,
        language=page.language,
        zone=page.zone,
        is_drill=row.is_drill,
    )
