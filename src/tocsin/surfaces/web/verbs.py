"""The verbs of an incident: each has a word, a key, a sign, a form and an address."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tocsin.register.links import actions as links
from tocsin.register.tasks import actions as tasks
from tocsin.register.watching import actions as watching
from tocsin.register.work import actions
from tocsin.response.escalation.actions import escalate
from tocsin.surfaces.web import link_forms as tying
from tocsin.surfaces.web import swarm_forms as swarming
from tocsin.surfaces.web import verb_forms as forms
from tocsin.surfaces.web.forms import VerbForm
from tocsin.surfaces.web.own_fields import SetFieldsForm
from tocsin.surfaces.web.tag_pages import TagForm
from tocsin.surfaces.web.task_forms import (
    AddTaskForm,
    ChangeTaskForm,
    SpendTimeForm,
    TaskForm,
    asking_of_tasks,
    ending,
)
from tocsin.surfaces.web.watch_pages import WatchForm


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb as the desk offers it; `name` is the register's word for it."""

    name: str
    label: Promise
    icon: str
    form: type[VerbForm]
    run: Callable[..., Any]
    key: str = ""
    lead: Promise | str = ""
    aside: bool = False
    """Offered where it belongs, not in the bar of verbs."""
    leads_to: str = ""
    """The page, by name, that one is on afterwards, where it is not the incident's."""

    @property
    def slug(self) -> str:
        return self.name.replace("_", "-")

    @property
    def asks(self) -> bool:
        """Whether it has a form; else its button does it at once."""
        return self.form is not forms.NothingAsked


