"""A badge that stands on other people's pages."""

from django.utils.html import format_html

from tocsin.response.statuspage.reads.shown import Picture
from tocsin.response.statuspage.rules.words import (
    DEGRADED,
    MAINTENANCE,
    MAJOR,
    OPERATIONAL,
    PARTIAL,
)
from tocsin.response.statuspage.statements import state_word

# As the tokens of light pages have them: a badge is an image, and knows no tokens.
_COLOURS = {
    "none": "#2f7a52",
    "minor": "#a35e0a",
    "major": "#a35e0a",
    "critical": "#b32320",
    "maintenance": "#3b5b8c",
}
_STATES = {
    "none": OPERATIONAL,
    "minor": DEGRADED,
    "major": PARTIAL,
    "critical": MAJOR,
    "maintenance": MAINTENANCE,
}
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="22" role="img"'
    ' aria-label="{name}: {word}"><title>{name}: {word}</title>'
    '<rect width="{width}" height="22" rx="4" fill="#3a3632"/>'
    '<rect x="{left}" width="{right}" height="22" rx="4" fill="{colour}"/>'
    '<g fill="#fff" font-family="system-ui,sans-serif" font-size="12"'
    ' text-anchor="middle"><text x="{name_at}" y="15">{name}</text>'
    '<text x="{word_at}" y="15">{word}</text></g></svg>'
)
_LETTER, _AIR = 7, 16


def badge(picture: Picture) -> bytes:
    name, word = picture.page.name[:40], state_word(_STATES[picture.indicator])
    left, right = (len(text) * _LETTER + _AIR for text in (name, word))
    drawn = format_html(
        _SVG,
        name=name,
        word=word,
        left=left,
        right=right,
        width=left + right,
        name_at=left // 2,
        word_at=left + right // 2,
        colour=_COLOURS[picture.indicator],
    )
    return drawn.encode()
