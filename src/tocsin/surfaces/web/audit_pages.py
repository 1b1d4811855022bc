"""For auditors: who changed which setting or right, when, from what, to what, why."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.reads import key_names, names_of
from tocsin.foundation.accounts.rules import ADMINISTRATOR, AUDITOR
from tocsin.foundation.audit.reads import Wanted, find_changes
from tocsin.kernel import clock
from tocsin.surfaces.web.forms import line
from tocsin.surfaces.web.pages import DeskRequest, only
from tocsin.surfaces.web.register_page import day, midnight

_LIMIT = 50
_BATCH = 1000
_COLUMNS = "at actor_kind actor_id subject verb before after why".split()
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class AuditForm(forms.Form):
    """What the audit can be narrowed to; what is left empty narrows nothing."""

    text = line(gettext_lazy("Words"))
    subject = line(gettext_lazy("Subject"))
    actor = line(gettext_lazy("Who, by key"))
    verb = line(gettext_lazy("Verb"))
    since = day(gettext_lazy("From"))
    until = day(gettext_lazy("Until"))

    def wanted(self) -> Wanted:
        told = self.cleaned_data if self.is_valid() else {}
        words = {n: told.get(n) or "" for n in ("text", "subject", "actor", "verb")}
        since, until = told.get("since"), told.get("until")
        return Wanted(**words, since=midnight(since), until=midnight(until, days=1))


@only(AUDITOR, ADMINISTRATOR)
def audit(request: DeskRequest) -> HttpResponse:
    """GET /settings/audit?…: the changes that fit, newest first."""
    form = AuditForm(request.GET)
    told = request.GET.get("from", "")
    before = int(told) if told.isdecimal() and len(told) < 19 else None
    rows = find_changes(form.wanted(), before=before, limit=_LIMIT + 1)
    shown = rows[:_LIMIT]
    names = names_of(row.actor_id for row in shown if row.actor_kind == "person")
    names |= key_names(row.actor_id for row in shown if row.actor_kind == "key")
    context = {
        "form": form,
        "rows": [(row, names.get(row.actor_id, row.actor_id)) for row in shown],
        "cursor": shown[-1].id if len(rows) > _LIMIT else None,
    }
    return render(request, "settings/audit.html", context)


@only(AUDITOR, ADMINISTRATOR)
def audit_export(request: DeskRequest, form: str) -> HttpResponseBase:
    """GET /settings/audit/export.csv and .json: all the changes that fit."""
    wanted = AuditForm(request.GET).wanted()
    lines = _table(wanted) if form == "csv" else _objects(wanted)
    kind = "text/csv; charset=utf-8" if form == "csv" else "application/json"
    name = f"audit-{clock.now():%Y-%m-%d}.{form}"
    return StreamingHttpResponse(
        lines,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _all(wanted: Wanted) -> Iterator[dict[str, Any]]:
    before: int | None = None
    while rows := find_changes(wanted, before=before, limit=_BATCH):
        for row in rows:
            yield {n: getattr(row, n) for n in _COLUMNS} | {"at": row.at.isoformat()}
        before = rows[-1].id


def _objects(wanted: Wanted) -> Iterator[str]:
    mark = "[\n"
    for row in _all(wanted):
        yield mark + json.dumps(row, ensure_ascii=False)
        mark = ",\n"
    yield "[]\n" if mark == "[\n" else "\n]\n"


def _table(wanted: Wanted) -> Iterator[str]:
    yield ",".join(_COLUMNS) + "\r\n"
    for row in _all(wanted):
        out = io.StringIO()
        csv.writer(out).writerow([_cell(value) for value in row.values()])
        yield out.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    plain = isinstance(value, str)
    text = value if plain else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if text.startswith(_FORMULA) else text
