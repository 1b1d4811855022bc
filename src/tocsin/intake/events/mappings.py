"""Mappings that an organisation made for a source of its own."""

from collections.abc import Mapping
from typing import Any

from tocsin.foundation.config.reads import published
from tocsin.intake.events.kinds import MAPPING


def mapping_of(slug: str) -> Mapping[str, Any] | None:
    """The published mapping of a source, as data."""
    held = published(MAPPING, slug)
    return held.body if held else None
