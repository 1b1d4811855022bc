"""Who is reached: the proof with its holes, the matrix tried, an incident replayed."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.reads import names_of, team_names, teams
from tocsin.foundation.classification.reads import category_choices, category_names
from tocsin.foundation.classification.rules import PRIORITIES
from tocsin.foundation.config.reads import history
from tocsin.foundation.services.reads import service_choices
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal
from tocsin.response.escalation.coverage.reads import holes_for, proven
from tocsin.response.escalation.coverage.words import REMEDIES, TITLES
from tocsin.response.escalation.matrix import MATRIX
from tocsin.response.escalation.published import matrix_in_force
from tocsin.response.escalation.replaying import Replayed, replay_incident
from tocsin.response.escalation.trying import (
    Heard,
    Hypothetical,
    Moment,
    Tried,
    people_in,
    try_matrix,
)
from tocsin.response.escalation.words import BECAUSE, reasons_words
from tocsin.surfaces.web import words_of_holes as words
from tocsin.surfaces.web.forms import choice, instant, line
from tocsin.surfaces.web.pages import DeskRequest, staff

_MOST_SHOWN = 200


@staff
def coverage(request: DeskRequest) -> HttpResponse:
    """The holes of the matrix in force, the worst first, and who is reached by when;
    ?team= those of a team only."""
    team = request.GET.get("team", "")
    shown, proof = holes_for(request.actor, team=team), proven()
    counts = {
        word: sum(each.hole.weight == weight for each in shown)
        for weight, word in words.WEIGHTS.items()
    }
    context = {
        "holes": [_hole(each) for each in shown[:_MOST_SHOWN]],
        "more": max(0, len(shown) - _MOST_SHOWN),
        "counts": {word: count for word, count in counts.items() if count},
        "proven": proof,
        "covers": _covers(proof.covers, team) if proof else [],
        "team": team,
        "teams": teams(),
        "here": "coverage",
        "now": clock.now(),
    }
    return render(request, "holes/coverage.html", context)


def _hole(each: Any) -> dict[str, Any]:
    return {
        "shown": each,
        "title": TITLES[each.hole.code],
        "word": words.WEIGHTS[each.hole.weight],
        "is_worst": each.hole.weight == 1,
        "remedy": REMEDIES[each.hole.code],
    }


def _covers(covers: list[dict[str, Any]], team: str) -> list[dict[str, Any]]:
    """How each row covers each team, the slowest first."""
    named = team_names(each["team"] for each in covers)
    rows = {row.key: row.name for row in matrix_in_force().rows}
    found = [each for each in covers if not team or each["team"] == team]
    found.sort(
        key=lambda each: float("inf") if each["worst"] is None else each["worst"]
    )
    return [
        {
            "row": rows.get(each["row"], each["row"]),
            "team": named.get(each["team"], each["team"]),
            "cells": len(each["cells"]),
            "categories": len({category for category, _priority in each["cells"]}),
            "worst": words.wait_words(each["worst"]),
            "is_hole": each["worst"] is None,
            "level": each["level"],
            "channel": words.channel_words(each["channel"]),
        }
        for each in reversed(found)
    ]


def _versions() -> list[tuple[str, Any]]:
    """Every version that may be tried, the newest first."""
    kept = [row for row in history(MATRIX) if row.state != "discarded"]
    named = [
        (str(row.version), _("Version {n}, {state}").format(n=row.version, state=state))
        for row in kept
        for state in [_(row.standing(clock.now()))]
    ]
    return [("", _("The one in force")), *named]


class TryForm(forms.Form):
    """What is registered, and when."""

    category = choice(gettext_lazy("Category"), [])
    priority = forms.TypedChoiceField(
        label=gettext_lazy("Priority"),
        coerce=int,
        choices=[(n, f"P{n}") for n in PRIORITIES],
        widget=forms.Select(attrs={"class": "input"}),
    )
    service = choice(gettext_lazy("Service"), [], empty="–")
    at = instant(gettext_lazy("Registered at"), hint=gettext_lazy("Empty: now."))
    version = choice(gettext_lazy("Version"), [], empty="–")

    def __init__(self, data: Any, *, actor: Any) -> None:
        super().__init__(data)
        for name, options in (
            ("category", category_choices()),
            ("service", [("", "–"), *service_choices(actor)]),
            ("version", _versions()),
        ):
            field: Any = self.fields[name]
            field.choices = options
        self.fields["category"].required = True

    def asked(self) -> Hypothetical:
        told = self.cleaned_data
        return Hypothetical(
            category=told["category"],
            priority=told["priority"],
            at=told["at"] or clock.now(),
            service=told["service"] or "",
        )


@staff
def try_it(request: DeskRequest) -> HttpResponse:
    """Who would be told, minute by minute, if this were registered then."""
    form = TryForm(request.GET or None, actor=request.actor)

    def page(
        refusal: Refusal | None = None, tried: Tried | None = None
    ) -> HttpResponse:
        context: dict[str, Any] = {"form": form, "refusal": refusal, "here": "try"}
        context |= {"tried": _tried(tried) if tried else None}
        status = refusal.status if refusal else 200
        return render(request, "holes/try.html", context, status=status)

    if not form.is_bound or not form.is_valid():
        return page()
    request.answer_refusal = page
    number = _number(form.cleaned_data["version"])
    return page(tried=try_matrix(request.actor, form.asked(), number=number))


def _number(told: str | None) -> int | None:
    return int(told) if told else None


def _tried(tried: Tried) -> dict[str, Any]:
    row = tried.choice.row
    return {
        "asked": tried.asked,
        "category": category_names([tried.asked.category]).get(tried.asked.category),
        "team": team_names([tried.team.team]).get(tried.team.team, tried.team.team),
        "team_why": tried.team.why,
        "row": row,
        "why": reasons_words(_reasons(tried.choice.because)),
        "over": tried.choice.over,
        "moments": moments_shown(tried.moments),
        "waits": tried.waits,
    }


def _reasons(because: Any) -> list[dict[str, str]]:
    return [{"code": each.code, "about": each.about} for each in because]


def moments_shown(moments: Any) -> list[dict[str, Any]]:
    """The steps of a run with their people by name."""
    named = names_of(people_in(moments))
    return [
        {
            "moment": each,
            "people": [_heard(heard, named) for heard in each.heard],
            "target": words.TARGETS[each.target.kind] if each.target else "",
            "because": BECAUSE.get(each.because, "") if _is_early(each) else "",
        }
        for each in moments
    ]


def _is_early(moment: Moment) -> bool:
    return moment.because not in {"after", ""}


def _heard(heard: Heard, named: Any) -> dict[str, Any]:
    return {
        "key": heard.person,
        "name": named.get(heard.person, heard.person),
        "messages": [
            {"at": each.at, "word": words.channel_words(each.channel)}
            for each in heard.messages
        ],
    }


class ReplayForm(forms.Form):
    """Which incident, and under which version."""

    ref = line(gettext_lazy("Incident"), required=True)
    version = choice(gettext_lazy("Version"), [], empty="–")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        field: Any = self.fields["version"]
        field.choices = _versions()


@staff
def replay(request: DeskRequest) -> HttpResponse:
    """Whom a version of the matrix would have told of an incident, and who was told."""
    form = ReplayForm(request.GET or None)

    def page(
        refusal: Refusal | None = None, found: Replayed | None = None
    ) -> HttpResponse:
        context: dict[str, Any] = {"form": form, "refusal": refusal, "here": "replay"}
        context |= {"replayed": _replayed(found) if found else None}
        status = refusal.status if refusal else 200
        return render(request, "holes/replay.html", context, status=status)

    if not form.is_bound or not form.is_valid():
        return page()
    request.answer_refusal = page
    number = _number(form.cleaned_data["version"])
    ref = form.cleaned_data["ref"].strip()
    return page(found=replay_incident(request.actor, ref, number=number))


def _replayed(found: Replayed) -> dict[str, Any]:
    people = {key for each in found.levels for key in (*each.promised, *each.happened)}
    named = names_of(people)
    return {
        "found": found,
        "stretches": [
            {
                "stretch": each,
                "why": reasons_words(_reasons(each.choice.because)),
                "moments": moments_shown(each.moments),
            }
            for each in found.stretches
        ],
        "levels": [
            {
                "each": each,
                "promised": [named.get(key, key) for key in each.promised],
                "happened": [named.get(key, key) for key in each.happened],
                "difference": difference_words(each.sooner),
            }
            for each in found.levels
        ],
    }


def difference_words(sooner: Any) -> str:
    """By how much sooner or later, to the minute."""
    if sooner is None:
        return "–"
    seconds = int(sooner.total_seconds())
    if abs(seconds) < 60:
        return _("the same")
    told = words.wait_words(abs(seconds) // 60 * 60_000_000)
    return (_("{time} sooner") if seconds > 0 else _("{time} later")).format(time=told)
