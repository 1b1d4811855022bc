"""The register as a table for spreadsheets: what the page shows, all of it."""

import csv
import io
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpResponseBase, StreamingHttpResponse

from tocsin.foundation.fields.reads import fields
from tocsin.foundation.fields.rules import write
from tocsin.kernel import clock
from tocsin.register.search.reads import search
from tocsin.register.tasks.reads import minutes_on, open_task_counts
from tocsin.register.work.reads import Page, find
from tocsin.surfaces.web.columns import Column, plain_cells, plain_heads
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.register_page import filters_of, looked_for

Some = Callable[[str, int], Page]

_BATCH = 500
_COLUMNS = """ref title state waiting_cause priority impact urgency service_id
category_id team_id owner_id owner_role reporter_id reporter_name channel nature basis
occurred_at detected_at reported_at registered_at acknowledged_at accepted_at
restored_at resolved_at closed_at cancelled_at resolution_kind resolution_code
closure_code reopened_count reassigned_count origin source source_ref flags
tags""".split()
_COUNTED = ("minutes_spent", "open_tasks")
_ALWAYS = ("ref", "title", "priority")
# What a spreadsheet would take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@staff
def export(request: DeskRequest) -> HttpResponseBase:
    """GET /register/export.csv?…: the rows that these filters leave, as their reader
    may see them, with the columns of their view."""
    looked = looked_for(request)
    filters = filters_of(looked.told)
    if asked := str(looked.told.get("q", "")).strip():
        filters = replace(filters, ids=search(request.actor, asked).ids)

    def some(cursor: str, limit: int) -> Page:
        order = looked.order
        return find(request.actor, filters, cursor=cursor, limit=limit, order=order)

    return table_of(some, looked.columns, "register")


def table_of(some: Some, columns: Sequence[Column], word: str) -> HttpResponseBase:
    """The rows as a table, with these columns, or with every fact there is."""
    name = f"{word}-{clock.now():%Y-%m-%d}.csv"
    return StreamingHttpResponse(
        _lines(some, columns),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _lines(some: Some, columns: Sequence[Column]) -> AsyncIterator[str]:
    """The head, then batch after batch: never more than one in memory."""
    own = [] if columns else [f.key for f in await sync_to_async(fields)()]
    yield _csv([_head(columns, own)])
    cursor: str | None = ""
    while cursor is not None:
        page = await sync_to_async(some)(cursor, _BATCH)
        yield await sync_to_async(_written)(page, columns, own)
        cursor = page.cursor


def _head(columns: Sequence[Column], own: list[str]) -> list[str]:
    if columns:
        told = [name for column in columns for name in plain_heads(column)]
        return [*_ALWAYS, *told]
    return [*_COLUMNS, *_COUNTED, *(f"field.{key}" for key in own)]


def _written(page: Page, columns: Sequence[Column], own: list[str]) -> str:
    if not columns:
        _count(page)
    return _csv(_cells(row, columns, own) for row in page.rows)


def _count(page: Page) -> None:
    """Each row tells its minutes spent, and how many of its tasks are open."""
    ids = [row.id for row in page.rows]
    minutes, tasks = minutes_on(ids), open_task_counts(ids)
    for row in page.rows:
        told = (minutes.get(row.id, 0), tasks.get(row.id, 0))
        for name, value in zip(_COUNTED, told, strict=True):
            setattr(row, name, value)


def _cells(row: Any, columns: Sequence[Column], own: list[str]) -> list[str]:
    if columns:
        told = [value for column in columns for value in plain_cells(column, row)]
        return [_cell(value) for value in (*_of(row, _ALWAYS), *told)]
    held = [write(row.fields.get(key)) for key in own]
    return [_cell(value) for value in (*_of(row, _COLUMNS), *_of(row, _COUNTED), *held)]


def _of(row: Any, names: Sequence[str]) -> list[Any]:
    return [getattr(row, name) for name in names]


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
