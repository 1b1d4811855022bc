"""One incident: its page, its pieces, what it was at any instant."""

from collections.abc import Collection, Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.reads import duty_managers
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.files.rules import is_picture
from tocsin.foundation.services.reads import impact_of, items_named_in, site_names
from tocsin.intake.alerts.finding import alerts_of
from tocsin.kernel import clock, once
from tocsin.register.attachments.reads import files_of
from tocsin.register.core.entries import Kind
from tocsin.register.watching.actions import mark_seen
from tocsin.register.work.fields import fields_on
from tocsin.register.work.reads import as_of, incident_for, verbs_for
from tocsin.register.work.timeline import timeline
from tocsin.response.escalation.reads import run_shown
from tocsin.response.reports.reads import following_of
from tocsin.surfaces.web import words
from tocsin.surfaces.web.absent import Absent, absent_of
from tocsin.surfaces.web.clock_shown import clocks_shown
from tocsin.surfaces.web.emergency_pages import emergencies_shown
from tocsin.surfaces.web.files_pages import address_of
from tocsin.surfaces.web.instants import instant_from
from tocsin.surfaces.web.links import hanging
from tocsin.surfaces.web.major_shown import as_major
from tocsin.surfaces.web.mine import plainly
from tocsin.surfaces.web.names import Names
from tocsin.surfaces.web.notice_panel import notices_of
from tocsin.surfaces.web.own_fields import fact_word, rows_of
from tocsin.surfaces.web.pages import DeskRequest, page_or_piece, signed_in, staff
from tocsin.surfaces.web.phrases import offered_phrases, with_template
from tocsin.surfaces.web.presence import present
from tocsin.surfaces.web.review_shown import as_reviewed
from tocsin.surfaces.web.swarm_room import beside
from tocsin.surfaces.web.task_pages import together
from tocsin.surfaces.web.telling import FILTERS, by_minute, fact_text, shown
from tocsin.surfaces.web.unsent import kept_for
from tocsin.surfaces.web.verbs import offered
from tocsin.surfaces.web.watch_pages import mentioned, watching
from tocsin.surfaces.web.whose import whose


@signed_in
def show(request: DeskRequest, ref: str) -> HttpResponse:
    """GET /incidents/<ref>: everything that is known of it, and what can be done."""
    incident = incident_for(request.actor, ref)
    if request.actor.is_requester:
        told = whole(request, incident) | {
            "plainly": plainly(incident),
            "following": following_of(incident.id),
        }
        return render(request, "mine/show.html", told)
    return render(request, "incidents/show.html", whole(request, incident))


@staff
def pieces(request: DeskRequest, ref: str) -> HttpResponse:
    """GET …/pieces?seq=N: what the page swaps in place; 204 when nothing moved."""
    incident = incident_for(request.actor, ref)
    if request.GET.get("seq") == str(incident.seq):
        mark_seen(incident, by=request.actor)
        return HttpResponse(status=204)
    return render(request, "incidents/_pieces.html", whole(request, incident))


@staff
def preview(request: DeskRequest, ref: str) -> HttpResponse:
    """GET …/preview: the incident beside the queue; the page when there is none."""
    incident = incident_for(request.actor, ref)
    if not request.htmx:
        return redirect("incident", incident.ref)
    return render(request, "incidents/_preview.html", whole(request, incident))


def whole(request: DeskRequest, incident: Any) -> dict[str, Any]:
    """What the templates of an incident need."""
    with once.read_once():
        return _whole(request, incident)


