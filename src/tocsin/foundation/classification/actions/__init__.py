"""Verbs about categories, and about what is published for classifying."""

from tocsin.foundation.classification.actions.categories import (
    add_category,
    change_category,
    hand_over,
)
from tocsin.foundation.classification.actions.publishing import (
    publish_codes,
    publish_matrix,
    publish_model,
    retire_model,
)

__all__ = [
    "add_category",
    "change_category",
    "hand_over",
    "publish_codes",
    "publish_matrix",
    "publish_model",
    "retire_model",
]
