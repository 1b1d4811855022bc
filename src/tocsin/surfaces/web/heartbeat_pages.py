"""Heartbeats: listed, one with what was heard of it, set up, paused, deleted."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.services.reads import service_choices, service_names
from tocsin.intake.heartbeats import reads
from tocsin.intake.heartbeats.actions import keeping
from tocsin.intake.heartbeats.rules import DOWN, LATE, STATES, may_keep
from tocsin.intake.heartbeats.schedules import length_from, length_told
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web import words_of_heartbeats as words
from tocsin.surfaces.web.editing import Page, edited
from tocsin.surfaces.web.forms import choice, choices, line, offer, text
from tocsin.surfaces.web.pages import DeskRequest, page_or_piece, staff
from tocsin.surfaces.web.refusals import FormIncomplete, NotForYourRole

_ANY = gettext_lazy("Any")
# What needs somebody stands first.
_FIRST = {DOWN: 0, LATE: 1}
_AHEAD = 5


class HeartbeatFilters(forms.Form):
    q = line(gettext_lazy("Name"))
    state = choice(gettext_lazy("State"), choices(words.BEATS, *STATES), empty=_ANY)
    service = choice(gettext_lazy("Service"), [], empty=_ANY)

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "service", service_choices(actor))


@staff
def heartbeat_list(request: DeskRequest) -> HttpResponse:
    """GET /heartbeats: what is down or late first, each with its last pings."""
    form = HeartbeatFilters(request.GET or None, actor=request.actor)
    told = form.cleaned_data if form.is_valid() else {}
    wanted = reads.WantedHeartbeats(
        **{name: told.get(name) or "" for name in form.fields}
    )
    beats = reads.heartbeats(request.actor, wanted)
    lately = reads.latest_pings(beats)
    rows = [
        {"beat": beat, "state": reads.state_of(beat), "pings": lately[beat.id]}
        for beat in beats
    ]
    context = {
        "form": form,
        "rows": sorted(rows, key=lambda row: _FIRST.get(str(row["state"]), 2)),
        "names": service_names({beat.service for beat in beats}),
        "narrowed": wanted != reads.WantedHeartbeats(),
        "may_keep": may_keep(request.actor, ""),
    }
    page, piece = "heartbeats/list.html", "heartbeats/_rows.html"
    return page_or_piece(request, page, piece, context)


class LengthField(forms.CharField):
    """A length as people write it: 5m, 1h30m, 2d."""

    def __init__(self, label: Any, *, required: bool = False, hint: Any = "") -> None:
        widget = forms.TextInput(attrs={"class": "input"})
        super().__init__(label=label, required=required, help_text=hint, widget=widget)

    def clean(self, value: Any) -> Any:
        written = super().clean(value)
        if not written:
            return None
        found = length_from(written)
        if found is None:
            raise forms.ValidationError(_("A length such as 90s, 5m, 1h30m or 2d."))
        return found

    def prepare_value(self, value: Any) -> Any:
        return length_told(value) if isinstance(value, timedelta) else value


class HeartbeatForm(forms.Form):
    name = line(gettext_lazy("Name"), required=True)
    service = choice(gettext_lazy("Service"), [], empty="–")
    period = LengthField(
        gettext_lazy("Heard every"), hint=gettext_lazy("5m, 1h30m, 1d. Or by cron:")
    )
    cron = line(
        gettext_lazy("By cron"),
        hint=gettext_lazy("As the crontab has it: 0 3 * * *"),
    )
    zone = line(
        gettext_lazy("Zone of cron"), hint=gettext_lazy("Such as Europe/Berlin.")
    )
    grace = LengthField(
        gettext_lazy("Grace"),
        required=True,
        hint=gettext_lazy("Waited beyond that before it is down."),
    )
    longest_run = LengthField(
        gettext_lazy("Longest run"),
        hint=gettext_lazy("From a start to its end. Empty: any length."),
    )
    severity = forms.ChoiceField(
        label=gettext_lazy("Severity of its alert"),
        choices=choices(words.SEVERITIES),
        widget=forms.Select(attrs={"class": "input"}),
    )
    message = line(
        gettext_lazy("Title of its alert"),
        hint=gettext_lazy("Empty: its name, and what happened."),
    )
    description = text(gettext_lazy("What it is, and what to do when it is down"))

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "service", service_choices(actor))

    def facts(self) -> dict[str, Any]:
        """Of period and cron the one that was told."""
        told = dict(self.cleaned_data)
        given = told.pop("cron") or ""
        period = told.pop("period")
        if given:
            told["cron"] = given
        if period is not None or not given:
            told["period"] = period
        return told


_USUAL = {
    "period": timedelta(days=1),
    "grace": timedelta(minutes=15),
    "severity": "error",
    "zone": "UTC",
}


@staff
def heartbeat_new(request: DeskRequest) -> HttpResponse:
    if not may_keep(request.actor, ""):
        raise NotForYourRole
    usual = _USUAL | {"service": request.GET.get("service", "")}
    form = HeartbeatForm(request.POST or None, actor=request.actor, initial=usual)
    back = reverse("heartbeats")
    page = Page(_("Add a heartbeat"), _("Add it"), back, _("Heartbeats"))

    def save(_told: dict[str, Any]) -> str:
        facts = form.facts()
        name = facts.pop("name")
        made, _key = keeping.add_heartbeat(name, by=request.actor, **facts)
        return reverse("heartbeat", args=[made.slug])

    return edited(request, form, page, save)


@staff
def heartbeat_change(request: DeskRequest, slug: str) -> HttpResponse:
    beat = _to_keep(request, slug)
    initial = {name: getattr(beat, name) for name in HeartbeatForm.base_fields}
    form = HeartbeatForm(request.POST or None, actor=request.actor, initial=initial)
    address = reverse("heartbeat", args=[slug])
    page = Page(_("Change {name}").format(name=beat.name), _("Save"), address, beat)

    def save(_told: dict[str, Any]) -> str:
        keeping.change_heartbeat(slug, by=request.actor, **form.facts())
        return address

    return edited(request, form, page, save)


def _to_keep(request: DeskRequest, slug: str) -> Any:
    beat = reads.heartbeat_for(request.actor, slug)
    if not reads.keeps(beat, request.actor):
        raise NotForYourRole
    return beat


class KeepForm(forms.Form):
    verb = forms.ChoiceField(
        choices=[(v, v) for v in ("pause", "resume", "rotate", "delete")]
    )
    why = line(gettext_lazy("Why"))


@staff
def heartbeat(request: DeskRequest, slug: str) -> HttpResponse:
    """GET: one heartbeat and what was heard of it. POST: paused, resumed, its key
    rotated, deleted."""
    beat = reads.heartbeat_for(request.actor, slug)
    form = KeepForm(request.POST or None)

    def shown(refusal: Refusal | None = None) -> HttpResponse:
        context = _shown(request, beat) | {"form": form, "refusal": refusal}
        status = refusal.status if refusal else 200
        return render(request, "heartbeats/show.html", context, status=status)

    if request.method != "POST":
        return shown()
    _to_keep(request, slug)
    request.answer_refusal = shown
    if not form.is_valid():
        raise FormIncomplete
    told = form.cleaned_data
    _VERBS[told["verb"]](slug, by=request.actor, why=told["why"])
    if told["verb"] == "delete":
        messages.success(request, _("It is gone, and its address with it."))
        return redirect("heartbeats")
    messages.success(request, _("Saved."))
    return redirect("heartbeat", slug)


_VERBS: Mapping[str, Callable[..., Any]] = {
    "pause": keeping.pause_heartbeat,
    "resume": keeping.resume_heartbeat,
    "rotate": keeping.rotate_heartbeat_key,
    "delete": keeping.delete_heartbeat,
}


def _shown(request: DeskRequest, beat: Any) -> dict[str, Any]:
    keeps = reads.keeps(beat, request.actor)
    schedule = reads.schedule_of(beat)
    heard = reads.pings(request.actor, beat)
    return {
        "beat": beat,
        "state": reads.state_of(beat),
        "pings": heard,
        "lately": [(each.said, each.at) for each in reversed(heard[:60])],
        "service": service_names([beat.service]),
        "every": length_told(beat.period),
        "grace": length_told(beat.grace),
        "longest": length_told(beat.longest_run),
        "ahead": schedule.upcoming(clock.now(), _AHEAD) if beat.cron else [],
        "may_keep": keeps,
        "address": reads.address_of(beat) if keeps else "",
        "crontab": beat.cron or "*/5 * * * *",
    }
