"""Alerts: found by what they say, and one with all that was told of it."""

import json
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.rules import ADMINISTRATOR, AUDITOR
from tocsin.foundation.services.reads import service_names, services
from tocsin.intake.alerts.finding import (
    NONE,
    STANDING,
    WantedAlerts,
    alert_for,
    earlier_episodes,
    find_alerts,
)
from tocsin.intake.alerts.history import history_of
from tocsin.intake.alerts.models import Alert
from tocsin.intake.alerts.occasions import explained
from tocsin.intake.alerts.ordering import FIRST_SEEN, LAST_SEEN
from tocsin.intake.events.adapters.guess import GUESSED
from tocsin.intake.events.looking import sources_for
from tocsin.kernel import clock
from tocsin.surfaces.web import words_of_alerts as words
from tocsin.surfaces.web.forms import choice, choices, instant, keyed, line, offer
from tocsin.surfaces.web.pages import DeskRequest, page_or_piece, staff

_ANY = gettext_lazy("Any")


class AlertFilters(forms.Form):
    """What the list is narrowed to; unless told, to what stands now."""

    q = line(gettext_lazy("Words in title, key or labels"))
    state = choice(
        gettext_lazy("State"),
        choices(words.ALERT_FILTER, "no_data", "open", "resolved", "all"),
        empty=words.ALERT_FILTER[STANDING],
    )
    source = choice(gettext_lazy("Source"), [], empty=_ANY)
    severity = choice(gettext_lazy("Severity"), choices(words.SEVERITIES), empty=_ANY)
    service = choice(gettext_lazy("Service"), [], empty=_ANY)
    suppressed = choice(
        gettext_lazy("Kept back by"), choices(words.HELD_BACK), empty=_ANY
    )
    incident = line(gettext_lazy("Incident, or none"))
    first_since = instant(gettext_lazy("First told since"))
    last_since = instant(gettext_lazy("Last told since"))
    order = choice(
        gettext_lazy("Order"),
        choices(words.ALERT_ORDERS, FIRST_SEEN, LAST_SEEN),
        empty=gettext_lazy("the newest first"),
    )

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = ((each.slug, each.name) for each in sources_for(actor))
        offer(self, "source", named)
        unknown = ("none", gettext_lazy("not known"))
        offer(self, "service", [unknown, *keyed(services(actor))])

    def wanted(self) -> WantedAlerts:
        told = dict(self.cleaned_data) if self.is_valid() else {}
        state = told.pop("state", "") or STANDING
        given = {name: value for name, value in told.items() if value}
        return WantedAlerts(**given, state="" if state == "all" else state)


@staff
def alert_list(request: DeskRequest) -> HttpResponse:
    """GET /alerts: what stands, the newest first; or what fits what is asked."""
    form = AlertFilters(request.GET, actor=request.actor)
    wanted = form.wanted()
    page = find_alerts(request.actor, wanted, cursor=request.GET.get("from", ""))
    keys = {row.alert.service for row in page.rows}
    context = {
        "form": form,
        "page": page,
        "narrowed": wanted != WantedAlerts(state=STANDING),
        "names": service_names(keys),
        "asked": bool(request.GET.get("from")),
        "silences": _silenced_by(wanted),
        "any_source": bool(sources_for(request.actor)),
        "may_set_up": request.actor.has(ADMINISTRATOR),
    }
    return page_or_piece(request, "alerts/list.html", "alerts/_rows.html", context)


def _silenced_by(wanted: WantedAlerts) -> str:
    """The query that fills in a silence of what the list is narrowed to."""
    told = {"service": wanted.service, "source": wanted.source}
    return urlencode({name: key for name, key in told.items() if key not in ("", NONE)})


def _silence_of(alert: Alert) -> str:
    """The query that fills in a silence of this very thing."""
    quoted = (
        f"{name}={json.dumps(value, ensure_ascii=False)}"
        for name, value in sorted(alert.labels.items())
        if name != GUESSED
    )
    matchers = ",".join(list(quoted)[:8])
    return urlencode({"source": alert.source.slug, "matchers": matchers})


@staff
def alert(request: DeskRequest, number: int) -> HttpResponse:
    """GET /alerts/<number>: its life, and the requests that told it."""
    seen = alert_for(request.actor, number)
    found = seen.alert
    context = {
        "alert": found,
        "incident": seen.incident,
        "suppressed": words.reason(seen.suppressed) if seen.suppressed else "",
        "hold": explained([found.suppressed], clock.now()).get(found.suppressed),
        "events": history_of(request.actor, found),
        "episodes": earlier_episodes(request.actor, found),
        "names": service_names([found.service]),
        "labels": sorted(found.labels.items()),
        "annotations": sorted(found.annotations.items()),
        "may_read_raw": request.actor.has(ADMINISTRATOR) or request.actor.has(AUDITOR),
        "silences": _silence_of(found),
    }
    return render(request, "alerts/show.html", context)
