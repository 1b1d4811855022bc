"""How the parts of a major incident's record are shown."""

from typing import Any

from django import template

register = template.Library()


@register.filter
def facts_shown(block: Any) -> list[tuple[str, Any]]:
    """What is known of a part, without what is not."""
    return [
        (name, ", ".join(map(str, value)) if isinstance(value, list) else value)
        for name, value in block.facts.items()
        if value
    ]
