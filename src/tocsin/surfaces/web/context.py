"""What the frame of every page shows: places, keys, the reader, the clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.options import ORGANISATION
from tocsin.foundation.accounts.reads import break_glass, by_provider_only
from tocsin.foundation.accounts.rules import ADMINISTRATOR, AUDITOR, Actor
from tocsin.foundation.config.reads import value
from tocsin.foundation.sso.reads import providers
from tocsin.kernel import clock
from tocsin.register.proving.reads import latest_proof
from tocsin.register.watching.reads import unread_count
from tocsin.response.statuspage.reads.statement import banner
from tocsin.surfaces.web.first_steps import steps_beside
from tocsin.surfaces.web.pages import DeskRequest
from tocsin.surfaces.web.reading import open_majors
from tocsin.surfaces.web.verbs import VERBS

SHEETS = [
    "web/layers.css",
    "web/tokens.css",
    "web/base.css",
    *(
        f"web/components/{name}.css"
        for name in (
            "shell button field form chip person clock row timeline composer panel"
            " stepper tabs card banner empty dialog table tag task notice map files"
            " progress calendar begin days chart alert grid schedule"
        ).split()
    ),
    *(
        f"web/pages/{name}.css"
        for name in "page queue incident room calm paper signing".split()
    ),
]
SCRIPTS = [
    f"web/{name}.js"
    for name in (
        "keys dialogs queue drafts mentions files clocks live presence trouble"
    ).split()
]


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the desk: its page, its key after `g`, its sign."""

    name: str
    label: Promise
    key: str
    icon: str
    thumb: bool = False
    roles: frozenset[str] = frozenset()

    def open_to(self, actor: Actor) -> bool:
        return not self.roles or any(actor.has(role) for role in self.roles)


