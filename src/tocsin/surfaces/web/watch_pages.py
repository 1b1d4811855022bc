"""Watching, mentions while one types, notifications, and how one wants to be told."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tocsin.foundation.accounts.reads import names_of
from tocsin.register.watching.actions import mark_all_read, mark_read, mark_seen, wish
from tocsin.register.watching.reads import (
    mentionable,
    mentions,
    notices,
    unread_count,
    watchers,
    wishes_of,
)
from tocsin.register.watching.rules import REASONS
from tocsin.register.watching.words import REASON_WORDS
from tocsin.register.work.reads import incident_for
from tocsin.surfaces.web import words
from tocsin.surfaces.web.forms import PersonField, VerbForm
from tocsin.surfaces.web.pages import DeskRequest, signed_in, staff
from tocsin.surfaces.web.telling import icon_of


class WatchForm(VerbForm):
    person = PersonField(
        label=gettext_lazy("Who watches"), help_text=gettext_lazy("Empty: you.")
    )

    def facts(self) -> dict[str, Any]:
        """Watching collides with nothing, whatever was seen."""
        return {"person": self.cleaned_data["person"] or None}


def watching(request: DeskRequest, incident: Any, allowed: list[str]) -> dict[str, Any]:
    """What an incident shows of who watches it; and that its reader saw it now."""
    mark_seen(incident, by=request.actor)
    if request.actor.is_requester:
        return {}
    keys = watchers(incident)
    names = names_of(keys)
    return {
        "watchers": [{"key": key, "name": names.get(key, key)} for key in keys],
        "i_watch": request.actor.id in keys,
        "may_watch": "watch" in allowed,
        "may_unwatch_others": "assign" in allowed or "retract" in allowed,
    }


def mentioned(incident: Any, texts: list[str]) -> tuple[tuple[str, str], ...]:
    """Names that are mentioned in these texts, with the pages they lead to."""
    found = mentions(incident, texts)
    return tuple(
        (name, reverse("person", args=[key])) for name, key in sorted(found.items())
    )


@staff
def mention(request: DeskRequest, ref: str) -> HttpResponse:
    """GET …/mentionable?q=text: whom one may mention, who may see the incident."""
    incident = incident_for(request.actor, ref)
    begun = request.GET.get("q", "")
    found = mentionable(incident, begun) if begun else []
    return render(request, "incidents/_mentionable.html", {"people": found})


@signed_in
def bell(request: DeskRequest) -> HttpResponse:
    """GET /notifications/bell: how many are new, for pages that are open."""
    return render(request, "_bell.html", {"unread": unread_count(request.actor)})


@signed_in
def notice_list(request: DeskRequest) -> HttpResponse:
    """GET /notifications?show=unread: what the reader was told, the newest first."""
    unread = request.GET.get("show") == "unread"
    page = notices(request.actor, unread=unread, cursor=request.GET.get("from", ""))
    rows = [
        {
            "notice": row,
            "why": words.say(REASON_WORDS, row.reason),
            "icon": icon_of(row.line.kind) if row.line else "circle-dot",
        }
        for row in page.rows
    ]
    context = {
        "rows": rows,
        "cursor": page.cursor,
        "only_unread": unread,
        "unread": unread_count(request.actor),
    }
    return render(request, "watching/list.html", context)


@require_POST
@signed_in
def notice_read(request: DeskRequest) -> HttpResponse:
    """POST /notifications/read: one is read or new again, or all are read."""
    number = request.POST.get("id", "")
    if number.isdecimal() and len(number) < 19:
        mark_read(int(number), by=request.actor, read="again" not in request.POST)
    else:
        mark_all_read(by=request.actor)
    show = "?show=unread" if request.POST.get("show") == "unread" else ""
    return redirect(reverse("notifications") + show)


class WishForm(forms.Form):
    """A tick for each reason and way; without any, one is not told for that reason."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for reason in REASONS:
            for way in ("page", "mail"):
                self.fields[f"{reason}_{way}"] = forms.BooleanField(required=False)

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [
            {
                "why": words.say(words.REASONS, reason),
                "page": self[f"{reason}_page"],
                "mail": self[f"{reason}_mail"],
            }
            for reason in REASONS
        ]

    def wishes(self) -> dict[str, tuple[bool, bool]]:
        told = self.cleaned_data
        return {r: (told[f"{r}_page"], told[f"{r}_mail"]) for r in REASONS}


@signed_in
def preferences(request: DeskRequest) -> HttpResponse:
    """GET /notifications/preferences: what one is told, where; POST changes it."""
    if request.method == "POST":
        form = WishForm(request.POST)
        form.is_valid()  # ticks are never wrong
        wish(form.wishes(), by=request.actor)
        messages.success(request, _("You are told so from now on."))
        return redirect("notification-preferences")
    now = wishes_of([request.actor.id])
    initial: dict[str, bool] = {}
    for (_person, reason), (in_page, by_mail) in now.items():
        initial |= {f"{reason}_page": in_page, f"{reason}_mail": by_mail}
    context = {"form": WishForm(initial=initial), "address": request.user.email}
    return render(request, "watching/preferences.html", context)
