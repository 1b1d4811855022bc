"""A file of people by pages: handed in, mapped, tried, carried out, watched."""

import re

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import slugify
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.foundation.config.actions import publish_checked
from tocsin.foundation.directory.actions import plan_run, start_run
from tocsin.foundation.directory.asking import FILE
from tocsin.foundation.directory.kinds import (
    MAPPING_KIND,
    fit,
    mapping_called,
    mappings,
)
from tocsin.foundation.directory.reads import content_of
from tocsin.foundation.directory.rules import Plan
from tocsin.foundation.directory.tables import Mapped, guessed, told_in
from tocsin.foundation.files.actions import keep
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.sheets import Sheet, sheet_of
from tocsin.surfaces.web.directory_forms import PeopleForm, UploadForm
from tocsin.surfaces.web.directory_pages import shown_plan
from tocsin.surfaces.web.pages import DeskRequest, only
from tocsin.surfaces.web.refusals import FormIncomplete


@only(ADMINISTRATOR)
def people_import(request: DeskRequest) -> HttpResponse:
    """A file is handed in; it is mapped next."""
    form = UploadForm(request.POST or None, request.FILES or None, known=mappings())

    def page(refusal: Refusal | None = None) -> HttpResponse:
        context = {"form": form, "refusal": refusal}
        status = refusal.status if refusal else 200
        return render(request, "directory/import.html", context, status=status)

    if request.method != "POST":
        return page()
    request.answer_refusal = page
    if not form.is_valid():
        raise FormIncomplete
    file = form.cleaned_data["file"]
    kept = keep(file, file.name)
    sheet_of(file.name, content_of(kept.digest))
    asked = {"name": file.name, "mapping": form.cleaned_data["mapping"]}
    address = reverse("directory-map", args=[kept.digest])
    return redirect(f"{address}?{urlencode(asked)}")


@only(ADMINISTRATOR)
def people_map(request: DeskRequest, file: str) -> HttpResponse:
    """What the columns of a file become; tried, kept, carried out from here."""
    content, name = content_of(file), request.GET.get("name", "") or "people"
    sheet = sheet_of(name, content)
    began = _begin(request, name, sheet)
    posted = request.POST if request.method == "POST" else None
    form = PeopleForm(posted, sheet=sheet, mapped=began)

    def page(refusal: Refusal | None = None, plan: Plan | None = None) -> HttpResponse:
        context = {"form": form, "sheet": sheet, "name": name, "refusal": refusal}
        context |= shown_plan(plan)
        status = refusal.status if refusal else 200
        return render(request, "directory/mapping.html", context, status=status)

    if request.method != "POST":
        return page()
    request.answer_refusal = page
    if not form.is_valid():
        raise FormIncomplete
    mapped = fit(form.body())
    verb = request.POST.get("verb")
    if verb == "start":
        run = start_run(
            mapped.source,
            FILE,
            by=request.actor,
            name=name,
            file=file,
            mapping=mapped.body(),
            is_confirmed=form.cleaned_data["confirmed"],
        )
        messages.success(request, _("It has begun; this page may be left."))
        return redirect("directory-run", run.pk)
    if verb == "save":
        _keep_mapping(request, form, mapped)
        return page()
    return page(plan=plan_run(told_in(name, content, mapped)))


def _begin(request: DeskRequest, name: str, sheet: Sheet) -> Mapped:
    """The mapping to begin with: the one that was chosen, else a guess."""
    if chosen := request.GET.get("mapping", ""):
        return mapping_called(chosen)
    plain = re.sub(r"[^a-z0-9._-]+", "-", name.lower().split(".")[0]).strip("-._")
    return guessed(sheet.columns, plain[:40] or "file")


def _keep_mapping(request: DeskRequest, form: PeopleForm, mapped: Mapped) -> None:
    name = slugify(form.cleaned_data["save_as"]) or mapped.source
    body = {**mapped.body(), "title": form.cleaned_data["save_as"] or name}
    publish_checked(MAPPING_KIND, name, body, by=request.actor, why=_("For imports"))
    messages.success(request, _("Kept as {name}.").format(name=name))