def _whole(request: DeskRequest, incident: Any) -> dict[str, Any]:
    actor = request.actor
    entries = shown(timeline(incident, actor))
    # What begins with an entry is not asked for where there is none.
    said = {entry.line.kind for entry in entries}
    away = absent_of({incident.reporter_id, incident.owner_id} - {None})
    wanted = request.GET.get("show", "")
    allowed = verbs_for(actor, incident)
    if not fields_on(incident):
        allowed = [verb for verb in allowed if verb != "set_fields"]
    return {
        "incident": incident,
        "offer": offered(allowed, incident),
        "may_attach": "attach" in allowed,
        "files": [
            {
                "found": each,
                "address": address_of(each),
                "is_picture": each.file and is_picture(each.file.type),
            }
            for each in (files_of(incident, actor) if Kind.ATTACHED in said else ())
        ],
        "may_note": "note" in allowed,
        "may_reply": "reply" in allowed,
        "draft": with_template(
            request, incident, kept_for(request, incident.ref, "say")
        ),
        **offered_phrases(request, may_reply="reply" in allowed),
        "present": present(request, incident.ref),
        "minutes": by_minute(entry for entry in entries if entry.fits(wanted)),
        "tabs": _tabs(entries, wanted),
        "proof": "proof" in request.GET,
        "steps": steps(incident),
        "clocks_shown": clocks_shown(incident, actor),
        **whose(incident, actor, allowed),
        **notices_of(actor, incident),
        **_reporter(incident, away),
        **answering(incident, actor, away),
        "facts": facts_of(incident),
        **affected(incident, actor),
        **hanging(incident, actor),
        **(beside(incident, actor) if Kind.SWARM_OPENED in said else _NO_SWARM),
        **_climbing(request, incident, entries, allowed),
        **as_major(request, incident, ever=not said.isdisjoint(_MAJOR)),
        **emergencies_shown(actor, incident, ever=Kind.CHANGE_REQUESTED in said),
        **as_reviewed(request, incident, ever=Kind.REVIEW_OPENED in said),
        "alerts": None if actor.is_requester else alerts_of(incident.id),
        "own": rows_of(incident.fields, reporter=actor.is_requester),
        "may_set_fields": "set_fields" in allowed,
        "may_tag": "tag" in allowed,
        **together(request, incident, allowed, said),
        **watching(request, incident, allowed),
        "mentioned": mentioned_by(request, incident, entries),
        **{f"may_{name}": name in allowed for name in ("link", "unlink")},
        "flags": [fact_word(name) for name in incident.flags],
        "told": sorted((fact_word(n), value) for n, value in incident.told.items()),
    }


_NO_SWARM: Mapping[str, Any] = {"swarm": None}
# Every time of being major begins with one of them.
_MAJOR = frozenset({Kind.MAJOR_PROPOSED, Kind.MAJOR_DECLARED})


def mentioned_by(
    request: DeskRequest, incident: Any, entries: list[Any]
) -> tuple[tuple[str, str], ...]:
    """Whom the incident's texts mention, and where they lead; requesters are led to
    nobody's page."""
    if request.actor.is_requester:
        return ()
    texts = [entry.line.text for entry in entries if "@" in entry.line.text]
    return mentioned(incident, [incident.description, *texts])


_CLIMBED = frozenset({"level_reached", "page_failed", "acknowledgement_lapsed"})


def _climbing(
    request: DeskRequest, incident: Any, entries: list[Any], allowed: Collection[str]
) -> dict[str, Any]:
    """How it is escalated: by which row, who was told, who comes next and when."""
    if request.actor.is_requester:
        return {"climbing": None}
    lines = [entry.line for entry in entries if entry.line.kind in _CLIMBED]
    unanswered = incident.acknowledged_at is None
    return {
        "climbing": run_shown(incident.id),
        "climbed": lines[-8:],
        "may_escalate": "escalate" in allowed,
        "may_acknowledge": "acknowledge" in allowed and unanswered,
    }


def _reporter(incident: Any, away: Mapping[str, Absent]) -> dict[str, Any]:
    found = incident.reporter
    if found is None:
        return {"reporter": None}
    return {
        "reporter": found,
        "reporter_site": site_names([found.site]).get(found.site, found.site),
        "reporter_absent": away.get(found.key),
    }