_ALL = (
    Verb(
        "classify",
        _("Classify"),
        "tag",
        forms.ClassifyForm,
        actions.classify,
        "l",
        _("What it is and how bad. Priority follows from impact and urgency."),
    ),
    Verb(
        "acknowledge",
        _("Acknowledge"),
        "check",
        forms.NothingAsked,
        actions.acknowledge,
        "a",
    ),
    Verb(
        "escalate",
        _("Escalate now"),
        "arrow-up-right",
        forms.NothingAsked,
        escalate,
        "j",
        aside=True,
    ),
    Verb("accept", _("Accept"), "check", forms.NothingAsked, actions.accept, "i"),
    Verb(
        "assign",
        _("Hand over"),
        "arrow-left-right",
        forms.AssignForm,
        actions.assign,
        "h",
        _("The team has it from then on."),
    ),
    Verb(
        "hand_back",
        _("Return"),
        "undo-2",
        forms.HandBackForm,
        actions.hand_back,
        "o",
        _("It goes back to the team that handed it over; otherwise to the desk."),
    ),
    Verb(
        "inform",
        _("Inform"),
        "megaphone",
        forms.InformForm,
        actions.inform,
        "f",
        _("They are told of it. It stays with whom it is."),
    ),
    Verb("own", _("Name the owner"), "user", forms.OwnForm, actions.own, "m"),
    Verb(
        "begin_diagnosis",
        _("Begin diagnosis"),
        "activity",
        forms.NothingAsked,
        actions.begin_diagnosis,
    ),
    Verb("wait_for", _("Wait"), "circle-pause", forms.WaitForm, actions.wait_for, "d"),
    Verb(
        "open_swarm",
        _("Open a room"),
        "users-round",
        swarming.OpenSwarmForm,
        swarming.begin,
        "w",
        _("Everybody is called at the same time; whoever is silent is replaced."),
        leads_to="swarm",
    ),
    Verb(
        "resume",
        _("End the waiting"),
        "circle-play",
        forms.NoteForm,
        actions.resume,
        "u",
    ),
    Verb(
        "mitigate",
        _("Impact is less"),
        "trending-down",
        forms.NoteForm,
        actions.mitigate,
        lead=_("Something done for now helps some users, or a little."),
    ),
    Verb(
        "restore",
        _("Restored"),
        "circle-check",
        forms.RestoreForm,
        links.restore_with_children,
        "r",
        _("Users can work again. The fault may still be there."),
    ),
    Verb(
        "return_impact",
        _("Impact is back"),
        "triangle-alert",
        forms.NoteForm,
        actions.return_impact,
    ),
    Verb(
        "resolve",
        _("Resolve"),
        "circle-check",
        forms.ResolveForm,
        partial(links.resolve_with_children, run=ending(actions.resolve)),
        "s",
    ),
    Verb(
        "confirm",
        _("User's answer"),
        "message-square",
        forms.ConfirmForm,
        actions.confirm,
    ),
    Verb(
        "close",
        _("Close"),
        "archive",
        forms.CloseForm,
        partial(links.close_with_children, run=ending(actions.close)),
        "z",
        _("What is left empty is not told; all of it can be read later."),
    ),
    Verb("reopen", _("Reopen"), "rotate-ccw", forms.ReasonForm, actions.reopen),
    Verb(
        "undo_cancel",
        _("Undo the cancellation"),
        "undo-2",
        forms.ReasonForm,
        actions.undo_cancel,
    ),
    Verb(
        "amend",
        _("Amend facts"),
        "pencil",
        forms.AmendForm,
        actions.amend,
        "e",
        _("What was said before stays in the timeline."),
    ),
    Verb(
        "set_fields",
        _("Fill in fields"),
        "list",
        SetFieldsForm,
        actions.set_fields,
        "",
        _("What was said before stays in the timeline."),
    ),
    Verb("tag", _("Tag"), "tag", TagForm, actions.tag, "t"),
    Verb(
        "override_priority",
        _("Set the priority"),
        "flag",
        forms.PriorityForm,
        actions.override_priority,
        "",
        _("It stays as set, whatever the matrix says."),
    ),
    Verb("link", _("Link"), "link", tying.LinkForm, links.link, "b"),
    Verb("unlink", _("Take back a link"), "unlink", tying.UnlinkForm, links.unlink),
    Verb(
        "merge",
        _("Merge"),
        "git-merge",
        tying.MergeForm,
        links.merge,
        "y",
        _(
            "It is closed here and goes on there. What is noted and replied here from"
            " then on follows, and its reporter reads what is told there. It can be"
            " undone for 30 days."
        ),
    ),
    Verb(
        "undo_merge",
        _("Undo the merge"),
        "undo-2",
        forms.ReasonForm,
        links.undo_merge,
        "",
        _("It stands on its own again, where it was. What followed stays there."),
    ),
    Verb(
        "split",
        _("Split"),
        "split",
        tying.SplitForm,
        links.split,
        "",
        _("Part of it goes on in a new incident, linked with this one."),
    ),
    Verb(
        "retract", _("Take back a note"), "undo-2", forms.RetractForm, actions.retract
    ),
    Verb("restrict", _("Restrict"), "lock", forms.RestrictForm, actions.restrict),
    Verb(
        "lift_restriction",
        _("Lift the restriction"),
        "lock-open",
        forms.ReasonForm,
        actions.lift_restriction,
    ),
    Verb("cancel", _("Cancel"), "ban", forms.CancelForm, ending(actions.cancel)),
    Verb(
        "add_task",
        _("Add a task"),
        "list-checks",
        AddTaskForm,
        tasks.add_task,
        "k",
        _("Something to be done here, by a person or a team."),
    ),
    Verb(
        "change_task",
        _("Change a task"),
        "pencil",
        ChangeTaskForm,
        tasks.change_task,
        aside=True,
    ),
    Verb(
        "finish_task",
        _("Finish a task"),
        "check",
        TaskForm,
        tasks.finish_task,
        aside=True,
    ),
    Verb(
        "reopen_task",
        _("Take up a task again"),
        "rotate-ccw",
        TaskForm,
        tasks.reopen_task,
        aside=True,
    ),
    Verb("watch", _("Watch"), "eye", WatchForm, watching.watch, "v", aside=True),
    Verb(
        "unwatch",
        _("Watch no more"),
        "eye-off",
        WatchForm,
        watching.unwatch,
        aside=True,
    ),
    Verb(
        "spend_time",
        _("Time spent"),
        "timer",
        SpendTimeForm,
        tasks.spend_time,
        "p",
        _("How long somebody worked on it."),
    ),
)
VERBS: Mapping[str, Verb] = {verb.slug: verb for verb in _ALL}

