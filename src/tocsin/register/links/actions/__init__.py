"""The verbs that tie incidents together and part them again."""

from tocsin.register.links.actions.following import follow
from tocsin.register.links.actions.merging import merge, undo_merge
from tocsin.register.links.actions.reaching import (
    close_with_children,
    reply_with_children,
    resolve_with_children,
    restore_with_children,
)
from tocsin.register.links.actions.splitting import split
from tocsin.register.links.actions.tying import link, unlink

__all__ = [
    "close_with_children",
    "follow",
    "link",
    "merge",
    "reply_with_children",
    "resolve_with_children",
    "restore_with_children",
    "split",
    "undo_merge",
    "unlink",
]
