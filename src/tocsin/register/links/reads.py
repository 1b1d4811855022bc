"""How an incident hangs together with others, as far as its reader may know."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.changes.models import ServiceChange
from tocsin.foundation.changes.reads import changes_called
from tocsin.foundation.config.reads import value
from tocsin.register.core.models import Incident, Viewer
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.core.rules import MIRRORED
from tocsin.register.links.options import CHILDREN, NOTHING, PERFORMED
from tocsin.register.links.rules import (
    FOLLOWS,
    MENDED_BY,
    PARENT,
    REACHED,
    TO_A_CHANGE,
    TO_CHANGES,
    UNDO_MERGE_WINDOW,
)
from tocsin.register.work.rules import Standing, may

# The order in which people want them.
_ORDER = (
    *"child_of parent_of caused_by_change mended_by_change caused_by causes".split(),
    *"duplicate has_duplicate absorbed split_from split_into related".split(),
    *"reopens reopened_as".split(),
)
_MOST_MERGES = 32


@dataclass(frozen=True, slots=True)
class Tied:
    """One link. Of an incident that its reader may not see, it has the reference and
    nothing else."""

    relation: str
    ref: str
    incident: Incident | None = None
    change: ServiceChange | None = None

    @property
    def loosens(self) -> bool:
        """Whether it is taken back by unlinking it."""
        return self.relation in MIRRORED and (
            self.change is not None or self.incident is not None
        )


def ties_of(incident: Incident, actor: Actor, *, most: int | None = None) -> list[Tied]:
    """What the incident is linked to, by relation, of each relation the first `most`;
    for people who work here."""
    if actor.is_requester:
        return []
    links: Mapping[str, Sequence[str]] = {
        name: told[:most] for name, told in incident.links.items()
    }
    refs = {ref for told in links.values() for ref in told}
    rows = visible_to(actor).filter(ref__in=refs) if refs else ()
    seen = {each.ref: each for each in rows}
    named = {key for name in TO_CHANGES for key in links.get(name, ())}
    changes = changes_called(actor, named)
    ranked = [name for name in _ORDER if name in links]
    ranked += sorted(links.keys() - set(_ORDER))
    return [
        Tied(
            relation,
            ref,
            None if relation in TO_CHANGES else seen.get(ref),
            changes.get(ref) if relation in TO_CHANGES else None,
        )
        for relation in ranked
        for ref in links[relation]
    ]


def undone_until(incident: Incident) -> datetime | None:
    """Until when its merge can be undone, if it is merged into another."""
    if not incident.merged_into or incident.cancelled_at is None:
        return None
    return incident.cancelled_at + UNDO_MERGE_WINDOW


def seen_alike(one: Incident, other: Incident) -> bool:
    """Whether the same people see both, so that words may go from one to the other."""
    if one.restricted != other.restricted:
        return False
    return not one.restricted or _viewers(one) == _viewers(other)


def _viewers(incident: Incident) -> set[str]:
    rows = Viewer.objects.filter(incident=incident)
    return {viewer.person_id for viewer in rows}


def survivors(incident: Incident) -> list[Incident]:
    """Into what it was merged, and that one in turn; the last one goes on."""
    found: list[Incident] = []
    step: Incident | None = incident
    while step and step.merged_into and len(found) < _MOST_MERGES:
        step = Incident.objects.filter(ref=step.merged_into).first()
        found += [step] if step else []
    return found


def absorbed_by(incident: Incident) -> list[Incident]:
    """What was merged into it and is still, and what was merged into those."""
    found: dict[str, Incident] = {}
    left = [incident]
    while left:
        one = left.pop()
        refs = [r for r in one.links.get("absorbed", ()) if r not in found]
        rows = Incident.objects.filter(ref__in=refs, merged_into=one.ref)
        for each in rows.order_by("id"):
            found[each.ref] = each
            left.append(each)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Child:
    """A child that a verb on the parent could reach; else `why` it does not: unseen,
    not_yours, ended, or words (they are the parent's readers' alone)."""

    ref: str
    incident: Incident | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """What a verb on a parent would do to its children, shown before it is done."""

    policy: str
    children: Sequence[Child]

    @property
    def able(self) -> list[str]:
        return [each.ref for each in self.children if not each.why]

    @property
    def ticked(self) -> list[str]:
        """Those it is done to unless somebody says otherwise."""
        return self.able if self.policy == PERFORMED else []


def reach(incident: Incident, actor: Actor, verb: str) -> Reach:
    """The children of an incident, and which of them the verb would reach."""
    policy = str(value(CHILDREN[verb])) if verb in CHILDREN else NOTHING
    refs = incident.links.get(PARENT, ()) if policy != NOTHING else ()
    if not refs:
        return Reach(policy, ())
    rows = visible_to(actor).filter(ref__in=refs).select_related("team")
    seen = {each.ref: each for each in rows}
    # Reports of what is known follow by themselves: hundreds of them are not asked.
    asked = [ref for ref in refs if ref not in seen or seen[ref].source != FOLLOWS]
    children = [_child(incident, ref, seen.get(ref), actor, verb) for ref in asked]
    return Reach(policy, children)


def _child(
    parent: Incident, ref: str, child: Incident | None, actor: Actor, verb: str
) -> Child:
    if child is None:
        return Child(ref, None, "unseen")
    if child.state not in REACHED[verb]:
        return Child(ref, child, "ended")
    if not may(actor, verb, Standing(child.team_id, child.reporter_id)):
        return Child(ref, child, "not_yours")
    if verb == "reply" and parent.restricted and not seen_alike(parent, child):
        return Child(ref, child, "words")
    return Child(ref, child)


def caused_by_change(actor: Actor, key: str, limit: int = 50) -> list[Incident]:
    """The incidents that this change caused, the newest first."""
    return _tied_to_change(actor, TO_A_CHANGE, key, limit)


def mended_by_change(actor: Actor, key: str, limit: int = 50) -> list[Incident]:
    """The incidents that this change is to mend, the newest first."""
    return _tied_to_change(actor, MENDED_BY, key, limit)


def _tied_to_change(
    actor: Actor, relation: str, key: str, limit: int
) -> list[Incident]:
    told: Any = {relation: [key]}
    rows = visible_to(actor).exclude(links={}).filter(links__contains=told)
    return list(rows.select_related("service", "team", "owner").order_by("-id")[:limit])


def titles_of(ties: Iterable[Tied]) -> dict[str, str]:
    """By reference: what those are called that the reader sees."""
    return {each.ref: each.incident.title for each in ties if each.incident}
