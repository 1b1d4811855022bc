"""Verbs about documents and single values."""

from tocsin.foundation.config.actions.documents import (
    amend_draft,
    discard_draft,
    draft,
    publish,
    publish_new,
    retire,
    withdraw,
)
from tocsin.foundation.config.actions.drafts import (
    drop_draft,
    publish_checked,
    publish_draft,
    restore_version,
    retire_published,
    save_draft,
    withdraw_planned,
)
from tocsin.foundation.config.actions.options import reset_option, set_option

__all__ = [
    "amend_draft",
    "discard_draft",
    "draft",
    "drop_draft",
    "publish",
    "publish_checked",
    "publish_draft",
    "publish_new",
    "reset_option",
    "restore_version",
    "retire",
    "retire_published",
    "save_draft",
    "set_option",
    "withdraw",
    "withdraw_planned",
]
