"""What swarms over an incident took: people, minutes, money. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.improvement.reviews.rules.finding import (
    MONEY,
    SECONDS,
    Figure,
    counted,
    in_order,
    seconds_between,
)
from tocsin.register.core.entries import Kind
from tocsin.register.work.spoken import Spoken


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody was in a swarm; `rows` say that they came and that they went."""

    who: str
    team: str
    since: datetime
    until: datetime
    rows: tuple[int, ...]

    @property
    def seconds(self) -> int:
        return seconds_between(self.since, self.until)


def swarms(story: Sequence[Spoken]) -> Iterator[Figure]:
    """The figures of each swarm, by its reference, in the order of their opening."""
    for opened in in_order(e for e in story if e.kind == Kind.SWARM_OPENED):
        ref = str(opened.body.get("swarm", ""))
        said = in_order(e for e in story if e.body.get("swarm") == ref)
        yield from _of_one(ref, opened, said)


def _of_one(ref: str, opened: Spoken, said: Sequence[Spoken]) -> Iterator[Figure]:
    stays = stays_of(said)
    rows = tuple(row for stay in stays for row in stay.rows)
    people = {stay.who for stay in stays}
    yield Figure("swarm_people", len(people), rows=rows, about=ref)
    spent = sum(stay.seconds for stay in stays)
    yield Figure("swarm_time", spent, SECONDS, rows, ref)
    yield from _cost(ref, said)
    yield from _called(ref, said)
    naming = (e for e in said if e.kind == Kind.PRIMARY_TEAM_NAMED)
    named = next((e for e in naming if e.happened_at >= opened.happened_at), None)
    if named:
        took = seconds_between(opened.happened_at, named.happened_at)
        rows = (opened.seq, named.seq)
        yield Figure("swarm_to_primary", took, SECONDS, rows, ref)
        team = str(named.body.get("team", ""))
        needed = [stay for stay in stays if stay.team == team]
        rows = tuple(row for stay in needed for row in stay.rows)
        count = len({stay.who for stay in needed})
        yield Figure("swarm_needed", count, rows=rows, about=ref)
    yield from _thought(ref, said)


def _called(ref: str, said: Sequence[Spoken]) -> Iterator[Figure]:
    called = [e for e in said if e.kind == Kind.SWARM_INVITED]
    people = {str(key) for e in called for key in e.body.get("people", ())}
    if people:
        rows = tuple(e.seq for e in called)
        yield Figure("swarm_called", len(people), rows=rows, about=ref)
    alarms = [e for e in said if e.kind == Kind.SWARM_ALARMED]
    yield from counted("swarm_alarms", alarms, about=ref, good_if_none=True)


def _cost(ref: str, said: Sequence[Spoken]) -> Iterator[Figure]:
    """As the swarm told it when it ended, by the rates of then."""
    for entry in said:
        if entry.kind == Kind.SWARM_CLOSED and "cost" in entry.body:
            cost, currency = int(entry.body["cost"]), str(entry.body["currency"])
            yield Figure(
                "swarm_cost", cost, MONEY, (entry.seq,), ref, currency=currency
            )


def _thought(ref: str, said: Sequence[Spoken]) -> Iterator[Figure]:
    posed = [e for e in said if e.kind == Kind.HYPOTHESIS_POSED]
    yield from counted("hypotheses", posed, about=ref)
    refuted = [
        e
        for e in said
        if e.kind == Kind.HYPOTHESIS_MOVED and e.body.get("state") == "refuted"
    ]
    yield from counted("hypotheses_refuted", refuted, about=ref)


def stays_of(said: Sequence[Spoken]) -> list[Stay]:
    """Who was in it from when until when. Who never left, left with its end; where it
    has none, with the last that was said."""
    stays: list[Stay] = []
    here: dict[str, Spoken] = {}
    for entry in said:
        if entry.kind == Kind.SWARM_JOINED:
            here.setdefault(_who(entry.body), entry)
        elif entry.kind == Kind.SWARM_LEFT and _who(entry.body) in here:
            stays.append(_stay(here.pop(_who(entry.body)), entry))
        elif entry.kind == Kind.SWARM_CLOSED:
            stays += [_stay(came, entry) for came in here.values()]
            here = {}
    return stays + [_stay(came, said[-1]) for came in here.values()]


def _stay(came: Spoken, went: Spoken) -> Stay:
    return Stay(
        who=_who(came.body),
        team=str(came.body.get("team", "")),
        since=came.happened_at,
        until=went.happened_at,
        rows=(came.seq, went.seq),
    )


def _who(body: Mapping[str, object]) -> str:
    """Guests are told by their name, which is no part of what is read here: those of
    one incident are one."""
    return str(body.get("person") or "guest")
