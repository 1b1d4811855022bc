"""Maps of services and items as SVG, readable without colour and by keyboard."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.foundation.services.reads import Box, Impact, Thing
from tocsin.surfaces.web import words
from tocsin.surfaces.web.mapping import HEIGHT, WIDTH, Placed, Spot, laid_out

register = template.Library()

# Signs that need no colour: a bolt, a cross, a triangle, a tick.
_SIGNS: Mapping[str, str] = {
    "failing": "M1-6-4 1h4l-1 5 5-7H0z",
    "down": "M-4-4 4 4M4-4-4 4",
    "weakened": "M0-5 5 4H-5z",
    "trouble": "M-4-4 4 4M4-4-4 4",
    "ok": "M-4 0-1 3 4-4",
}


@register.filter
def address(thing: Thing) -> str:
    """The page of a service or an item."""
    return reverse("item" if thing.is_item else "service", args=[thing.key])


@register.simple_tag
def impact_map(impact: Impact, columns: int = 5) -> SafeString:
    """What fails at the bottom, what suffers above it, in the order of distance."""
    spots = [_spot(box) for box in impact.boxes]
    if not spots:
        spots = [
            Spot(each.name, words.say(words.MOODS, "failing"), "failing", 0)
            for each in impact.failing
        ]
    names = ", ".join(each.name for each in impact.failing)
    label = _("What suffers when this fails: {names}").format(names=names)
    return drawn(spots, impact.links, columns, label)


def _spot(box: Box) -> Spot:
    said = words.say(words.MOODS, box.mood)
    if box.thing:
        kind = box.thing.kind if box.thing.is_item else ""
        return Spot(
            box.thing.name,
            f"{said} · {kind}" if kind else said,
            box.mood,
            box.distance,
            address(box.thing),
            box.is_item,
        )
    if box.is_item:
        name = ngettext("{n:,} item", "{n:,} items", box.count)
    else:
        name = ngettext("{n:,} service", "{n:,} services", box.count)
    return Spot(name.format(n=box.count), said, box.mood, box.distance, "", box.is_item)


@register.simple_tag
def service_map(
    spots: Sequence[Spot], links: Iterable[tuple[int, int, bool]]
) -> SafeString:
    """Every service, each above what it needs."""
    return drawn(spots, links, 8, _("All services, each above what it needs"))


def drawn(
    spots: Sequence[Spot],
    links: Iterable[tuple[int, int, bool]],
    columns: int,
    label: str,
) -> SafeString:
    layout = laid_out(spots, links, columns)
    lines = format_html_join(
        "",
        '<path class="edge{}" d="{}"/>',
        ((" edge--hit" if line.pulls else "", line.path) for line in layout.lines),
    )
    boxes = mark_safe("".join(_box(placed) for placed in layout.boxes))
    return format_html(
        '<svg class="map" viewBox="0 0 {} {}" width="{}" height="{}" role="group"'
        ' aria-label="{}">{}{}</svg>',
        layout.width,
        layout.height,
        layout.width,
        layout.height,
        label,
        lines,
        boxes,
    )


def _box(placed: Placed) -> SafeString:
    spot: Any = placed.spot
    inside = format_html(
        "<title>{}</title>"
        '<rect x="{}" y="{}" width="{}" height="{}" rx="{}"/>'
        '<text x="{}" y="{}">{}</text><path class="sign" transform="translate({} {})"'
        ' d="{}"/><text class="sub" x="{}" y="{}">{}</text>',
        f"{spot.name}: {spot.said}",
        placed.x,
        placed.y,
        WIDTH,
        HEIGHT,
        3 if spot.is_item else 8,
        placed.x + 10,
        placed.y + 18,
        placed.short,
        placed.x + 15,
        placed.y + 30,
        _SIGNS[spot.mood],
        placed.x + 26,
        placed.y + 34,
        spot.said[:24],
    )
    if not spot.url:
        return format_html('<g class="node node--{}">{}</g>', spot.mood, inside)
    return format_html(
        '<a class="node node--{}" href="{}">{}</a>', spot.mood, spot.url, inside
    )
