"""/audit: who changed which setting or right. For keys that administer."""

from datetime import datetime
from typing import Any

from ninja import Query, Router, Schema
from pydantic import Field

from tocsin.foundation.audit.reads import Wanted, find_changes
from tocsin.surfaces.api.bearer import ADMINISTRATORS, ApiRequest
from tocsin.surfaces.api.operations import reading
from tocsin.surfaces.api.shapes import Bound, Cursor, Limit, Words

router = Router(tags=["Audit"])


class Auditing(Schema):
    """What the audit is narrowed to; what is left out narrows nothing."""

    q: Words = Field("", description="Words in subject, verb or reason.")
    subject: Words = Field("", examples=["option:work.reopen_days"])
    verb: Words = ""
    actor: Words = Field("", description="Who did it: a person's key, a key's prefix.")
    since: Bound = None
    until: Bound = None
    cursor: Cursor = ""
    limit: Limit = 50


class ChangeShape(Schema):
    id: int
    at: datetime
    actor_kind: str
    actor_id: str
    subject: str
    verb: str
    before: Any
    after: Any
    why: str


class ChangePage(Schema):
    items: list[ChangeShape]
    next: str | None = Field(description="The cursor of the next page, or null.")


@reading(router, "", ChangePage, Auditing, keys=ADMINISTRATORS)
def get_audit(request: ApiRequest, asked: Query[Auditing]) -> ChangePage:
    """Every change of a setting or a right, the newest first."""
    told = asked.model_dump(exclude={"q", "cursor", "limit"})
    before = int(asked.cursor) if asked.cursor else None
    wanted = Wanted(text=asked.q, **told)
    rows = find_changes(wanted, before=before, limit=asked.limit + 1)
    items = [ChangeShape.from_orm(row) for row in rows[: asked.limit]]
    more = len(rows) > asked.limit
    return ChangePage(items=items, next=str(items[-1].id) if more else None)
