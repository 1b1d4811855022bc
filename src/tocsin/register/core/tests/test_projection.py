"""The fold: a pure function of the timeline, and honest about what is told late."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from tocsin.register.core.entries import TOLD_ONLY, Kind
from tocsin.register.core.projection import Said, State, fold, step
from tocsin.register.core.reads.entries import Told, known_at, true_at
from tocsin.register.core.rules import STATES

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return NINE + timedelta(minutes=minutes)


def life(*told: tuple[Kind, int] | tuple[Kind, int, dict[str, Any]]) -> State:
    """Folds entries given as kind, minute and body, after a registration at 0."""
    registered = Said(Kind.REGISTERED, {"owner_role": "duty_manager"}, at(0))
    more = [Said(k, body[0] if body else {}, at(minute)) for k, minute, *body in told]
    return fold([registered, *more])


# A late entry sets its fact and its time, never the state.


def test_a_late_diagnosis_sets_its_instant_and_not_the_state() -> None:
    state = life((Kind.RESTORED, 30), (Kind.DIAGNOSIS_BEGAN, 10))
    assert (state.state, state.state_since) == ("restored", at(30))
    assert state.diagnosis_at == at(10)


def test_a_late_restoration_after_the_resolution_sets_when_users_could_work() -> None:
    state = life((Kind.RESOLVED, 60, {"resolution": "permanent"}), (Kind.RESTORED, 20))
    assert (state.state, state.restored_at) == ("resolved", at(20))
    assert state.resolved_at == at(60)


def test_an_entry_of_the_same_instant_is_not_late() -> None:
    state = life((Kind.DIAGNOSIS_BEGAN, 10), (Kind.RESTORED, 10))
    assert state.state == "restored"


def test_late_waiting_does_not_make_the_incident_wait() -> None:
    state = life((Kind.RESTORED, 30), (Kind.WAITING_BEGAN, 10, {"cause": "supplier"}))
    assert (state.state, state.waiting_cause, state.whence) == ("restored", "", "")


def test_acknowledged_twice_keeps_the_earlier_instant() -> None:
    state = life((Kind.ACKNOWLEDGED, 9), (Kind.ACKNOWLEDGED, 4))
    assert (state.acknowledged_at, state.state) == (at(4), "registered")


def test_accepted_tells_acknowledged_diagnosed_and_owned() -> None:
    state = life((Kind.ACCEPTED, 5, {"owner": "p-ada"}))
    assert state.acknowledged_at == state.accepted_at == state.diagnosis_at == at(5)
    assert (state.state, state.owner_id, state.owner_role) == ("diagnosis", "p-ada", "")


def test_reassigned_while_it_is_worked_on_keeps_the_state() -> None:
    state = life(
        (Kind.ASSIGNED, 1, {"team": "desk", "owner_role": "duty_manager"}),
        (Kind.ACCEPTED, 2, {"owner": "p-ada"}),
        (Kind.ASSIGNED, 3, {"team": "infra", "owner_role": "duty_manager"}),
    )
    assert (state.state, state.team_id, state.owner_id) == ("diagnosis", "infra", None)
    assert (state.owner_role, state.reassigned_count) == ("duty_manager", 1)


def test_waiting_goes_back_to_whence_it_came() -> None:
    for begin, whence in (
        (Kind.DIAGNOSIS_BEGAN, "diagnosis"),
        (Kind.RESTORED, "restored"),
    ):
        state = life(
            (begin, 1),
            (Kind.WAITING_BEGAN, 2, {"cause": "supplier"}),
            (Kind.WAITING_BEGAN, 3, {"cause": "change"}),
        )
        assert (state.state, state.waiting_cause) == ("waiting", "change")
        step(state, Said(Kind.WAITING_ENDED, {}, at(4)))
        assert (state.state, state.waiting_cause) == (whence, "")


def test_cancelled_while_waiting_is_undone_to_waiting_for_the_same() -> None:
    state = life(
        (Kind.RESTORED, 1),
        (Kind.WAITING_BEGAN, 2, {"cause": "approval"}),
        (Kind.CANCELLED, 3, {"cause": "duplicate", "duplicate_of": "INC-00009"}),
    )
    assert (state.state, state.waiting_cause) == ("cancelled", "")
    assert (state.cancel_reason, state.duplicate_of) == ("duplicate", "INC-00009")
    step(state, Said(Kind.CANCELLATION_UNDONE, {}, at(4)))
    assert (state.state, state.waiting_cause) == ("waiting", "approval")
    assert (state.cancelled_at, state.cancel_reason, state.duplicate_of) == (
        None,
        "",
        "",
    )
    step(state, Said(Kind.WAITING_ENDED, {}, at(5)))
    assert state.state == "restored"


def test_reopened_is_neither_restored_nor_resolved_nor_confirmed() -> None:
    state = life(
        (Kind.RESOLVED, 5, {"resolution": "workaround"}),
        (Kind.CONFIRMED, 6, {"answer": "confirmed"}),
        (Kind.CLOSED, 7),
        (Kind.REOPENED, 8),
    )
    assert (state.state, state.reopened_count) == ("diagnosis", 1)
    assert state.restored_at is state.resolved_at is state.confirmed_at is None
    assert state.closed_at is None


def test_not_solved_confirms_nothing() -> None:
    resolved = (Kind.RESOLVED, 5, {"resolution": "workaround"})
    state = life(resolved, (Kind.CONFIRMED, 6, {"answer": "not_solved"}))
    assert (state.state, state.confirmed_at) == ("resolved", None)


def test_a_flag_goes_when_the_fact_is_told_and_not_before() -> None:
    flagged = (Kind.FLAGGED, 1, {"flags": ["title", "service"]})
    assert life(flagged).flags == ["service", "title"]
    assert life(flagged, (Kind.AMENDED, 2, {"impact": 1})).flags == ["service", "title"]
    assert life(flagged, (Kind.AMENDED, 2, {"title": "down"})).flags == ["service"]


def test_links_come_and_go_by_relation() -> None:
    linked = [
        (Kind.LINKED, 1, {"ref": "INC-00009", "relation": "parent_of"}),
        (Kind.LINKED, 2, {"ref": "INC-00004", "relation": "parent_of"}),
        (Kind.LINKED, 3, {"ref": "INC-00004", "relation": "parent_of"}),
        (Kind.ABSORBED, 4, {"ref": "INC-00005"}),
        (Kind.SPLIT, 5, {"ref": "INC-00006"}),
    ]
    assert life(*linked).links == {
        "parent_of": ["INC-00004", "INC-00009"],
        "absorbed": ["INC-00005"],
        "split_into": ["INC-00006"],
    }
    undone = life(
        *linked,
        (Kind.UNLINKED, 6, {"ref": "INC-00004", "relation": "parent_of"}),
        (Kind.UNLINKED, 7, {"ref": "INC-00004", "relation": "related"}),
        (Kind.PARTED, 8, {"ref": "INC-00005"}),
    )
    assert undone.links == {"parent_of": ["INC-00009"], "split_into": ["INC-00006"]}


# Determinism, for whatever is said.

_BODIES: dict[Kind, st.SearchStrategy[dict[str, Any]]] = {
    Kind.ASSIGNED: st.fixed_dictionaries(
        {"team": st.sampled_from("abc"), "owner_role": st.just("duty_manager")}
    ),
    Kind.AMENDED: st.fixed_dictionaries({"title": st.text(max_size=3)}),
    Kind.WAITING_BEGAN: st.fixed_dictionaries({"cause": st.sampled_from(["other"])}),
    Kind.CANCELLED: st.fixed_dictionaries({"cause": st.sampled_from(["duplicate"])}),
    Kind.PRIORITY_OVERRIDDEN: st.fixed_dictionaries({"priority": st.integers(1, 5)}),
    Kind.FLAGGED: st.fixed_dictionaries({"flags": st.just(["title"])}),
    Kind.TOLD: st.fixed_dictionaries({"told": st.just({"sla": "met"})}),
    Kind.ERASED: st.fixed_dictionaries({"facts": st.just(["title", "told"])}),
    Kind.MERGED: st.fixed_dictionaries({"into": st.just("INC-00007")}),
    Kind.TAGGED: st.fixed_dictionaries(
        {}, optional={n: st.lists(st.sampled_from("abc")) for n in ("added", "removed")}
    ),
    Kind.FIELDS_SET: st.fixed_dictionaries(
        {"fields": st.dictionaries(st.sampled_from("xyz"), st.none() | st.text())}
    ),
}
_LINK = st.fixed_dictionaries(
    {"ref": st.sampled_from(["INC-00001", "INC-00002"])},
    optional={"relation": st.sampled_from(["related", "child_of"])},
)
_BODIES |= dict.fromkeys(
    (Kind.LINKED, Kind.UNLINKED, Kind.ABSORBED, Kind.PARTED, Kind.SPLIT), _LINK
)


@st.composite
def saids(draw: st.DrawFn) -> Said:
    kind = draw(st.sampled_from(sorted(Kind)))
    body = draw(_BODIES.get(kind, st.just({})))
    return Said(kind, body, at(draw(st.integers(0, 60))))


@given(entries=st.lists(saids(), max_size=25), cut=st.integers(0, 25))
def test_folding_at_once_or_in_two_parts_is_the_same(
    entries: list[Said], cut: int
) -> None:
    state = fold(entries[:cut])
    for said in entries[cut:]:
        step(state, said)
    assert state == fold(entries) == fold(list(entries))


@given(entries=st.lists(saids(), max_size=25))
def test_every_fold_is_a_state_that_the_table_allows(entries: list[Said]) -> None:
    state = State()
    for said in entries:
        step(state, said)
        assert state.state in STATES
        assert (state.state == "waiting") == (state.waiting_cause != "")


@given(entries=st.lists(saids(), max_size=10), kind=st.sampled_from(sorted(TOLD_ONLY)))
def test_what_is_told_only_leaves_the_row_alone(
    entries: list[Said], kind: Kind
) -> None:
    before = fold(entries)
    step(before, Said(kind, {"text": "a note", "title": "no fact"}, at(99)))
    assert before == fold(entries)


# As of any instant, against a model that knows nothing of the fold.


class Note(NamedTuple):
    """What the model knows of one entry."""

    seq: int
    kind: Kind
    value: str
    happened: int
    recorded: int


_MOVES = {
    Kind.DIAGNOSIS_BEGAN: "diagnosis",
    Kind.RESTORED: "restored",
    Kind.RESOLVED: "resolved",
}


@st.composite
def timelines(draw: st.DrawFn) -> list[Note]:
    notes = [Note(1, Kind.REGISTERED, "first", 0, 0)]
    recorded = 0
    for seq in range(2, draw(st.integers(2, 14))):
        recorded += draw(st.integers(0, 20))
        happened = recorded - draw(st.just(0) | st.integers(0, 60))
        kind = draw(st.sampled_from([Kind.AMENDED, Kind.ASSIGNED, *_MOVES]))
        value = draw(st.sampled_from(["x", "y", "z"]))
        notes.append(Note(seq, kind, value, max(0, happened), recorded))
    return notes


def _as_told(note: Note) -> Told:
    body: dict[str, Any] = {"title": note.value}
    if note.kind == Kind.ASSIGNED:
        body = {"team": note.value, "owner_role": "duty_manager"}
    return Told(
        incident_id=1,
        seq=note.seq,
        kind=note.kind,
        kind_version=1,
        happened_at=at(note.happened),
        happened_basis="stated",
        recorded_at=at(note.recorded),
        actor_kind="person",
        actor_id="p-ada",
        on_behalf_of="",
        via="web",
        cause=None,
        audience="internal",
        corrects=None,
        origin="lived",
        is_drill=False,
        body=body if note.kind not in _MOVES else {},
        hash=b"",
    )


def _last(notes: list[Note], *kinds: Kind) -> str | None:
    said = [note.value for note in notes if note.kind in kinds]
    return said[-1] if said else None


def _state_when_nothing_is_late(notes: list[Note]) -> str:
    moves = [_MOVES[note.kind] for note in notes if note.kind in _MOVES]
    return (
        moves[-1]
        if moves
        else ("assigned" if _last(notes, Kind.ASSIGNED) else "registered")
    )


def _state_as_recorded(notes: list[Note]) -> str:
    state, since = "registered", 0
    for note in notes[1:]:
        to = _MOVES.get(note.kind)
        if note.kind == Kind.ASSIGNED and state == "registered":
            to = "assigned"
        if to and note.happened >= since:
            state, since = to, note.happened
    return state


@given(notes=timelines(), moment=st.integers(0, 300))
def test_true_at_is_what_had_happened_by_then(notes: list[Note], moment: int) -> None:
    happened = sorted(
        (n for n in notes if n.happened <= moment), key=lambda n: (n.happened, n.seq)
    )
    found = true_at([_as_told(n) for n in notes], at(moment))
    assert found.title == _last(happened, Kind.REGISTERED, Kind.AMENDED)
    assert found.team_id == _last(happened, Kind.ASSIGNED)
    assert found.state == _state_when_nothing_is_late(happened)


@given(notes=timelines(), moment=st.integers(0, 300))
def test_known_at_is_what_had_been_said_by_then(notes: list[Note], moment: int) -> None:
    said = [n for n in notes if n.recorded <= moment]
    found = known_at([_as_told(n) for n in notes], at(moment))
    assert found.title == _last(said, Kind.REGISTERED, Kind.AMENDED)
    assert found.team_id == _last(said, Kind.ASSIGNED)
    assert found.state == _state_as_recorded(said)


@given(notes=timelines())
def test_as_of_now_the_register_says_what_its_row_says(notes: list[Note]) -> None:
    told = [_as_told(n) for n in notes]
    assert known_at(told, at(10_000)) == fold(t.said for t in told)


def test_before_it_began_there_was_nothing() -> None:
    told = [_as_told(Note(1, Kind.REGISTERED, "first", 10, 20))]
    assert true_at(told, at(9)).title == ""
    assert (true_at(told, at(10)).title, known_at(told, at(19)).title) == ("first", "")
