"""Planned work on status pages: told ahead, once or again by a rule."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tocsin.kernel.refusal import Refusal
from tocsin.response.statuspage.actions.working import (
    FLAGS,
    end_series,
    plan_work,
    repeat_work,
)
from tocsin.response.statuspage.models import Page
from tocsin.response.statuspage.reads.desk import (
    components_for,
    main_page,
    page_for,
    pages_for,
)
from tocsin.response.statuspage.rules.words import may_publish
from tocsin.surfaces.web.notice_forms import WorkForm
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.refusals import FormIncomplete, NotForYourRole


@staff
def work_new(request: DeskRequest) -> HttpResponse:
    """GET …?page=<slug>: a form. POST: the page tells of it."""
    if not may_publish(request.actor):
        raise NotForYourRole
    told = request.GET.get("page", "")
    page = page_for(request.actor, told) if told else main_page()
    page = page or next(iter(pages_for(request.actor)), None)
    if page is None:
        return redirect("notices")
    initial = {"flags": [name for name, is_on in FLAGS.items() if is_on], "minutes": 60}
    rows = components_for(request.actor, page)
    form = WorkForm(request.POST or None, components=rows, initial=initial)

    def shown(refusal: Refusal | None = None) -> HttpResponse:
        about = {"title": _("Plan work"), "button": _("Put it on the page")}
        about |= {"back": reverse("notices"), "back_word": _("Notices")}
        context = {"form": form, "page": about, "refusal": refusal}
        status = refusal.status if refusal else 200
        return render(request, "notices/form.html", context, status=status)

    if request.method != "POST":
        return shown()
    request.answer_refusal = shown
    if not form.is_valid():
        raise FormIncomplete
    _plan(request, page, form)
    messages.success(request, _("It stands on the page."))
    return redirect("notices")


def _plan(request: DeskRequest, page: Page, form: WorkForm) -> None:
    told = form.cleaned_data
    shared: dict[str, Any] = {
        "title": told["title"],
        "text": told["text"],
        "components": told["components"],
        **form.chosen_flags(),
    }
    if rule := form.chosen_rule():
        begins = localtime(told["starts_at"])
        repeat_work(
            page.slug,
            by=request.actor,
            begins=begins.replace(tzinfo=None).isoformat(timespec="minutes"),
            minutes=told["minutes"],
            zone=str(begins.tzinfo),
            rule=rule,
            **shared,
        )
        return
    ends = told["starts_at"] + timedelta(minutes=told["minutes"])
    plan_work(
        page.slug,
        by=request.actor,
        starts_at=told["starts_at"],
        until_at=ends,
        tell=not told["quiet"],
        **shared,
    )


@staff
def series_end(request: DeskRequest, number: int) -> HttpResponse:
    """POST: this work comes no more."""
    if request.method != "POST":
        return redirect("notices")
    if not may_publish(request.actor):
        raise NotForYourRole
    series = end_series(number, by=request.actor)
    messages.success(request, _("It comes no more."))
    return redirect("notice-page", series.page.slug)