# The likeliest next verb of each state, and those that stand beside it.
_NEXT: Mapping[str, tuple[str, ...]] = {
    "registered": ("classify", "acknowledge", "assign", "accept", "resolve"),
    "classified": ("assign", "acknowledge", "accept", "classify", "resolve"),
    "assigned": ("accept", "hand_back", "acknowledge", "assign", "wait_for"),
    "diagnosis": ("restore", "resolve", "assign", "wait_for", "acknowledge"),
    "waiting": ("resume", "restore", "resolve", "assign", "wait_for"),
    "restored": ("resolve", "return_impact", "wait_for", "assign", "close"),
    "resolved": ("close", "confirm", "reopen"),
    "closed": ("reopen", "confirm", "link"),
    "cancelled": ("undo_cancel", "undo_merge", "link"),
}
_BAR = 5


@dataclass(frozen=True, slots=True)
class Offer:
    """The verbs that may be used now: one first, some beside it, the rest behind."""

    bar: list[Verb]
    more: list[Verb]


def offered(names: Iterable[str], incident: Any) -> Offer:
    """What to show of the verbs that the register allows this reader now."""
    allowed = set(names)
    if incident.acknowledged_at:
        allowed.discard("acknowledge")
    liked = [n for n in _NEXT.get(incident.state, ()) if n in allowed][:_BAR]
    order = [verb for verb in _ALL if verb.name in allowed and not verb.aside]
    bar = [VERBS[name.replace("_", "-")] for name in liked]
    return Offer(bar, [verb for verb in order if verb not in bar])


_ABOUT_IT = frozenset(
    "set_fields add_task change_task finish_task reopen_task spend_time".split()
)
_ENDING = frozenset({"resolve", "close", "cancel"})


def form_for(
    verb: Verb,
    incident: Any,
    actor: Any,
    data: Any = None,
    seq: int | None = None,
    asked: Mapping[str, Any] | None = None,
) -> VerbForm:
    """The verb's form, filled with what is the case; `seq` is what the reader saw,
    `asked` what the address names, such as which task."""
    extra: dict[str, Any] = {}
    if verb.name == "close":
        extra["is_open"] = incident.state != "resolved"
    if verb.name in {"amend", *_ABOUT_IT, *_TIED}:
        extra["actor"] = actor
    if verb.name in {"open_swarm", *_ABOUT_IT, *_TIED}:
        extra["incident"] = incident
    fields = [*verb.form.base_fields]
    told = [] if verb.name in _ABOUT_IT else [f for f in fields if f not in _FRESH]
    now = {name: _fact(incident, name) for name in told}
    if verb.name == "own" and actor.is_person:
        now["owner"] = actor.id
    now["seq"] = incident.seq if seq is None else seq
    now |= {name: asked[name] for name in fields if asked and name in asked}
    form = verb.form(data, initial=now, **extra)
    return asking_of_tasks(form, incident, actor) if verb.name in _ENDING else form


# These ask about other incidents, too.
_TIED = frozenset({"restore", "resolve", "close", "unlink", "split"})
# These are told anew each time and never start from what the row holds.
_FRESH = frozenset({"seq", "happened_at", "text", "note", "reason", "code", "ref"})


def _fact(incident: Any, name: str) -> Any:
    return getattr(incident, f"{name}_id", None) or getattr(incident, name, None)