def answering(
    incident: Any, actor: Actor, away: Mapping[str, Absent]
) -> dict[str, Any]:
    """Who answers while its owner is away, or while it has no person yet."""
    if actor.is_requester:
        return {}
    if incident.owner_id:
        return {"owner_absent": away.get(incident.owner_id)}
    return {"on_duty": duty_managers() if incident.owner_role else []}


def affected(incident: Any, actor: Actor) -> dict[str, Any]:
    """What suffers when its service fails, and the items that its place names."""
    if actor.is_requester:
        return {}
    failing: list[Any] = list(items_named_in(incident.location_virtual))
    if incident.service:
        failing.append(incident.service)
    return {"impact": impact_of(failing, named=4, boxes=10) if failing else None}


def _tabs(entries: list[Any], wanted: str) -> list[dict[str, Any]]:
    labels = {
        "": _("Everything"),
        "people": _("People"),
        "system": _("System"),
        "reporter": _("Reporter"),
        "changes": _("Changes"),
    }
    return [
        {
            "name": name,
            "label": labels[name],
            "count": sum(entry.fits(name) for entry in entries),
            "here": name == wanted,
        }
        for name in ("", *FILTERS)
    ]


def steps(incident: Any) -> list[dict[str, Any]]:
    """The stepper: what was passed and when, where it stands, what is to come."""
    state = incident.whence if incident.state == "waiting" else incident.state
    at = words.STEPS.index(state) if state in words.STEPS else -1
    return [
        {
            "name": name,
            "at": getattr(incident, f"{name}_at"),
            "here": place == at,
            "done": place < at and getattr(incident, f"{name}_at") is not None,
            "skipped": place < at and getattr(incident, f"{name}_at") is None,
        }
        for place, name in enumerate(words.STEPS)
    ]


_FACTS = (
    "category",
    "nature",
    "basis",
    "channel",
    "impact",
    "urgency",
    "complexity",
    "model",
    "symptoms",
    "affected",
    "still_works",
    "before_symptoms",
    "automatic_fix",
    "automatic_fix_text",
    "location_physical",
    "location_virtual",
)
_INSTANTS = (
    "occurred_at",
    "last_known_good_at",
    "detected_at",
    "reported_at",
    "registered_at",
    "acknowledged_at",
    "accepted_at",
    "mitigated_at",
    "restored_at",
    "resolved_at",
    "confirmed_at",
    "closed_at",
)


def facts_of(incident: Any) -> dict[str, list[tuple[str, Any]]]:
    """Facts and instants with their words, those that are known."""
    names = Names(categories=[incident.category_id])
    values = {
        n: getattr(incident, f"{n}_id", None) or getattr(incident, n, None)
        for n in _FACTS
    }
    return {
        "words": [
            (words.say(words.FACTS, name), fact_text(name, value, names))
            for name, value in values.items()
            if value
        ],
        "instants": [
            (words.say(words.FACTS, name), at)
            for name in _INSTANTS
            if (at := getattr(incident, name))
        ],
    }


@staff
def then(request: DeskRequest, ref: str) -> HttpResponse:
    """GET …/as-of?at=…: what was true, or what was known, at an instant."""
    incident = incident_for(request.actor, ref)
    at = instant_from(request.GET.get("at", "")) or clock.now()
    known = request.GET.get("by") == "known"
    state: Any = as_of(incident, at, known=known)
    names = Names(
        people=[state.owner_id, state.reporter_id],
        teams=[state.team_id],
        services=[state.service_id],
    )
    context = {
        "incident": incident,
        "then": state,
        "at": at,
        "known": known,
        "existed": state.registered_at is not None,
        "facts": facts_of(state),
        "own": rows_of(state.fields),
        "names": names,
        "team": names.team(state.team_id),
        "owner": names.owner(state.owner_id),
        "service": names.service(state.service_id),
    }
    return page_or_piece(
        request, "incidents/then.html", "incidents/_then.html", context
    )
