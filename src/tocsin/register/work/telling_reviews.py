"""What entries about reviews after incidents say, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

# Who reads a review that is published.
AUDIENCES = {
    "internal": gettext_lazy("colleagues"),
    "executives": gettext_lazy("executives"),
    "customers": gettext_lazy("customers"),
}


def of_reviews(body: Mapping[str, Any]) -> dict[str, str]:
    """What the sentences of these kinds name."""
    audience = str(body.get("audience", ""))
    number, title = str(body.get("action", "?")), str(body.get("title") or "")
    return {
        "review": str(body.get("review", "")),
        "readers": str(AUDIENCES.get(audience, audience)),
        "action": f"{number}: {title}" if title else number,
    }
