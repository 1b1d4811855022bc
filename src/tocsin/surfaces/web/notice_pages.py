"""Notices at the desk: listed, published, updated, mended, told afterwards."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.kernel import home
from tocsin.kernel.refusal import Refusal
from tocsin.register.core.reads.visible import incident_for
from tocsin.response.stakeholders.reads import drafts_waiting
from tocsin.response.statuspage.actions.automatic import values_of
from tocsin.response.statuspage.actions.noticing import (
    Past,
    Said,
    backfill_notice,
    edit_update,
    publish_notice,
    take_over_notice,
    update_notice,
)
from tocsin.response.statuspage.models import Component, Page
from tocsin.response.statuspage.reads.desk import (
    components_for,
    deliveries_of,
    main_page,
    notice_for,
    notices_for,
    page_for,
    pages_for,
    unconfirmed,
)
from tocsin.response.statuspage.reads.greeting import greeting, languages
from tocsin.response.statuspage.rules.standing import may_follow, state_of_impact
from tocsin.response.statuspage.rules.words import (
    INVESTIGATING,
    NOTICE_STATUSES,
    RESOLVED,
    WORK,
    WORK_STATUSES,
    may_publish,
)
from tocsin.response.statuspage.templates import filled, templates
from tocsin.surfaces.web.notice_forms import (
    MendForm,
    NoticeForm,
    PastForm,
    SayingForm,
    initial_states,
)
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.refusals import FormIncomplete, NotForYourRole


@staff
def notice_list(request: DeskRequest) -> HttpResponse:
    """GET /notices: what is open, what waits for a person, what was; ?page=<slug>."""
    page = request.GET.get("page", "")
    found = notices_for(request.actor, page=page)
    context = {
        "open": [each for each in found if each.row.ended_at is None],
        "over": [each for each in found if each.row.ended_at is not None],
        "pages": pages_for(request.actor),
        "waiting": unconfirmed(request.actor),
        "drafts": drafts_waiting(request.actor),
        "may_publish": may_publish(request.actor),
        "may_set_up": request.actor.has(ADMINISTRATOR),
    }
    return render(request, "notices/list.html", context)


@staff
def notice_new(request: DeskRequest) -> HttpResponse:
    """GET …?page=&ref=&template=: a form filled in as far as it is known. POST: the
    page says it."""
    if not may_publish(request.actor):
        raise NotForYourRole
    page = _page(request)
    if page is None:
        return redirect("notices")
    rows = components_for(request.actor, page)
    form = NoticeForm(
        request.POST or None,
        components=rows,
        statuses=NOTICE_STATUSES[:3],
        initial=_initial(request, page, rows),
    )

    def shown(refusal: Refusal | None = None) -> HttpResponse:
        context = {
            "form": form,
            "page": page,
            "pages": pages_for(request.actor),
            "templates": templates(),
            "ref": request.GET.get("ref", ""),
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        return render(request, "notices/new.html", context, status=status)

    if request.method != "POST":
        return shown()
    request.answer_refusal = shown
    if not form.is_valid():
        raise FormIncomplete
    made = publish_notice(page.slug, by=request.actor, **form.facts())
    messages.success(request, _("Published."))
    if made.ref:
        return redirect("incident", made.ref)
    return redirect("notice", made.code)


def _page(request: DeskRequest) -> Page | None:
    told = request.POST.get("page") or request.GET.get("page", "")
    if told:
        return page_for(request.actor, told)
    return main_page() or next(iter(pages_for(request.actor)), None)


def _initial(request: DeskRequest, page: Page, rows: list[Component]) -> dict[str, Any]:
    """What is known of the incident: the components behind which its service stands,
    as its impact has them; and a template's words."""
    told: dict[str, Any] = {"status": INVESTIGATING}
    shown, service = list[Component](), ""
    if ref := request.GET.get("ref", ""):
        incident = incident_for(request.actor, ref)
        told["ref"] = incident.ref
        shown = [row for row in rows if incident.service_id in row.services]
        state = state_of_impact(incident.impact)
        told |= initial_states({row.code: state for row in shown})
        service = str(incident.service or "")
    wanted = request.GET.get("template", "")
    template = next((each for each in templates() if each.key == wanted), None)
    if template is not None:
        values = values_of(page, shown, service)
        told["title"] = filled(template.title, values)
        told["text"] = filled(template.text, values)
        told["status"] = template.status or told["status"]
        told["quiet"] = not template.tell
    return told


