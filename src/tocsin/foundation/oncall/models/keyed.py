from typing import Any

from django.db import models


def somebody(*, null: bool = False) -> Any:
    """A person, by the key that stays when all else of them is erased."""
    return models.ForeignKey(
        "accounts.Person",
        models.PROTECT,
        to_field="key",
        null=null,
        blank=null,
        related_name="+",
    )
