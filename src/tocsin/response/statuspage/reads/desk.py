"""Pages, notices and subscribers as those who keep them look at them."""

from collections.abc import Collection, Mapping, Sequence

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor, may_look
from tocsin.kernel import clock
from tocsin.kernel.text import holdable
from tocsin.register.work.spoken import hidden_from
from tocsin.response.statuspage import queries
from tocsin.response.statuspage.models import (
    Component,
    Notice,
    Page,
    Series,
    Subscriber,
    Update,
)
from tocsin.response.statuspage.reads.shown import Said, said_of
from tocsin.response.statuspage.refusals import (
    ComponentUnknown,
    MayNotSetPages,
    NoticeUnknown,
    PageUnknown,
)
from tocsin.response.statuspage.rules.words import PUBLIC

_MOST = 100


def _look(actor: Actor) -> None:
    if not may_look(actor):
        raise NotAllowed


def pages_for(actor: Actor) -> list[Page]:
    """Every page, the main one first."""
    _look(actor)
    rows = Page.objects.filter(retired_at=None)
    return list(rows.order_by("-is_main", "is_drill", "name", "id"))


def page_for(actor: Actor, slug: str) -> Page:
    _look(actor)
    return page_at(slug)


def page_at(slug: str) -> Page:
    """The page at this address, whoever may read it."""
    rows = Page.objects.filter(retired_at=None)
    found = rows.filter(slug=holdable(slug)[:60]).first()
    if found is None:
        raise PageUnknown
    return found


def main_page() -> Page | None:
    return Page.objects.filter(is_main=True, retired_at=None).first()


def components_for(actor: Actor, page: Page) -> list[Component]:
    """What stands on the page, groups too, in order."""
    _look(actor)
    rows = Component.objects.filter(page=page, retired_at=None)
    return list(rows.select_related("parent").order_by("position", "id"))


def component_for(actor: Actor, code: str) -> Component:
    _look(actor)
    rows = Component.objects.filter(retired_at=None).select_related("page", "parent")
    found = rows.filter(code=holdable(code)[:12]).first()
    if found is None:
        raise ComponentUnknown
    return found


def unconfirmed(actor: Actor) -> list[Component]:
    """Components of which incidents or monitors say more than was confirmed."""
    _look(actor)
    rows = Component.objects.filter(retired_at=None, page__retired_at=None)
    waiting = rows.filter(needs_confirmation=True).select_related("page")
    return [
        row
        for row in waiting.order_by("id")
        if row.derived != row.confirmed or row.waits_for_person
    ]


def notices_for(
    actor: Actor, *, page: str = "", open_only: bool = False, ref: str = ""
) -> list[Said]:
    """Notices, the latest first; their words are for everybody who works here, and
    which restricted incident they are about is not told."""
    _look(actor)
    rows = Notice.objects.filter(page__retired_at=None).select_related("page")
    if page:
        rows = rows.filter(page__slug=holdable(page)[:60])
    if open_only:
        rows = rows.filter(ended_at=None)
    if ref:
        rows = rows.filter(ref=holdable(ref)[:16].upper())
    found = list(rows.order_by("-began_at", "-id")[:_MOST])
    return _without_hidden(actor, found)


def notice_for(actor: Actor, code: str) -> Said:
    _look(actor)
    rows = Notice.objects.select_related("page").filter(code=holdable(code)[:12])
    found = rows.first()
    if found is None:
        raise NoticeUnknown
    return _without_hidden(actor, [found])[0]


def _without_hidden(actor: Actor, rows: Sequence[Notice]) -> list[Said]:
    hidden = set(hidden_from(actor)) if any(row.ref for row in rows) else set()
    for row in rows:
        if row.incident_id in hidden:
            row.incident_id, row.ref = None, ""
    by_page: dict[int, list[Notice]] = {}
    for row in rows:
        by_page.setdefault(row.page_id, []).append(row)
    said = {
        each.row.pk: each
        for found in by_page.values()
        for each in said_of(found, found[0].page)
    }
    return [said[row.pk] for row in rows]


def deliveries_of(updates: Collection[Update]) -> Mapping[int, Mapping[str, int]]:
    """By update: how many deliveries are in each state."""
    told: dict[int, dict[str, int]] = {}
    for each in queries.standing([update.pk for update in updates]):
        told.setdefault(each.update_id, {})[each.state] = each.count
    return told


def subscribers_of(actor: Actor, page: Page, most: int = 200) -> list[Subscriber]:
    """Whoever is told, for those who look after the page; the latest first."""
    if not (actor.is_system or actor.has(ADMINISTRATOR)):
        raise MayNotSetPages
    rows = Subscriber.objects.filter(page=page)
    return list(rows.order_by("-id")[:most])


def subscriber_count(page: Page) -> int:
    return Subscriber.objects.filter(page=page, confirmed_at__isnull=False).count()


def series_of(actor: Actor, page: Page) -> list[Series]:
    _look(actor)
    return list(Series.objects.filter(page=page, ended_at=None).order_by("id"))


def versions() -> dict[str, tuple[int, bool]]:
    """By slug: how often the page has changed, and whether everybody may read it. The
    main page is also there without a name."""
    rows = Page.objects.filter(retired_at=None)
    told = rows.values_list("slug", "version", "access", "is_main")
    found = {slug: (n, access == PUBLIC) for slug, n, access, _main in told}
    main = next((slug for slug, *_rest, is_main in told if is_main), None)
    return found | ({"": found[main]} if main else {})


def overdue() -> int:
    """How many promised updates did not come in time."""
    rows = Notice.objects.filter(page__retired_at=None)
    return rows.filter(next_update_at__lte=clock.now()).count()