@staff
def notice(request: DeskRequest, code: str) -> HttpResponse:
    """GET: one notice, what it said and who was told. POST: it says more."""
    said = notice_for(request.actor, code)
    row = said.row
    rows = components_for(request.actor, row.page)
    words = WORK_STATUSES if row.kind == WORK else NOTICE_STATUSES
    statuses = [each for each in words if may_follow(row.kind, row.status, each)]
    form = SayingForm(
        request.POST or None,
        components=rows,
        statuses=statuses,
        initial={"status": row.status, "impact": row.impact_by_hand}
        | initial_states(row.affected),
    )

    def shown(refusal: Refusal | None = None) -> HttpResponse:
        told = deliveries_of(said.updates)
        context = {
            "said": said,
            "lines": [(each, told.get(each.pk, {})) for each in said.updates],
            "form": form,
            "may_publish": may_publish(request.actor),
            "may_say": bool(statuses),
            "teller": names_of([row.teller]).get(row.teller, ""),
            "is_mine": row.teller == request.actor.id,
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        return render(request, "notices/show.html", context, status=status)

    if request.method != "POST":
        return shown()
    if not may_publish(request.actor):
        raise NotForYourRole
    request.answer_refusal = shown
    if not form.is_valid():
        raise FormIncomplete
    update_notice(code, by=request.actor, **form.facts())
    messages.success(request, _("Published."))
    return redirect("notice", code)


@staff
@require_POST
def notice_take_over(request: DeskRequest, code: str) -> HttpResponse:
    """Whoever asks tells people of it from now on."""
    if not may_publish(request.actor):
        raise NotForYourRole
    notice_for(request.actor, code)
    take_over_notice(code, by=request.actor)
    messages.success(request, _("Yours: you are reminded of what was promised."))
    return redirect("notice", code)


@staff
def notice_greeting(request: DeskRequest) -> HttpResponse:
    """GET: what the telephone says now in each language, and where it reads that."""
    context = {"greetings": [greeting(each) for each in languages()], "url": home.url()}
    return render(request, "notices/greeting.html", context)


@staff
def notice_mend(request: DeskRequest, code: str, update: str) -> HttpResponse:
    """What an update says is mended; subscribers are told only where that is wanted."""
    said = notice_for(request.actor, code)
    if not may_publish(request.actor):
        raise NotForYourRole
    row = next((each for each in said.updates if each.code == update), None)
    if row is None:
        raise Http404
    initial = {"text": row.text, "at": row.at}
    form = MendForm(request.POST or None, initial=initial)

    def shown(refusal: Refusal | None = None) -> HttpResponse:
        title, back = _("Mend what was said"), reverse("notice", args=[code])
        page = {"title": title, "back": back, "back_word": said.row.title}
        page["button"] = _("Mend it")
        context = {"form": form, "page": page, "refusal": refusal}
        status = refusal.status if refusal else 200
        return render(request, "notices/form.html", context, status=status)

    if request.method != "POST":
        return shown()
    request.answer_refusal = shown
    if not form.is_valid():
        raise FormIncomplete
    edit_update(code, update, by=request.actor, **form.cleaned_data)
    told = form.cleaned_data["tell"]
    words = _("Mended. Subscribers are told."), _("Mended. Nobody was told.")
    messages.success(request, words[not told])
    return redirect("notice", code)


@staff
def notice_past(request: DeskRequest) -> HttpResponse:
    """The history tells of something that is over."""
    if not may_publish(request.actor):
        raise NotForYourRole
    page = _page(request)
    if page is None:
        return redirect("notices")
    form = PastForm(
        request.POST or None, components=components_for(request.actor, page)
    )

    def shown(refusal: Refusal | None = None) -> HttpResponse:
        about = {"title": _("Tell of something past"), "button": _("Into the history")}
        about |= {"back": reverse("notices"), "back_word": _("Notices")}
        context = {"form": form, "page": about, "refusal": refusal}
        status = refusal.status if refusal else 200
        return render(request, "notices/form.html", context, status=status)

    if request.method != "POST":
        return shown()
    request.answer_refusal = shown
    if not form.is_valid():
        raise FormIncomplete
    told = form.cleaned_data
    past = Past(
        title=told["title"],
        began_at=told["began_at"],
        ended_at=told["ended_at"],
        updates=(
            Said(told["began_at"], INVESTIGATING, told["first"]),
            Said(told["ended_at"], RESOLVED, told["last"]),
        ),
        components=form.components(),
    )
    made = backfill_notice(page.slug, past, by=request.actor)
    messages.success(request, _("It stands in the history."))
    return redirect("notice", made.code)
