"""How the things that users know by name are, for pages that say it in passing."""

from dataclasses import dataclass

from tocsin.response.statuspage.models import Component
from tocsin.response.statuspage.reads.desk import main_page
from tocsin.response.statuspage.rules.words import PEOPLE, PUBLIC


@dataclass(frozen=True, slots=True)
class Standing:
    name: str
    state: str


def how_things_are() -> list[Standing]:
    """Each component of the main page with its state, in order; none where that page is
    not for whoever has signed in."""
    page = main_page()
    if page is None or page.access not in (PUBLIC, PEOPLE):
        return []
    rows = Component.objects.filter(page=page, retired_at=None)
    ordered = list(rows.order_by("position", "id"))
    told: list[Standing] = []
    for head in (row for row in ordered if row.parent_id is None):
        within = [row for row in ordered if row.parent_id == head.pk]
        leaves = within if head.is_group else [head]
        told += [Standing(leaf.name, leaf.state) for leaf in leaves]
    return told
