"""The escalation matrix: as a grid, row by row, and as text."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.foundation.config.reads import history
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal
from tocsin.response.escalation.actions import publish_matrix
from tocsin.response.escalation.invariant import breaches
from tocsin.response.escalation.kinds import MATRIX_KIND
from tocsin.response.escalation.matrix import MATRIX
from tocsin.response.escalation.published import matrix_in_force
from tocsin.response.escalation.queries import standing
from tocsin.response.escalation.reads import body_in_force
from tocsin.response.escalation.refusals import RowUnknown
from tocsin.surfaces.web.matrix_form import MatrixTextForm, RowForm
from tocsin.surfaces.web.matrix_words import RowWords, grid
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.publishing import drafted, sent


@staff
def matrix(request: DeskRequest) -> HttpResponse:
    """The grid of what is in force, its versions, and whether all runs are due. With
    ?as=text all of it is one text, which administrators publish or save as a draft."""
    held = matrix_in_force()
    as_text = request.GET.get("as") == "text"
    form = MatrixTextForm(request.POST or None, held=body_in_force())

    def page(refusal: Refusal | None = None) -> HttpResponse:
        versions, now = history(MATRIX), clock.now()
        context = {
            **grid(held.rows),
            "here": "matrix",
            "number": held.number,
            "form": form,
            "as_text": as_text,
            "versions": versions,
            "authors": names_of(each.author for each in versions),
            "may_edit": request.actor.has(ADMINISTRATOR),
            "breaches": [] if as_text else _seen(request, breaches(now)),
            "standing": standing(now),
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        return render(request, "matrix/matrix.html", context, status=status)

    if request.method != "POST":
        return page()
    sent(request, form, page)
    return _kept(request, form)


def _seen(request: DeskRequest, found: list[Any]) -> list[Any]:
    """Only references, and only to whoever sets Tocsin up: some may be restricted."""
    return found if request.actor.has(ADMINISTRATOR) else []


@staff
def row_new(request: DeskRequest) -> HttpResponse:
    """A row that is not there yet, for administrators."""
    return _row(request, None)


@staff
def row(request: DeskRequest, key: str) -> HttpResponse:
    """One row: whom its levels tell, and its form for administrators."""
    if matrix_in_force().row(key) is None:
        raise RowUnknown(key=key)
    return _row(request, key)


def _row(request: DeskRequest, key: str | None) -> HttpResponse:
    held, force = body_in_force(), matrix_in_force()
    form = RowForm(request.POST or None, actor=request.actor, held=held, key=key)
    row = force.row(key) if key else None
    if request.POST.get("verb") == "remove":
        form.fields["key"].required = False

    def page(refusal: Refusal | None = None) -> HttpResponse:
        names = RowWords([row] if row else [])
        context = {
            "row": row,
            "category": names.category(row) if row else "",
            "conditions": names.conditions(row) if row else [],
            "cells": [names.cell(level) for level in row.levels] if row else [],
            "form": form,
            "may_edit": request.actor.has(ADMINISTRATOR),
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        return render(request, "matrix/row.html", context, status=status)

    if request.method != "POST":
        return page()
    sent(request, form, page)
    return _kept(request, form)


def _kept(request: DeskRequest, form: Any) -> HttpResponse:
    if request.POST.get("verb") == "draft":
        return drafted(request, MATRIX_KIND, "default", form)
    body = form.body()
    if request.POST.get("verb") == "remove":
        body = {"rows": [row for row in body["rows"] if row != form.row()]}
    told = form.cleaned_data
    publish_matrix(body, by=request.actor, why=told["why"], override=told["override"])
    messages.success(
        request, _("Published. Incidents that begin to climb from now on go by it.")
    )
    return redirect("matrix")
