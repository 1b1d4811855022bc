import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.kernel import sql

_QUERIES = sql.load("tocsin.foundation.workspace")


def keep_draft(
    holder: str,
    place: str,
    form: str,
    fields: Mapping[str, Sequence[str]],
    *,
    token: str,
    now: datetime,
) -> bool:
    """Whether it was kept; a form that was sent already is not."""
    told = {"holder": holder, "place": place, "form": form, "token": token, "now": now}
    query = _QUERIES["keep_draft"]
    return bool(sql.execute(query, fields=json.dumps(dict(fields)), **told))


def sent_draft(
    holder: str, place: str, form: str, *, token: str, now: datetime
) -> None:
    told = {"holder": holder, "place": place, "form": form, "token": token, "now": now}
    sql.execute(_QUERIES["sent_draft"], **told)


def forget_drafts(*, before: datetime, batch: int) -> int:
    return sql.execute(_QUERIES["forget_drafts"], before=before, batch=batch)


@dataclass(frozen=True, slots=True)
class _News:
    is_news: bool


def sign(person: str, ref: str, doing: str, *, now: datetime, alive: datetime) -> bool:
    """Whether others see something new by it."""
    told = {"person": person, "ref": ref, "doing": doing, "now": now, "alive": alive}
    return sql.fetch(_QUERIES["sign"], _News, **told)[0].is_news


def forget_presence(*, before: datetime) -> int:
    return sql.execute(_QUERIES["forget_presence"], before=before)
