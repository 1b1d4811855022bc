"""Pages and their components: made, changed, retired; each is audited."""

import re
from collections.abc import Iterable
from ipaddress import ip_network
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.reads import person_named
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.services.reads import service_names
from tocsin.kernel import clock
from tocsin.kernel.text import holdable
from tocsin.response.statuspage import queries
from tocsin.response.statuspage.actions.frame import (
    a_line,
    a_text,
    a_zone,
    audit,
    components_of,
    lock_component,
    lock_page,
    need_administrator,
    need_publisher,
    touch,
)
from tocsin.response.statuspage.actions.settling import settle_page
from tocsin.response.statuspage.models import Component, Page, Stretch
from tocsin.response.statuspage.refusals import PageTaken, PageUnfit
from tocsin.response.statuspage.rules.watching import (
    MOST_MINUTES,
    MOST_TIES,
    TieUnclear,
    tie_of,
)
from tocsin.response.statuspage.rules.words import (
    ACCESSES,
    ADDRESSES,
    OPERATIONAL,
    PASSWORD,
    PUBLIC,
    STATES,
)

_DEPTH = 3
_MOST_COMPONENTS = 300


@transaction.atomic
def add_page(slug: str, name: str, *, by: Actor, **facts: Any) -> Page:
    """There is a page at this address, with nothing on it yet. The first that is for
    everybody is the main one."""
    need_administrator(by)
    if not slug or slugify(slug) != slug or len(slug) > 60:
        raise PageUnfit(why=_("its address is letters, digits and hyphens."))
    if Page.objects.filter(slug=slug).exists():
        raise PageTaken(slug=slug)
    now = clock.now()
    page = Page(slug=slug, name=a_line(name, _("The name"), 120), made_at=now)
    page.changed_at = now
    _set(page, facts)
    is_first = not Page.objects.filter(is_main=True, retired_at=None).exists()
    page.is_main = is_first and not page.is_drill
    page.save()
    audit(f"status page {slug}", "added", by, after=_told(page))
    return page


@transaction.atomic
def change_page(slug: str, *, by: Actor, **facts: Any) -> Page:
    """The page is as told; facts that are not told stay."""
    need_administrator(by)
    page = lock_page(slug)
    before = _told(page)
    if "name" in facts:
        page.name = a_line(facts.pop("name"), _("The name"), 120)
    is_main = facts.pop("is_main", page.is_main)
    _set(page, facts)
    if is_main and not page.is_main:
        Page.objects.filter(is_main=True).update(is_main=False)
    page.is_main = is_main
    page.save()
    touch(page)
    if (after := _told(page)) != before:
        audit(f"status page {slug}", "changed", by, before=before, after=after)
    return page


@transaction.atomic
def retire_page(slug: str, *, by: Actor) -> Page:
    """Nobody reads it any more; what it said stays on record."""
    need_administrator(by)
    page = lock_page(slug)
    page.retired_at, page.is_main = clock.now(), False
    page.save()
    touch(page)
    audit(f"status page {slug}", "retired", by)
    return page


_PLAIN = ("about", "language", "is_drill", "promise_minutes")


def _set(page: Page, facts: dict[str, Any]) -> None:
    for name in _PLAIN:
        if name in facts:
            setattr(page, name, facts[name])
    page.about = a_text(page.about, _("What it is about"))[:500]
    if not 1 <= page.promise_minutes <= 10_080:
        raise PageUnfit(why=_("an update is promised within a minute to a week."))
    if not re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})?", page.language.lower()):
        raise PageUnfit(why=_("its language is a code, such as de."))
    page.zone = a_zone(facts.get("zone", page.zone))
    if "tellers" in facts:
        page.tellers = _people(facts["tellers"])
    if "networks" in facts:
        page.networks = _networks(facts["networks"])
    if facts.get("password"):
        page.password = make_password(facts["password"])
    _set_access(page, facts.get("access", page.access))


def _set_access(page: Page, access: str) -> None:
    if access not in ACCESSES:
        raise PageUnfit(why=_("{name} is no way to open it.").format(name=access))
    if access == PASSWORD and not page.password:
        raise PageUnfit(why=_("it needs a password."))
    if access == ADDRESSES and not page.networks:
        raise PageUnfit(why=_("it needs the networks that may read it."))
    if access == PUBLIC and page.is_drill:
        raise PageUnfit(why=_("a page for drills is never public."))
    page.access = access


def _people(keys: Iterable[str]) -> list[str]:
    told = list(dict.fromkeys(keys))
    if unknown := [key for key in told if person_named(holdable(key)) is None]:
        raise PageUnfit(why=_("there is no {name}.").format(name=holdable(unknown[0])))
    return told


def _networks(told: Iterable[str]) -> list[str]:
    try:
        return [str(ip_network(each.strip(), strict=False)) for each in told]
    except ValueError as flaw:
        raise PageUnfit(why=holdable(str(flaw))) from None


def _told(page: Page) -> dict[str, Any]:
    names = "name about access networks language zone is_drill is_main promise_minutes"
    told = {name: getattr(page, name) for name in [*names.split(), "tellers"]}
    return told | {"has_password": bool(page.password)}


