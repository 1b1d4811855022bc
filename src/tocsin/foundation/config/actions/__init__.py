"""Verbs about documents and single values."""

from tocsin.foundation.config.actions.documents import (
    draft,
    publish,
    publish_new,
    retire,
)
from tocsin.foundation.config.actions.options import reset_option, set_option

__all__ = [
    "draft",
    "publish",
    "publish_new",
    "reset_option",
    "retire",
    "set_option",
]
