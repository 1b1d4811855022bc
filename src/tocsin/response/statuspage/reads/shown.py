"""A page as its readers see it, read once and drawn in every form. No person is asked
for in here: whether somebody may read the page is asked before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tocsin.kernel import clock
from tocsin.response.statuspage.models import Component, Day, Notice, Page, Update
from tocsin.response.statuspage.rules.days import SHOWN, DaySums, bounds, uptime
from tocsin.response.statuspage.rules.words import (
    FAULT,
    FAULTS,
    MAINTENANCE,
    OPERATIONAL,
    SCHEDULED,
    WORK,
    indicator_of,
    worst,
)

_RECENT = 10
_MOST = 50


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of a component; None: it was not there yet."""

    day: date
    state: str | None
    seconds: Mapping[str, int]


@dataclass(slots=True)
class Shown:
    """A component, or a group with what is in it."""

    row: Component
    bars: Sequence[Bar] = ()
    percent: float = 100.0
    within: list["Shown"] = field(default_factory=list)

    @property
    def state(self) -> str:
        if not self.row.is_group:
            return self.row.state
        return worst([each.state for each in self.within])

    def leaves(self) -> Iterator["Shown"]:
        if not self.row.is_group:
            yield self
        for each in self.within:
            yield from each.leaves()


@dataclass(frozen=True, slots=True)
class Said:
    """A notice with its updates, the newest first."""

    row: Notice
    updates: Sequence[Update]
    components: Sequence[Component]

    @property
    def worst(self) -> str:
        return worst(list(self.row.affected.values()))

    @property
    def lasted(self) -> timedelta | None:
        ended = self.row.ended_at
        return ended - self.row.began_at if ended else None

    @property
    def is_overdue(self) -> bool:
        due = self.row.next_update_at
        return due is not None and due <= clock.now()


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that a page shows at an instant."""

    page: Page
    at: datetime
    groups: Sequence[Shown]
    notices: Sequence[Said]
    working: Sequence[Said]
    planned: Sequence[Said]
    past: Sequence[Said]

    @property
    def leaves(self) -> list[Shown]:
        return [leaf for each in self.groups for leaf in each.leaves()]

    @property
    def indicator(self) -> str:
        told = [each.state for each in self.leaves]
        told += [state for said in self.notices for state in said.row.affected.values()]
        return indicator_of(told)

    @property
    def faulty(self) -> list[tuple[str, str]]:
        named = ((each.row.name, each.state) for each in self.leaves)
        return [(name, state) for name, state in named if state in FAULTS]

    @property
    def worked_on(self) -> list[str]:
        return [e.row.name for e in self.leaves if e.state == MAINTENANCE]

    @property
    def next_update_at(self) -> datetime | None:
        dues = [s.row.next_update_at for s in self.notices if s.row.next_update_at]
        return min(dues, default=None)


def picture_of(page: Page) -> Picture:
    now = clock.now()
    zone = ZoneInfo(page.zone)
    groups = tree_of(page, now, zone)
    open_ones = said_of(Notice.objects.filter(page=page, ended_at=None), page)
    faults = [each for each in open_ones if each.row.kind == FAULT]
    work = [each for each in open_ones if each.row.kind == WORK]
    past = Notice.objects.filter(page=page, ended_at__isnull=False)
    recent = said_of(past.order_by("-began_at", "-id")[:_RECENT], page)
    return Picture(
        page=page,
        at=now,
        groups=groups,
        notices=faults,
        working=[each for each in work if each.row.status != SCHEDULED],
        planned=sorted(
            (each for each in work if each.row.status == SCHEDULED),
            key=lambda each: each.row.starts_at or now,
        ),
        past=recent,
    )


def tree_of(page: Page, now: datetime, zone: ZoneInfo) -> list[Shown]:
    """What stands on the page, groups with what is in them, in its order."""
    rows = Component.objects.filter(page=page, retired_at=None)
    ordered = list(rows.order_by("position", "id"))
    first = now.astimezone(zone).date() - timedelta(days=SHOWN - 1)
    found = Day.objects.filter(component__in=ordered, day__gte=first)
    by_row: dict[int, dict[date, Day]] = {}
    for day in found:
        by_row.setdefault(day.component_id, {})[day.day] = day
    shown = {row.pk: Shown(row) for row in ordered}
    for each in shown.values():
        if not each.row.is_group:
            _bars(each, by_row.get(each.row.pk, {}), first, now, zone)
    top: list[Shown] = []
    for each in shown.values():
        above = shown.get(each.row.parent_id or 0)
        (above.within if above else top).append(each)
    return top


def _bars(
    shown: Shown, days: Mapping[date, Day], first: date, now: datetime, zone: ZoneInfo
) -> None:
    today = now.astimezone(zone).date()
    began = shown.row.made_at.astimezone(zone).date()
    earliest = min([began, *days])
    bars = []
    for number in range(SHOWN):
        day = first + timedelta(days=number)
        told = days.get(day)
        state = told.worst if told else OPERATIONAL if day >= earliest else None
        if day == today:
            state = worst([state or OPERATIONAL, shown.row.state])
        bars.append(Bar(day, state, told.seconds if told else {}))
    since, _ends = bounds(max(first, earliest), zone)
    sums = [DaySums(each.day, dict(each.seconds)) for each in bars]
    shown.bars, shown.percent = bars, uptime(sums, since, now)


def said_of(rows: Iterable[Notice], page: Page) -> list[Said]:
    """These notices with all that they said, in the order given."""
    notices = list(rows)
    updates: dict[int, list[Update]] = {}
    told = Update.objects.filter(notice__in=notices).order_by("-at", "-id")
    for update in told:
        updates.setdefault(update.notice_id, []).append(update)
    components = Component.objects.filter(page=page, is_group=False)
    named = {row.code: row for row in components.order_by("position", "id")}
    return [
        Said(
            row,
            updates.get(row.pk, []),
            [each for code, each in named.items() if code in row.affected],
        )
        for row in notices
    ]


def month_of(page: Page, year: int, month: int) -> list[Said]:
    """What was told of in a month on the page's calendar, the latest first."""
    zone = ZoneInfo(page.zone)
    begins = datetime(year, month, 1, tzinfo=zone)
    ends = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone)
    rows = Notice.objects.filter(page=page, began_at__gte=begins, began_at__lt=ends)
    ordered = rows.exclude(status=SCHEDULED).order_by("-began_at", "-id")
    return said_of(ordered, page)


def months_told(page: Page) -> list[date]:
    """The months of which there is something to read, the latest first."""
    zone = ZoneInfo(page.zone)
    rows = Notice.objects.filter(page=page).exclude(status=SCHEDULED)
    told = {at.astimezone(zone) for at in rows.values_list("began_at", flat=True)}
    return sorted({date(at.year, at.month, 1) for at in told}, reverse=True)


def latest_of(page: Page, most: int = _MOST, kind: str = "") -> list[Said]:
    """The latest notices of the page, open or over."""
    rows = Notice.objects.filter(page=page)
    rows = rows.filter(kind=kind) if kind else rows
    return said_of(rows.order_by("-began_at", "-id")[:most], page)


def notice_on(page: Page, code: str) -> Said | None:
    """One notice of the page, if it has it."""
    rows = Notice.objects.filter(page=page, code=code)
    return next(iter(said_of(rows, page)), None)