@transaction.atomic
def add_component(
    slug: str, name: str, *, by: Actor, parent: str = "", **facts: Any
) -> Component:
    """The page shows one more component, or group of such, at its end; a group may
    stand in a group."""
    need_administrator(by)
    page = lock_page(slug)
    rows = components_of(page)
    if len(rows) >= _MOST_COMPONENTS:
        raise PageUnfit(why=_("it has as many components as a page can have."))
    now = clock.now()
    row = Component(page=page, made_at=now, changed_at=now, state_since=now)
    row.name = a_line(name, _("The name"), 120)
    row.is_group = bool(facts.get("is_group"))
    row.position = max((each.position for each in rows), default=0) + 1
    row.parent = _parent(rows, parent)
    _set_component(row, facts)
    row.save()
    touch(page)
    settle_page(page)
    audit(f"status page {slug}", "component added", by, after=_told_of(row))
    row.refresh_from_db()
    return row


@transaction.atomic
def change_component(code: str, *, by: Actor, **facts: Any) -> Component:
    """The component is as told; facts that are not told stay."""
    need_administrator(by)
    row = lock_component(code)
    before = _told_of(row)
    if "name" in facts:
        row.name = a_line(facts["name"], _("The name"), 120)
    if "parent" in facts:
        rows = [r for r in components_of(row.page) if r.pk != row.pk]
        row.parent = _parent(rows, facts["parent"])
    if "position" in facts:
        row.position = max(0, min(int(facts["position"]), 9999))
    _set_component(row, facts)
    row.changed_at = clock.now()
    row.save()
    touch(row.page)
    settle_page(row.page)
    told = {"before": before, "after": _told_of(row)}
    audit(f"status page {row.page.slug}", "component changed", by, **told)
    row.refresh_from_db()
    return row


@transaction.atomic
def retire_component(code: str, *, by: Actor) -> Component:
    """The page shows it no more; a group goes with what it holds nothing of."""
    need_administrator(by)
    row = lock_component(code)
    if Component.objects.filter(parent=row, retired_at=None).exists():
        raise PageUnfit(why=_("the group still holds components."))
    row.retired_at = row.changed_at = clock.now()
    row.save()
    Stretch.objects.filter(component=row, ends_at=None).update(ends_at=row.retired_at)
    touch(row.page)
    audit(f"status page {row.page.slug}", "component retired", by, before=_told_of(row))
    return row


def _set_component(row: Component, facts: dict[str, Any]) -> None:
    if "about" in facts:
        row.about = a_text(facts["about"], _("What it is about"))[:300]
    for name in ("is_grid", "needs_confirmation"):
        if name in facts:
            setattr(row, name, bool(facts[name]))
    if "services" in facts:
        told = list(dict.fromkeys(facts["services"]))
        known = service_names(told)
        if unknown := [key for key in told if key not in known]:
            why = _("there is no service {name}.").format(name=holdable(unknown[0]))
            raise PageUnfit(why=why)
        row.services = [] if row.is_group else told
    if "hold_minutes" in facts:
        row.hold_minutes = max(0, min(int(facts["hold_minutes"]), MOST_MINUTES))
    if "monitors" in facts:
        _tie(row, facts["monitors"])


def _tie(row: Component, told: Iterable[str]) -> None:
    """It is tied to these monitors; what others said of it counts no more."""
    wanted = list(dict.fromkeys(" ".join(each.split()) for each in told))
    wanted = [] if row.is_group else list(filter(None, wanted))
    if len(wanted) > MOST_TIES:
        raise PageUnfit(why=_("it is tied to too many monitors."))
    for each in wanted:
        try:
            source = tie_of(holdable(each)).source
        except TieUnclear:
            why = _("{name} names no monitor.").format(name=holdable(each)[:60])
            raise PageUnfit(why=why) from None
        if not queries.sources_known([source]):
            raise PageUnfit(why=_("there is no source {name}.").format(name=source))
    if wanted != row.monitors:
        row.monitors = wanted
        row.watched = row.upheld = OPERATIONAL
        row.watched_since = None


def _parent(rows: list[Component], code: str) -> Component | None:
    if not code:
        return None
    by_pk = {each.pk: each for each in rows}
    found = next((each for each in rows if each.code == code), None)
    if found is None or not found.is_group:
        raise PageUnfit(why=_("there is no such group."))
    above, depth = found, 1
    while above.parent_id and above.parent_id in by_pk:
        above, depth = by_pk[above.parent_id], depth + 1
        if depth >= _DEPTH:
            raise PageUnfit(why=_("groups stand at most three deep."))
    return found


def _told_of(row: Component) -> dict[str, Any]:
    names = "code name about is_group is_grid position services monitors hold_minutes"
    names += " needs_confirmation"
    told = {name: getattr(row, name) for name in names.split()}
    return told | {"parent": row.parent.code if row.parent else ""}


@transaction.atomic
def set_state(code: str, state: str, *, by: Actor) -> Component:
    """The component is so, whatever incidents and notices say; empty: as they say."""
    need_publisher(by)
    row = lock_component(code)
    if row.is_group or (state and state not in STATES):
        raise PageUnfit(why=_("{name} is no state.").format(name=holdable(state)))
    before, row.by_hand = row.by_hand, state
    row.save(update_fields=["by_hand"])
    settle_page(row.page)
    if before != state:
        told = {"before": before, "after": state}
        audit(f"status component {row.code}", "state set", by, **told)
    row.refresh_from_db()
    return row


@transaction.atomic
def confirm_state(code: str, *, by: Actor) -> Component:
    """What incidents and monitors make of the component counts."""
    need_publisher(by)
    row = lock_component(code)
    begun = {row.pk: row.watched_since} if row.watched_since else {}
    row.confirmed, row.upheld, row.watched_since = row.derived, row.watched, None
    row.save(update_fields=["confirmed", "upheld", "watched_since"])
    settle_page(row.page, begun)
    audit(f"status component {row.code}", "state confirmed", by, after=row.said)
    row.refresh_from_db()
    return row
