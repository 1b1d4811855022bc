"""Watching, and what people are told: made once, read, mailed, wished otherwise."""

from tocsin.register.watching.actions.carrying import carry_watchers
from tocsin.register.watching.actions.mailing import mail_notifications
from tocsin.register.watching.actions.reading import (
    forget_notifications,
    mark_all_read,
    mark_read,
    mark_seen,
    wish,
)
from tocsin.register.watching.actions.telling import tell_of
from tocsin.register.watching.actions.watchers import keep_watchers, unwatch, watch

__all__ = [
    "carry_watchers",
    "forget_notifications",
    "keep_watchers",
    "mail_notifications",
    "mark_all_read",
    "mark_read",
    "mark_seen",
    "tell_of",
    "unwatch",
    "watch",
    "wish",
]