PLACES = (
    Place("desk", gettext_lazy("Desk"), "d", "inbox", thumb=True),
    Place("majors", gettext_lazy("Major"), "m", "triangle-alert"),
    Place("tasks", gettext_lazy("Tasks"), "k", "list-checks"),
    Place("register", gettext_lazy("Register"), "r", "book-open", thumb=True),
    Place("oncall", gettext_lazy("On-call"), "o", "calendar-clock"),
    Place("swarms", gettext_lazy("Swarms"), "w", "users-round"),
    Place("alerts", gettext_lazy("Alerts"), "l", "bell-ring"),
    Place("matrix", gettext_lazy("Matrix"), "x", "list-tree"),
    Place("notices", gettext_lazy("Notices"), "i", "megaphone"),
    Place("reviews", gettext_lazy("Reviews"), "b", "clipboard-list"),
    Place("services", gettext_lazy("Services"), "s", "server", thumb=True),
    Place("changes", gettext_lazy("Changes"), "c", "calendar"),
    Place("people", gettext_lazy("People"), "p", "contact"),
    Place("teams", gettext_lazy("Teams"), "t", "users"),
    Place("categories", gettext_lazy("Categories"), "a", "folder-tree"),
    Place("settings", gettext_lazy("Settings"), "e", "settings"),
    Place(
        "verify",
        gettext_lazy("Verify"),
        "v",
        "shield-check",
        roles=frozenset({AUDITOR, ADMINISTRATOR}),
    ),
)
_SECTIONS = {
    "major-record": "majors",
    "major-rules": "settings",
    "review-page": "reviews",
    "review-versions": "reviews",
    "review-audience": "reviews",
    "review-read": "reviews",
    "review-pdf": "reviews",
    "review-preview-pdf": "reviews",
    "rapid-teams": "majors",
    "rapid-team": "majors",
    "rapid-team-new": "majors",
    "rapid-team-change": "majors",
    "call-out": "majors",
    "schedule": "oncall",
    "schedule-new": "oncall",
    "schedule-change": "oncall",
    "schedule-override": "oncall",
    "schedule-temporary": "oncall",
    "oncall-mine": "oncall",
    "oncall-then": "oncall",
    "oncall-fairness": "oncall",
    "swap": "oncall",
    "swap-new": "oncall",
    "layer-new": "oncall",
    "layer-change": "oncall",
    "layer-outside": "oncall",
    "alert": "alerts",
    "heartbeats": "alerts",
    "heartbeat": "alerts",
    "heartbeat-new": "alerts",
    "heartbeat-change": "alerts",
    "sources": "alerts",
    "source": "alerts",
    "source-new": "alerts",
    "source-change": "alerts",
    "source-connect": "alerts",
    "source-mapping": "alerts",
    "source-requests": "alerts",
    "source-request": "alerts",
    "failures": "alerts",
    "failure": "alerts",
    "notice": "notices",
    "notice-new": "notices",
    "notice-past": "notices",
    "notice-mend": "notices",
    "notice-greeting": "notices",
    "stakeholder-rules": "settings",
    "stakeholder-contacts": "settings",
    "notice-take-over": "notices",
    "work-new": "notices",
    "notice-page": "notices",
    "notice-page-new": "notices",
    "notice-page-change": "notices",
    "notice-subscribers": "notices",
    "component-new": "notices",
    "component-change": "notices",
    "notice-templates": "settings",
    "notice-template": "settings",
    "service": "services",
    "change": "changes",
    "change-new": "changes",
    "change-amend": "changes",
    "change-calendar": "changes",
    "silences": "alerts",
    "silence": "alerts",
    "silence-new": "alerts",
    "silence-change": "alerts",
    "matrix-coverage": "matrix",
    "matrix-try": "matrix",
    "matrix-replay": "matrix",
    "correlation-rules": "alerts",
    "reconciliation": "alerts",
    "noise": "alerts",
    "inhibition": "alerts",
    "windows": "alerts",
    "window": "alerts",
    "window-new": "alerts",
    "window-change": "alerts",
    "window-calendar": "alerts",
    "service-map": "services",
    "service-new": "services",
    "service-change": "services",
    "items": "services",
    "item": "services",
    "item-new": "services",
    "item-change": "services",
    "item-import": "services",
    "sites": "services",
    "site": "services",
    "site-new": "services",
    "matrix-row": "matrix",
    "matrix-row-new": "matrix",
    "tags": "register",
    "time": "tasks",
    "notification-preferences": "notifications",
    "team": "teams",
    "team-new": "teams",
    "team-queue": "teams",
    "bouncing": "teams",
    "team-change": "teams",
    "team-members": "teams",
    "team-skills": "teams",
    "person": "people",
    "person-signing-in": "people",
    "person-new": "people",
    "person-change": "people",
    "person-contacts": "people",
    "person-absence": "people",
    "person-skills": "people",
    "person-rights": "people",
    "skills": "people",
    "skill": "people",
    "skill-new": "people",
    "skill-change": "people",
    "person-sessions": "people",
    "person-leaving": "people",
    "invitations": "people",
    "category": "categories",
    "priority-matrix": "settings",
    "routing-rules": "settings",
    "audit": "settings",
    "mail": "settings",
    "mail-shown": "settings",
    "models": "settings",
    "own-fields": "settings",
    "calendars": "settings",
    "calendar": "settings",
    "calendar-change": "settings",
    "targets": "settings",
    "target": "settings",
    "target-change": "settings",
    "target-preview": "settings",
    "target-numbers": "settings",
    "target-lives": "settings",
    "import-records": "settings",
    "import-map": "settings",
    "import-run": "settings",
    "own-field": "settings",
    "templates": "settings",
    "template": "settings",
    "macros": "settings",
    "macro": "settings",
    "model": "settings",
    "options": "settings",
    "drafts": "settings",
    "setup": "settings",
    "review": "settings",
    "coverage": "categories",
    "option": "settings",
    "break-glass": "settings",
    "sign-in-providers": "settings",
    "sign-in-provider": "settings",
}


