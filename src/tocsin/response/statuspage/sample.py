"""The status pages of the sample organisation: one that is read, one for drills."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.actions import publish_checked
from tocsin.foundation.services.reads import service_names
from tocsin.kernel import clock
from tocsin.register.work.held import open_on
from tocsin.response.statuspage.actions.noticing import (
    Past,
    Said,
    backfill_notice,
    edit_update,
    publish_notice,
    update_notice,
)
from tocsin.response.statuspage.actions.pages import add_component, add_page
from tocsin.response.statuspage.actions.settling import sum_days
from tocsin.response.statuspage.actions.working import plan_work
from tocsin.response.statuspage.kinds import TEMPLATE_KIND
from tocsin.response.statuspage.models import Component, Update
from tocsin.response.statuspage.queries import sources_known
from tocsin.response.statuspage.rules.watching import tie_of
from tocsin.response.statuspage.rules.words import (
    DEGRADED,
    IDENTIFIED,
    INVESTIGATING,
    MAJOR,
    PARTIAL,
    RESOLVED,
)

_PAGE = "halden"
_DAY, _HOUR, _MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
# Group, name, the service behind it if the organisation has it.
_COMPONENTS = (
    ("Shop", "Checkout", "checkout"),
    ("Shop", "Product search", "search"),
    ("Shop", "Accounts", "accounts"),
    ("Workplace", "Remote access", "remote-access"),
    ("Workplace", "Mail and calendar", "mail"),
)
# What tells how they are, where the organisation has that source.
_MONITORS = {
    "Checkout": ("prometheus alertname=OrdersStopped",),
    "Remote access": ("prometheus alertname=VpnDrops",),
}
# Days ago, minutes, component, state, title, what was said.
_BEFORE = (
    (19, 18, "Product search", DEGRADED, "Search was slow", "Results came slowly."),
    (28, 44, "Mail and calendar", DEGRADED, "Mail arrived late", "No mail was lost."),
    (37, 26, "Checkout", DEGRADED, "Checkout was slow", "Orders took up to a minute."),
    (55, 95, "Remote access", PARTIAL, "Remote access was slow", "Twice in one night."),
    (68, 31, "Checkout", MAJOR, "Checkout took no orders", "Payments had stopped."),
)
TEMPLATES: Mapping[str, Mapping[str, object]] = {
    "first-word": {
        "title": "{{ components }} does not work as it should",
        "text": "We know that {{ components }} does not work as it should, and are"
        " looking into it. We say more by {{ next_update }}.",
        "status": INVESTIGATING,
        "tell": True,
    },
    "over": {
        "title": "{{ components }} works again",
        "text": "{{ components }} works again. We watch it, and are sorry.",
        "status": RESOLVED,
        "tell": True,
    },
}


def load_sample_pages() -> None:
    """A page with groups and components, ninety days behind it, two notices, planned
    work; a page for drills; templates."""
    for key, body in TEMPLATES.items():
        publish_checked(TEMPLATE_KIND, key, dict(body), by=SYSTEM, why="For a start")
    add_page(_PAGE, "Halden", by=SYSTEM, zone="Europe/Paris", promise_minutes=30)
    rows = _components()
    now = clock.now()
    for days, minutes, name, state, title, text in _BEFORE:
        _past(now - days * _DAY, minutes, rows[name], state, title, text)
    _publish(rows, now)
    tomorrow = (now + 9 * _DAY).replace(hour=2, minute=0, second=0, microsecond=0)
    plan_work(
        _PAGE,
        by=SYSTEM,
        title="Search is rebuilt.",
        text="Results may be a few minutes old.",
        starts_at=tomorrow,
        until_at=tomorrow + 40 * _MINUTE,
        components=[rows["Product search"].code],
    )
    _for_drills()
    sum_days(since=now - 90 * _DAY)


def _components() -> Mapping[str, Component]:
    keys = service_names(key for _group, _name, key in _COMPONENTS)
    groups: dict[str, Component] = {}
    rows: dict[str, Component] = {}
    for group, name, key in _COMPONENTS:
        if group not in groups:
            groups[group] = add_component(_PAGE, group, by=SYSTEM, is_group=True)
        told: dict[str, object] = {"services": [key] if key in keys else []}
        told["monitors"] = _monitors(name)
        parent = groups[group].code
        rows[name] = add_component(_PAGE, name, by=SYSTEM, parent=parent, **told)
    # The page is as old as what it tells of.
    Component.objects.filter(page__slug=_PAGE).update(made_at=clock.now() - 90 * _DAY)
    return rows


def _monitors(name: str) -> list[str]:
    told = _MONITORS.get(name, ())
    known = sources_known({tie_of(each).source for each in told})
    return [each for each in told if tie_of(each).source in known]


def _past(
    begins: datetime, minutes: int, row: Component, state: str, title: str, text: str
) -> None:
    ends = begins + minutes * _MINUTE
    said = (
        Said(begins, INVESTIGATING, "We are looking into it."),
        Said(ends, RESOLVED, text),
    )
    past = Past(title, begins, ends, said, {row.code: state})
    backfill_notice(_PAGE, past, by=SYSTEM)


def _publish(rows: Mapping[str, Component], now: datetime) -> None:
    checkout = rows["Checkout"]
    behind = open_on(checkout.services, now - 30 * _DAY)
    about = [held.ref for held in behind if held.impact == 1 and not held.is_drill]
    first = publish_notice(
        _PAGE,
        by=SYSTEM,
        title="Checkout is not taking orders",
        text="Checkout is not taking orders. We are looking into it.",
        components={checkout.code: MAJOR},
        ref=about[0] if about else "",
    )
    update_notice(
        first.code,
        by=SYSTEM,
        text="Nobody can pay, in the shop and in the app. Carts and accounts are safe;"
        " no payment was taken twice.",
        status=IDENTIFIED,
        next_update_at=now + 12 * _MINUTE,
    )
    began = Update.objects.filter(notice=first).order_by("id").first()
    if began is not None:
        edit_update(first.code, began.code, by=SYSTEM, at=now - 3 * _MINUTE)
    publish_notice(
        _PAGE,
        by=SYSTEM,
        title="Remote access drops in Lyon",
        text="Connections end after a few minutes for some people at the Lyon site."
        " Connecting again helps for a while.",
        components={rows["Remote access"].code: PARTIAL},
        next_update_at=now + 30 * _MINUTE,
    )


def _for_drills() -> None:
    told = {"access": "people", "is_drill": True}
    add_page("drills", "Drills at Halden", by=SYSTEM, **told)
    add_component("drills", "Checkout", by=SYSTEM)
