"""The register as a table for spreadsheets: what the page shows, all of it."""

import csv
import io
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpResponseBase, StreamingHttpResponse

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.fields.reads import fields
from tocsin.foundation.fields.rules import write
from tocsin.kernel import clock
from tocsin.register.search.reads import search
from tocsin.register.work.reads import Filters, find
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.register_page import FilterForm, filters_of

_BATCH = 500
_COLUMNS = """ref title state waiting_cause priority impact urgency service_id
category_id team_id owner_id owner_role reporter_id reporter_name channel nature basis
occurred_at detected_at reported_at registered_at acknowledged_at accepted_at
restored_at resolved_at closed_at cancelled_at resolution_kind resolution_code
closure_code reopened_count reassigned_count origin source source_ref flags""".split()
# What a spreadsheet would take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@staff
def export(request: DeskRequest) -> HttpResponseBase:
    """GET /register/export.csv?…: the rows that these filters leave, as their reader
    may see them."""
    form = FilterForm(request.GET or None, actor=request.actor)
    told = form.cleaned_data if form.is_valid() else {}
    filters = filters_of(told)
    if asked := str(told.get("q", "")).strip():
        filters = replace(filters, ids=search(request.actor, asked).ids)
    name = f"register-{clock.now():%Y-%m-%d}.csv"
    return StreamingHttpResponse(
        _lines(request.actor, filters),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _lines(actor: Actor, filters: Filters) -> AsyncIterator[str]:
    """The head, then batch after batch: never more than one in memory."""
    own = [field.key for field in await sync_to_async(fields)()]
    yield _csv([[*_COLUMNS, *(f"field.{key}" for key in own)]])
    cursor: str | None = ""
    while cursor is not None:
        page = await sync_to_async(find)(actor, filters, cursor=cursor, limit=_BATCH)
        yield _csv(_cells(row, own) for row in page.rows)
        cursor = page.cursor


def _cells(row: Any, own: list[str]) -> list[str]:
    told = [_cell(getattr(row, name)) for name in _COLUMNS]
    return told + [_cell(write(row.fields.get(key))) for key in own]


def _csv(rows: Iterable[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    text = ", ".join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
