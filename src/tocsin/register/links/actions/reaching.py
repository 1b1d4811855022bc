"""What is done to a parent is done to its children, where that was chosen."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import transaction

from tocsin.foundation.accounts.rules import Actor
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Entry, Incident
from tocsin.register.links.options import PERFORMED
from tocsin.register.links.reads import Reach, reach, seen_alike
from tocsin.register.links.refusals import ChildUnknown
from tocsin.register.links.rules import PARENT, told_as
from tocsin.register.work.actions import close, reply, resolve, restore
from tocsin.register.work.actions.linking import lock_all

_VERBS: Mapping[str, Callable[..., Incident]] = {
    "restore": restore,
    "resolve": resolve,
    "close": close,
    "reply": reply,
}
_SAYS = {
    "restore": Kind.RESTORED,
    "resolve": Kind.RESOLVED,
    "close": Kind.CLOSED,
    "reply": Kind.REPLIED,
}
# What closing asks and what was seen is the parent's alone.
_ALONE = frozenset({"seq", "asked", "open_tasks"})
_WORDS = frozenset({"text", "note"})


@transaction.atomic
def _with_children(
    verb: str,
    incident_id: int,
    *,
    by: Actor,
    run: Callable[..., Incident] | None = None,
    children: Sequence[str] | None = None,
    **told: Any,
) -> Incident:
    """The verb is done to the incident, and to those of its children that are named;
    to all it can reach where none are named and the organisation set it so.

    `run` is the verb as it is done to the parent, where more hangs on it there. Each
    child's entry names the parent's as its cause. Words of a parent that others
    do not see stay with it. Children's children are not reached.
    """
    first = run or _VERBS[verb]
    before = Incident.objects.get(id=incident_id)
    if not before.links.get(PARENT) and not children:
        return first(incident_id, by=by, **told)
    family = Incident.objects.filter(ref__in=before.links.get(PARENT, ()))
    locked = {incident_id, *family.values_list("id", flat=True)}
    lock_all(locked)
    now = Incident.objects.get(id=incident_id)
    chosen = [
        child
        for child in _chosen(reach(now, by, verb), now, children)
        if child.id in locked  # one linked this very instant is not reached
    ]
    after = first(incident_id, by=by, **told)
    said = Entry.objects.filter(
        incident=after, kind=_SAYS[verb], seq__gt=now.seq
    ).last()
    if said is None:
        return after
    cause = told_as(after.ref, said.seq)
    for child in chosen:
        words = _for_child(verb, told, after, child)
        _VERBS[verb](child.id, by=by, cause=cause, **words)
    return after


def _chosen(
    found: Reach, parent: Incident, children: Sequence[str] | None
) -> list[Incident]:
    able = {each.ref: each.incident for each in found.children if each.incident}
    able = {ref: able[ref] for ref in found.able if ref in able}
    if children is None:
        return list(able.values()) if found.policy == PERFORMED else []
    named = {ref.strip().upper() for ref in children}
    ended = {each.ref for each in found.children if each.why == "ended"}
    if unknown := named - able.keys() - ended:
        raise ChildUnknown(child=min(unknown), ref=parent.ref)
    return [incident for ref, incident in able.items() if ref in named]


def _for_child(
    verb: str, told: dict[str, Any], parent: Incident, child: Incident
) -> dict[str, Any]:
    words = {name: value for name, value in told.items() if name not in _ALONE}
    if parent.restricted and not seen_alike(parent, child):
        words = {name: value for name, value in words.items() if name not in _WORDS}
    if verb == "close":
        resolution = told.get("resolution") or parent.resolution_kind
        words["resolution"] = resolution
    return words


restore_with_children = partial(_with_children, "restore")
resolve_with_children = partial(_with_children, "resolve")
close_with_children = partial(_with_children, "close")
reply_with_children = partial(_with_children, "reply")
