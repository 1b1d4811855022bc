"""The verbs of a person's desk. None of them shows anybody more than they may see."""

from tocsin.foundation.workspace.actions.drafts import (
    drop_draft,
    forget_old_drafts,
    keep_draft,
)
from tocsin.foundation.workspace.actions.erasing import forget_desk_of
from tocsin.foundation.workspace.actions.limits import set_wip_limit
from tocsin.foundation.workspace.actions.presence import (
    forget_signs,
    leave,
    sign_of_presence,
)
from tocsin.foundation.workspace.actions.views import (
    change_view,
    copy_view,
    delete_view,
    open_first,
    save_view,
)

__all__ = [
    "change_view",
    "copy_view",
    "delete_view",
    "drop_draft",
    "forget_desk_of",
    "forget_old_drafts",
    "forget_signs",
    "keep_draft",
    "leave",
    "open_first",
    "save_view",
    "set_wip_limit",
    "sign_of_presence",
]
