"""Anybody's register by pages: handed in, mapped, tried, carried out, watched."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import slugify
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.foundation.config.actions import publish_checked
from tocsin.foundation.files.actions import keep
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.sheets import Sheet, sheet_of
from tocsin.register.transfer.anyones.actions import (
    Plan,
    plan_records,
    start_import,
    stop_import,
)
from tocsin.register.transfer.anyones.kinds import MAPPING_KIND
from tocsin.register.transfer.anyones.names import names_here
from tocsin.register.transfer.anyones.reads import (
    content_of,
    fit_mapping,
    mapping_for,
    mapping_named,
    mappings,
    rejects_of,
    run_for,
    runs,
)
from tocsin.register.transfer.anyones.rules import Mapped
from tocsin.register.transfer.anyones.suggesting import words_in
from tocsin.surfaces.web.own_fields import fact_word
from tocsin.surfaces.web.pages import DeskRequest, only
from tocsin.surfaces.web.record_import_forms import MappingForm, UploadForm
from tocsin.surfaces.web.refusals import FormIncomplete

# A page tries so many records; the command line tries all of them.
_TRIED = 20_000
_SHOWN = 30
# What a spreadsheet would take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@only(ADMINISTRATOR)
def imports(request: DeskRequest) -> HttpResponse:
    """The imports so far; a file that is handed in is mapped next."""
    form = UploadForm(request.POST or None, request.FILES or None, known=mappings())

    def page(refusal: Refusal | None = None) -> HttpResponse:
        found = runs(request.actor)
        context = {
            "runs": found,
            "people": names_of(run.by for run in found),
            "form": form,
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        return render(request, "transfer/imports.html", context, status=status)

    if request.method != "POST":
        return page()
    request.answer_refusal = page
    if not form.is_valid():
        raise FormIncomplete
    file = form.cleaned_data["file"]
    kept = keep(file, file.name)
    sheet_of(file.name, content_of(kept.digest))
    asked = {"name": file.name, "mapping": form.cleaned_data["mapping"]}
    address = reverse("import-map", args=[kept.digest])
    return redirect(f"{address}?{urlencode(asked)}")


@only(ADMINISTRATOR)
def mapping(request: DeskRequest, file: str) -> HttpResponse:
    """What the columns of a file become; tried, kept, carried out from here."""
    content, name = content_of(file), request.GET.get("name", "") or "records"
    sheet = sheet_of(name, content)
    began = _begin(request, name, sheet)
    form = _form(request, name, content, sheet, began)

    def page(refusal: Refusal | None = None, plan: Plan | None = None) -> HttpResponse:
        context = {"form": form, "sheet": sheet, "name": name, "refusal": refusal}
        context |= _shown(plan)
        status = refusal.status if refusal else 200
        return render(request, "transfer/mapping.html", context, status=status)

    if request.method != "POST":
        return page()
    request.answer_refusal = page
    if not form.is_valid():
        raise FormIncomplete
    verb = request.POST.get("verb")
    mapped = fit_mapping(form.body())
    if verb == "start":
        run = start_import(name, mapped, by=request.actor, file=file)
        messages.success(request, _("It has begun; this page may be left."))
        return redirect("import-run", run.pk)
    if verb == "save":
        _keep_mapping(request, form, mapped)
    plan = plan_records(name, content, mapped, most=_TRIED) if verb == "try" else None
    form = _form(request, name, content, sheet, mapped, sent=False)
    return page(plan=plan)


def _begin(request: DeskRequest, name: str, sheet: Sheet) -> Mapped:
    """The mapping to begin with: the one that was chosen, else a guess."""
    if chosen := request.GET.get("mapping", ""):
        return mapping_named(chosen)
    plain = re.sub(r"[^a-z0-9._-]+", "-", name.lower().split(".")[0]).strip("-._")
    return mapping_for(sheet, plain[:40] or "file")


def _form(
    request: DeskRequest,
    name: str,
    content: bytes,
    sheet: Sheet,
    mapped: Mapped,
    *,
    sent: bool = True,
) -> MappingForm:
    posted = request.POST if sent and request.method == "POST" else None
    found = {} if posted else words_in(name, content, mapped, names_here())
    return MappingForm(posted, sheet=sheet, mapped=mapped, suggested=found)


def _keep_mapping(request: DeskRequest, form: MappingForm, mapped: Mapped) -> None:
    name = slugify(form.cleaned_data["save_as"]) or mapped.source
    body = {**mapped.body(), "title": form.cleaned_data["save_as"] or name}
    publish_checked(MAPPING_KIND, name, body, by=request.actor, why=_("For imports"))
    messages.success(request, _("Kept as {name}.").format(name=name))


def _shown(plan: Plan | None) -> dict[str, Any]:
    if plan is None:
        return {}
    flags = [(fact_word(name), n) for name, n in plan.flags.most_common(_SHOWN)]
    odd = [(*what, n) for what, n in plan.unusable.most_common(_SHOWN)]
    return {"plan": plan, "plan_flags": flags, "plan_odd": odd}


@only(ADMINISTRATOR)
def run(request: DeskRequest, number: int) -> HttpResponse:
    """How far one import is; sent, it is stopped."""
    found = run_for(request.actor, number)
    if request.method == "POST":
        stop_import(found.pk, by=request.actor)
        return redirect("import-run", found.pk)
    context = {
        "run": found,
        "going": found.state in ("waiting", "running"),
        "who": names_of([found.by]).get(found.by, _("the command line")),
    }
    return render(request, "transfer/run.html", context)


@only(ADMINISTRATOR)
def rejects(request: DeskRequest, number: int) -> HttpResponseBase:
    """GET …/rejects.csv: the records that could not be used, with why."""
    found = run_for(request.actor, number)
    return StreamingHttpResponse(
        _table(found),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="rejects.csv"'},
    )


def _table(found: Any) -> Iterator[str]:
    for row in rejects_of(found):
        yield _line(row)


def _line(values: list[str]) -> str:
    out = io.StringIO()
    safe = [f"'{each}" if each.startswith(_FORMULA) else each for each in values]
    csv.writer(out).writerow(safe)
    return out.getvalue()
