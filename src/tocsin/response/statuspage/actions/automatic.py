"""What follows from incidents by itself: states of components, and first notices."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.classification.reads import models
from tocsin.foundation.services.reads import service_names
from tocsin.kernel import clock
from tocsin.register.core.rules import ENDED
from tocsin.register.work.held import Held, held
from tocsin.response.statuspage.actions.acknowledging import acknowledge_reports
from tocsin.response.statuspage.actions.frame import touch
from tocsin.response.statuspage.actions.noticing import publish_notice
from tocsin.response.statuspage.actions.settling import settle_pages_about
from tocsin.response.statuspage.models import Component, Notice, Page
from tocsin.response.statuspage.rules.standing import state_of_impact
from tocsin.response.statuspage.rules.words import FAULT
from tocsin.response.statuspage.templates import (
    Template,
    filled,
    first_word,
    templates,
)

_SOON = timedelta(minutes=10)


def follow_incidents(ids: Collection[int], registered: Collection[int]) -> None:
    """Pages follow what became of these incidents; of those that were registered just
    now, the ones whose model allows it are told of, and whoever reported them hears
    what users are told. Repeating it changes nothing."""
    rows = held(ids)
    settle_pages_about({row.service_id for row in rows.values() if row.service_id})
    _hurry([row for row in rows.values() if row.state in ENDED])
    fresh = [rows[n] for n in sorted(rows) if n in registered or _is_fresh(rows[n])]
    found = {row.id: _template_for(row) for row in fresh}
    if any(found.values()):
        _lock_pages()
    for row in fresh:
        publish_first(row, found[row.id])
    acknowledge_reports([row for row in fresh if row.id in registered])


def _is_fresh(row: Held) -> bool:
    """A rule may give it its service or model a moment after it was registered."""
    at = row.registered_at
    return at is not None and clock.now() - at < _SOON


def _lock_pages() -> None:
    """All of them, before any incident: whoever publishes goes the same way."""
    rows = Page.objects.select_for_update(no_key=True).filter(retired_at=None)
    list(rows.order_by("pk").values_list("pk"))


def _template_for(row: Held) -> Template | None:
    """What is published for it by itself, if anything is."""
    if row.restricted or not row.service_id or not row.is_open or not row.model:
        return None
    allowed = models().get(row.model, {}).get("automatic_notice", False)
    return first_word(row.model, allowed, templates())


def publish_first(row: Held, template: Template | None) -> int:
    """The first notice of an incident whose model allows it, on every page that shows
    its service; of a drill only on pages for drills, of a restricted one on none."""
    if template is None:
        return 0
    pages = Page.objects.filter(retired_at=None, is_drill=row.is_drill)
    return sum(_publish(page, row, template) for page in pages.order_by("pk"))


def _publish(page: Page, row: Held, template: Template) -> int:
    rows = Component.objects.filter(page=page, retired_at=None, is_group=False)
    shown = [each for each in rows if row.service_id in each.services]
    if not shown or _is_told(page, row, shown):
        return 0
    state = state_of_impact(row.impact)
    names = service_names([row.service_id])
    with translation.override(page.language):
        values = values_of(page, shown, names.get(row.service_id or "", ""))
        publish_notice(
            page.slug,
            by=SYSTEM,
            title=filled(_said(template, template.title), values).strip()[:200]
            or shown[0].name,
            text=filled(_said(template, template.text), values),
            components={each.code: state for each in shown},
            ref=row.ref,
            tell=template.tell,
            cause=f"automatic:{row.ref}",
            is_automatic=True,
        )
    return 1


def _said(template: Template, text: str) -> str:
    return text if template.key else gettext(text)


def _is_told(page: Page, row: Held, shown: Collection[Component]) -> bool:
    """An open notice is about it, or about all of these: six hundred reports of one
    outage are one notice."""
    open_ones = Notice.objects.filter(page=page, kind=FAULT, ended_at=None)
    if Notice.objects.filter(page=page, incident_id=row.id).exists():
        return True
    told = {code for notice in open_ones for code in notice.affected}
    return all(each.code in told for each in shown)


def values_of(
    page: Page, components: Collection[Component], service: str
) -> Mapping[str, str]:
    """What the variables of a template stand for."""
    now = clock.now()
    promised = now + timedelta(minutes=page.promise_minutes)
    return {
        "service": service,
        "components": ", ".join(each.name for each in components),
        "page": page.name,
        "since": f"{now:%H:%M} UTC",
        "next_update": f"{promised:%H:%M} UTC",
    }


@transaction.atomic
def _hurry(over: Collection[Held]) -> None:
    """A notice whose incident is over is to say so soon: whoever tells people is
    reminded, for no notice is ended without words of its own."""
    soon = clock.now() + _SOON
    ids = [row.id for row in over]
    rows = Notice.objects.filter(incident_id__in=ids, ended_at=None)
    for notice in rows.exclude(next_update_at__lte=soon).order_by("page_id", "id"):
        page = Page.objects.select_for_update(no_key=True).get(pk=notice.page_id)
        notice.next_update_at, notice.nagged = soon, 0
        notice.save(update_fields=["next_update_at", "nagged"])
        touch(page)
