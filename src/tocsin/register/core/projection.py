"""From a timeline to a state. Pure: no database, no clock.

Entries fold in the order of `seq`. An entry that happened before the last change
of state (told late) sets its fact and its time, and leaves the state alone.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from tocsin.register.core.entries import Kind
from tocsin.register.core.state import Said, State
from tocsin.register.core.ties import tied, tied_to_all, untied

__all__ = ["FACTS", "Said", "State", "fold", "step"]

_RENAMED = {
    "service": "service_id",
    "category": "category_id",
    "team": "team_id",
    "owner": "owner_id",
    "reporter": "reporter_id",
}
_INSTANTS = frozenset({"occurred_at", "last_known_good_at", "detected_at"}) | {
    "reported_at"
}
FACTS = frozenset(
    """title description basis nature channel service category impact urgency priority
    priority_reason complexity model reporter reporter_name symptoms location_physical
    location_virtual affected still_works before_symptoms automatic_fix
    automatic_fix_text occurred_at occurred_basis last_known_good_at detected_at
    detected_by reported_at""".split()
)


def step(state: State, said: Said) -> None:
    """Bring `state` up to date with one more entry."""
    if change := _STEPS.get(said.kind):
        change(state, said.body, said.happened_at)
    if said.kind == Kind.REGISTERED:
        state.origin, state.is_drill = said.origin, said.is_drill


def fold(entries: Iterable[Said]) -> State:
    state = State()
    for said in entries:
        step(state, said)
    return state


def _move(state: State, to: str, at: datetime) -> None:
    if state.state_since is None or at >= state.state_since:
        state.state, state.state_since = to, at
        if to != "waiting":
            state.waiting_cause = ""


def _leaves(state: State, at: datetime, *froms: str) -> bool:
    return state.state in froms and (
        state.state_since is None or at >= state.state_since
    )


def _set_facts(state: State, body: Mapping[str, Any], _at: datetime) -> None:
    for name, value in body.items():
        if name in FACTS:
            if name in _INSTANTS and value is not None:
                value = datetime.fromisoformat(value)
            setattr(state, _RENAMED.get(name, name), value)
    if flags := body.get("flags"):
        state.flags = sorted({*state.flags, *flags})
    if state.flags and body.keys() & FACTS:
        told = {name for name in FACTS & body.keys() if body[name] not in (None, "")}
        state.flags = [f for f in state.flags if f not in told or f in (flags or ())]


def _earliest(before: datetime | None, at: datetime) -> datetime:
    return at if before is None else min(before, at)


def _registered(state: State, body: Mapping[str, Any], at: datetime) -> None:
    _set_facts(state, body, at)
    state.told = dict(body.get("told", {}))
    state.tags = sorted(body.get("tags", ()))
    _fields_set(state, body, at)
    state.owner_id = body.get("owner")
    state.owner_role = body.get("owner_role", "")
    state.registered_at = at
    _move(state, "registered", at)


def _classified(state: State, body: Mapping[str, Any], at: datetime) -> None:
    _set_facts(state, body, at)
    state.classified_at = _earliest(state.classified_at, at)
    if _leaves(state, at, "registered"):
        _move(state, "classified", at)


def _assigned(state: State, body: Mapping[str, Any], at: datetime) -> None:
    if state.team_id is not None and state.team_id != body["team"]:
        state.reassigned_count += 1
    state.team_id = body["team"]
    _owned(state, body, at)
    state.assigned_at = _earliest(state.assigned_at, at)
    if body.get("moves", True) and _leaves(state, at, "registered", "classified"):
        _move(state, "assigned", at)


def _routed(state: State, body: Mapping[str, Any], at: datetime) -> None:
    """What rules set. Nobody had accepted it, so a change of team is no reassignment,
    and the owner stays who it was."""
    _set_facts(state, body, at)
    _tagged(state, body, at)
    if "team" not in body:
        return
    state.team_id = body["team"]
    if state.team_id is not None:
        state.assigned_at = _earliest(state.assigned_at, at)
        if _leaves(state, at, "registered", "classified"):
            _move(state, "assigned", at)


def _returned(state: State, body: Mapping[str, Any], at: datetime) -> None:
    """It is back with the team named, or with the duty manager alone."""
    if state.team_id != body.get("team"):
        state.reassigned_count += 1
    state.team_id = body.get("team")
    _owned(state, body, at)


def _owned(state: State, body: Mapping[str, Any], _at: datetime) -> None:
    state.owner_id = body.get("owner")
    state.owner_role = body.get("owner_role", "")


def _acknowledged(state: State, _body: Mapping[str, Any], at: datetime) -> None:
    state.acknowledged_at = _earliest(state.acknowledged_at, at)


def _lapsed(state: State, _body: Mapping[str, Any], _at: datetime) -> None:
    state.acknowledged_at = None


def _accepted(state: State, body: Mapping[str, Any], at: datetime) -> None:
    _acknowledged(state, body, at)
    _owned(state, body, at)
    state.accepted_at = _earliest(state.accepted_at, at)
    if _leaves(state, at, "registered", "classified", "assigned"):
        _diagnosis_began(state, body, at)


def _diagnosis_began(state: State, _body: Mapping[str, Any], at: datetime) -> None:
    state.diagnosis_at = _earliest(state.diagnosis_at, at)
    _move(state, "diagnosis", at)


def _waiting_began(state: State, body: Mapping[str, Any], at: datetime) -> None:
    if state.state_since is not None and at < state.state_since:
        return
    if state.state != "waiting":
        state.whence = state.state
    state.waiting_cause = body["cause"]
    _move(state, "waiting", at)


def _waiting_ended(state: State, _body: Mapping[str, Any], at: datetime) -> None:
    if _leaves(state, at, "waiting"):
        _move(state, state.whence or "diagnosis", at)


def _mitigated(state: State, _body: Mapping[str, Any], at: datetime) -> None:
    state.mitigated_at = _earliest(state.mitigated_at, at)


def _restored(state: State, _body: Mapping[str, Any], at: datetime) -> None:
    state.restored_at = at
    _move(state, "restored", at)


def _impact_returned(state: State, _body: Mapping[str, Any], at: datetime) -> None:
    state.restored_at = None
    _move(state, "diagnosis", at)


def _resolved(state: State, body: Mapping[str, Any], at: datetime) -> None:
    state.resolved_at = at
    state.restored_at = state.restored_at or at
    state.resolution_kind = body.get("resolution", "")
    state.resolution_code = body.get("code", "")
    state.resolution_text = body.get("text") or ""
    _move(state, "resolved", at)


def _confirmed(state: State, body: Mapping[str, Any], at: datetime) -> None:
    if body.get("answer") == "confirmed":
        state.confirmed_at = at


def _closed(state: State, body: Mapping[str, Any], at: datetime) -> None:
    state.closed_at = at
    state.resolved_at = state.resolved_at or at
    state.restored_at = state.restored_at or at
    state.closure_code = body.get("code", "")
    state.told = {**state.told, **body.get("told", {})}
    _move(state, "closed", at)


def _reopened(state: State, _body: Mapping[str, Any], at: datetime) -> None:
    state.resolved_at = state.closed_at = state.restored_at = None
    state.confirmed_at = None
    state.reopened_count += 1
    _move(state, "diagnosis", at)


def _cancelled(state: State, body: Mapping[str, Any], at: datetime) -> None:
    state.before_cancel = "/".join(filter(None, [state.state, state.waiting_cause]))
    state.cancelled_at = at
    state.cancel_reason = body["cause"]
    state.duplicate_of = body.get("duplicate_of", "")
    _move(state, "cancelled", at)


def _cancellation_undone(state: State, _body: Mapping[str, Any], at: datetime) -> None:
    before, _, cause = state.before_cancel.partition("/")
    _move(state, before or "registered", at)
    if state.state == "waiting":
        state.waiting_cause = cause or "other"
    state.cancelled_at = None
    state.cancel_reason = state.duplicate_of = state.before_cancel = ""


def _merged(state: State, body: Mapping[str, Any], at: datetime) -> None:
    into = body["into"]
    _cancelled(state, {"cause": "duplicate", "duplicate_of": into}, at)
    state.merged_into = into


def _merge_undone(state: State, body: Mapping[str, Any], at: datetime) -> None:
    _cancellation_undone(state, body, at)
    state.merged_into = ""


def _linked(state: State, body: Mapping[str, Any], _at: datetime) -> None:
    state.links = tied(state.links, body.get("relation"), body.get("ref"))


def _reports_joined(state: State, body: Mapping[str, Any], _at: datetime) -> None:
    state.links = tied_to_all(state.links, "parent_of", body.get("refs", ()))
    if first := body.get("first_at"):
        at = datetime.fromisoformat(first)
        state.reported_at = _earliest(state.reported_at, at)


def _unlinked(state: State, body: Mapping[str, Any], _at: datetime) -> None:
    state.links = untied(state.links, body.get("relation"), body.get("ref"))


def _absorbed(state: State, body: Mapping[str, Any], at: datetime) -> None:
    _linked(state, {**body, "relation": "absorbed"}, at)


def _parted(state: State, body: Mapping[str, Any], at: datetime) -> None:
    _unlinked(state, {**body, "relation": "absorbed"}, at)


def _split(state: State, body: Mapping[str, Any], at: datetime) -> None:
    _linked(state, {**body, "relation": "split_into"}, at)


def _tagged(state: State, body: Mapping[str, Any], _at: datetime) -> None:
    tags = {*state.tags, *body.get("added", ())} - {*body.get("removed", ())}
    state.tags = sorted(tags)


def _fields_set(state: State, body: Mapping[str, Any], _at: datetime) -> None:
    told = body.get("fields", {})
    fields = state.fields | told
    state.fields = {n: value for n, value in fields.items() if value is not None}
    asked = {*state.flags} - {f"field.{name}" for name in told}
    state.flags = sorted(asked | {*body.get("flags", ())})


def _overridden(state: State, body: Mapping[str, Any], _at: datetime) -> None:
    state.priority = body["priority"]
    state.priority_reason = body.get("reason") or ""
    state.priority_overridden = True


def _flagged(state: State, body: Mapping[str, Any], _at: datetime) -> None:
    state.flags = sorted({*state.flags, *body["flags"]})


def _restricted(state: State, _body: Mapping[str, Any], _at: datetime) -> None:
    state.restricted = True


def _lifted(state: State, _body: Mapping[str, Any], _at: datetime) -> None:
    state.restricted = False


def _told(state: State, body: Mapping[str, Any], _at: datetime) -> None:
    state.told = {**state.told, **body.get("told", {})}


def _erased(state: State, body: Mapping[str, Any], _at: datetime) -> None:
    for name in body.get("facts", ()):
        setattr(state, name, {} if name == "told" else "")
    for name in body.get("fields_gone", ()):
        state.fields.pop(name, None)
    state.flags = list(body.get("flags", state.flags))


_STEPS: dict[str, Callable[[State, Mapping[str, Any], datetime], None]] = {
    Kind.REGISTERED: _registered,
    Kind.CLASSIFIED: _classified,
    Kind.ASSIGNED: _assigned,
    Kind.ROUTED: _routed,
    Kind.RETURNED: _returned,
    Kind.OWNED: _owned,
    Kind.ACKNOWLEDGED: _acknowledged,
    Kind.ACKNOWLEDGEMENT_LAPSED: _lapsed,
    Kind.ACCEPTED: _accepted,
    Kind.DIAGNOSIS_BEGAN: _diagnosis_began,
    Kind.WAITING_BEGAN: _waiting_began,
    Kind.WAITING_ENDED: _waiting_ended,
    Kind.MITIGATED: _mitigated,
    Kind.RESTORED: _restored,
    Kind.IMPACT_RETURNED: _impact_returned,
    Kind.RESOLVED: _resolved,
    Kind.CONFIRMED: _confirmed,
    Kind.CLOSED: _closed,
    Kind.REOPENED: _reopened,
    Kind.CANCELLED: _cancelled,
    Kind.CANCELLATION_UNDONE: _cancellation_undone,
    Kind.AMENDED: _set_facts,
    Kind.PRIORITY_OVERRIDDEN: _overridden,
    Kind.FLAGGED: _flagged,
    Kind.RESTRICTED: _restricted,
    Kind.RESTRICTION_LIFTED: _lifted,
    Kind.TOLD: _told,
    Kind.MERGED: _merged,
    Kind.MERGE_UNDONE: _merge_undone,
    Kind.LINKED: _linked,
    Kind.UNLINKED: _unlinked,
    Kind.REPORTS_JOINED: _reports_joined,
    Kind.ABSORBED: _absorbed,
    Kind.PARTED: _parted,
    Kind.SPLIT: _split,
    Kind.TAGGED: _tagged,
    Kind.FIELDS_SET: _fields_set,
    Kind.ERASED: _erased,
}
