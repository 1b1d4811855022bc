"""Sessions of people who signed in, kept so that they can be listed and ended.

A session ends when its row goes. The clock is the real one: nobody stays signed in
because a test, a drill or a replay holds time.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as Rows
from django.http import HttpRequest

from tocsin.foundation.accounts import models
from tocsin.kernel import clock
from tocsin.kernel.text import holdable

_SEEN = "seen"
# A session is written when its person comes from elsewhere, or was not seen so long.
_EVERY = timedelta(minutes=5)


class SessionStore(Rows):
    """Django's sessions in the database; each row says whose it is and from where."""

    @classmethod
    def get_model_class(cls) -> Any:
        return models.Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        row.person_id = data.get("_auth_user_id")
        seen = data.get(_SEEN)
        if row.person_id and seen:
            row.address, row.agent = seen["address"], seen["agent"]
            row.begun_at, row.seen_at = seen["begun_at"], seen["at"]
        return row


def see(request: HttpRequest) -> None:
    """The session knows when and from where its person was seen last.

    It ends a fortnight after it began, however often it is used meanwhile.
    """
    now, before = clock.real_now(), request.session.get(_SEEN)
    here = {
        "address": str(request.META.get("REMOTE_ADDR", ""))[:64],
        "agent": holdable(request.headers.get("User-Agent", ""))[:200],
    }
    if before and here.items() <= before.items() and _is_fresh(before["at"], now):
        return
    if not before:
        request.session.set_expiry(now + timedelta(seconds=settings.SESSION_COOKIE_AGE))
    begun_at = before["begun_at"] if before else now.isoformat()
    request.session[_SEEN] = here | {"at": now.isoformat(), "begun_at": begun_at}


def _is_fresh(at: str, now: datetime) -> bool:
    return now - datetime.fromisoformat(at) < _EVERY
