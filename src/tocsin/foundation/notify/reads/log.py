"""What became of pages: the log, one page with its messages, how it all stands."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from tocsin.foundation.notify import queries
from tocsin.foundation.notify.models import Message, Page
from tocsin.foundation.notify.refusals import PageUnknown
from tocsin.kernel import clock
from tocsin.kernel.text import holdable

_LATELY = timedelta(days=1)
# Pages that are due for longer than this are somebody's business.
TOLERATED = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which pages are asked for; what is empty narrows nothing."""

    person: str = ""
    state: str = ""
    kind: str = ""
    ref: str = ""
    before: int = 0


def pages(narrowed: Narrowed, *, limit: int = 50) -> list[Page]:
    """The log, the newest first."""
    wanted = {"person": narrowed.person, "state": narrowed.state}
    wanted |= {"kind": narrowed.kind, "ref": narrowed.ref}
    found = Page.objects.filter(
        **{name: holdable(value) for name, value in wanted.items() if value}
    )
    if narrowed.before:
        found = found.filter(id__lt=narrowed.before)
    return list(found.order_by("-id").prefetch_related("messages")[:limit])


def pages_of_incident(incident_id: int) -> list[Page]:
    """Everybody who was told of it, in the order of it."""
    found = Page.objects.filter(incident_id=incident_id).order_by("id")
    return list(found.prefetch_related("messages"))


def count_pages(incidents: Collection[int]) -> dict[int, int]:
    """How often somebody was paged loudly for each of these incidents, by its number;
    what was withdrawn before anybody heard it was no page."""
    if not incidents:
        return {}
    heard = Page.objects.filter(incident_id__in=incidents, loud=True, is_drill=False)
    heard = heard.exclude(state=Page.State.WITHDRAWN)
    told = heard.order_by().values_list("incident_id").annotate(Count("id"))
    return {number: count for number, count in told if number is not None}


def channels_that_reached(causes: Collection[str]) -> dict[str, str]:
    """By cause of a page: the channel by which it arrived, as far as one has."""
    arrived = (Page.State.DELIVERED, Page.State.ANSWERED)
    rows = Page.objects.filter(cause__in=causes, state__in=arrived)
    return dict(rows.values_list("cause", "channel"))


def page_numbered(number: int) -> Page:
    found = Page.objects.filter(id=number).prefetch_related("messages__answers")
    page = found.first()
    if page is None:
        raise PageUnknown
    return page


def messages_of(page: Page) -> Sequence[Message]:
    return sorted(page.messages.all(), key=lambda row: row.id)


@dataclass(frozen=True, slots=True)
class Standing:
    """How paging is: what waits, since when, and what became of the last day's."""

    counts: Mapping[str, int]
    oldest: datetime | None
    failed: int

    @property
    def age(self) -> timedelta:
        """How long the oldest of what is due has been due."""
        return clock.now() - self.oldest if self.oldest else timedelta()

    @property
    def complaint(self) -> str:
        """What somebody should look after; empty when all is well."""
        return (
            "pages wait to be handed over"
            if self.age > clock.lasting(TOLERATED)
            else ""
        )


def standing() -> Standing:
    now = clock.now()
    found = queries.standing(now=now, since=now - _LATELY)
    queued = Page.objects.filter(state=Page.State.QUEUED)
    first = queued.order_by("rank", "made_at").values_list("made_at", flat=True).first()
    oldest = [each.oldest for each in found if each.oldest] + ([first] if first else [])
    counts = {each.state: each.number for each in found}
    return Standing(
        counts=counts,
        oldest=min(oldest, default=None),
        failed=counts.get(Page.State.FAILED, 0),
    )


def outcomes_of_pages(cause: str) -> dict[str, int]:
    """By state, how many pages whose cause begins so."""
    rows = Page.objects.filter(cause__startswith=cause).values("state").order_by()
    return {row["state"]: row["n"] for row in rows.annotate(n=Count("id"))}
