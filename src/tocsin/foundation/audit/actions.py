from typing import Any

from django.db import transaction

from tocsin.foundation.audit.models import Change
from tocsin.kernel import clock
from tocsin.kernel.text import holdable

By = tuple[str, str]
"""Who did it: the kind of actor and its id, never a name."""


@transaction.atomic
def record_change(
    subject: str,
    verb: str,
    *,
    by: By,
    before: Any = None,
    after: Any = None,
    why: str = "",
) -> Change:
    """The change is on record for good, in the caller's transaction.

    Neither `before` nor `after` may hold personal values: rows here cannot be
    erased, so people appear by key.
    """
    kind, name = by
    return Change.objects.create(
        at=clock.now(),
        actor_kind=kind,
        actor_id=name,
        subject=subject,
        verb=verb,
        before=before,
        after=after,
        why=holdable(why),
    )