def frame(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    shared: dict[str, Any] = {
        "sheets": SHEETS,
        "scripts": SCRIPTS,
        "now": clock.now(),
        "frame_template": "desk.html",
        "organisation": SimpleLazyObject(lambda: value(ORGANISATION)),
        "statements": SimpleLazyObject(lambda: banner(signed_in=actor is not None)),
    }
    if actor is None or not hasattr(request, "user"):
        sign_in = SimpleLazyObject(_sign_in)
        return shared | {"frame_template": "calm.html", "sign_in": sign_in}
    return shared | _for_reader(cast(DeskRequest, request))


def _for_reader(request: DeskRequest) -> dict[str, Any]:
    here = request.resolver_match.url_name if request.resolver_match else ""
    page, here = here, _SECTIONS.get(str(here), here)
    return {
        "viewer": request.actor,
        "frame_template": "calm.html" if request.actor.is_requester else "desk.html",
        "theme": request.user.theme,
        "factor_due": getattr(request, "factor_due", None),
        "glass": SimpleLazyObject(lambda: _glass(request.actor)),
        "differing": SimpleLazyObject(lambda: _differing(request.actor)),
        "home": reverse("help" if request.actor.is_requester else "desk"),
        "places": SimpleLazyObject(lambda: _places(request.actor, str(here))),
        "unread": SimpleLazyObject(lambda: unread_count(request.actor)),
        "majors": SimpleLazyObject(lambda: open_majors(request.actor)),
        "first_steps": SimpleLazyObject(lambda: steps_beside(request.actor, str(page))),
        "key_list": SimpleLazyObject(_keys),
        "tick_words": _tick_words(),
    }


def _sign_in() -> dict[str, Any]:
    """By what strangers may sign in."""
    return {"providers": providers(), "by_provider_only": by_provider_only()}


def _glass(actor: Actor) -> Any:
    """The break-glass account while it is open, for those who can seal it anew."""
    held = break_glass() if actor.has(ADMINISTRATOR) else None
    return held if held and held.opened_at else None


def _differing(actor: Actor) -> Any:
    """The newest proof if it found something, for those who look after that."""
    may = actor.has(AUDITOR) or actor.has(ADMINISTRATOR)
    latest = latest_proof() if may else None
    return latest if latest and latest.found else None


def _places(actor: Actor, here: str) -> list[Mapping[str, Any]]:
    if actor.is_requester:
        return []
    return [
        {
            "label": place.label,
            "url": reverse(place.name),
            "key": place.key,
            "icon": place.icon,
            "thumb": place.thumb,
            "here": place.name == here,
        }
        for place in PLACES
        if place.open_to(actor)
    ]


def _keys() -> list[tuple[str, str]]:
    return [
        ("Ctrl K", _("Go to, do, search")),
        ("c", _("Record an incident")),
        ("/", _("Search the register")),
        ("?", _("This list")),
        ("j", _("Next row")),
        ("k", _("Row before")),
        ("x", _("Select the row")),
        ("o", _("Open the row")),
        ("n", _("Write a note")),
        ("p", _("Templates")),
        ("q", _("Macros")),
        ("g n", _("Notifications")),
        *((verb.key, str(verb.label)) for verb in VERBS.values() if verb.key),
    ]


def _tick_words() -> dict[str, str]:
    """The few words that the page needs to keep its times moving."""
    return {
        "min": _("%(n)s\u00a0min"),
        "h": _("%(n)s\u00a0h"),
        "d": _("%(n)s\u00a0d"),
        "h_min": _("%(h)s\u00a0h\u00a0%(m)02d"),
        "d_h": _("%(d)s\u00a0d\u00a0%(h)s\u00a0h"),
        "over": _("%(time)s over"),
        "near": _("%(ref)s: %(time)s left"),
        "moved": _("moved"),
        "new": _("%(n)s new, show"),
        "entries": _("%(n)s new, show"),
        "trouble": _(
            "Tocsin did not answer, so nothing was changed. What you typed is still"
            " here: do it again."
        ),
        "signed_out": _("Your session has ended. What you typed is kept here."),
        "sign_in": _("Sign in again"),
        "keys_off": _("Single keys are off"),
        "keys_on": _("Single keys are on"),
    }
