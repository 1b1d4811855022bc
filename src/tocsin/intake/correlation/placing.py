"""Which incident each alert joins, and which are opened for the others."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from msgspec.structs import replace

from tocsin.foundation.config.reads import value
from tocsin.foundation.services.reads import needs_of_each
from tocsin.intake.alerts import queries as alerts_queries
from tocsin.intake.alerts.changes import AlertFacts
from tocsin.intake.alerts.writing import write
from tocsin.intake.correlation import queries
from tocsin.intake.correlation.judging import Judge, widest
from tocsin.intake.correlation.opening import open_groups
from tocsin.intake.correlation.options import (
    GROUPING,
    REOPEN_MINUTES,
    WINDOW_MINUTES,
)
from tocsin.intake.correlation.rules import (
    DROP,
    OPEN,
    SUPPRESS,
    Board,
    Spot,
    Verdict,
    Wanted,
    place_of,
    plan,
    worst,
)
from tocsin.register.work.actions.monitors import hold
from tocsin.register.work.held import Held, open_on

_MOST_WAITING = 5000
_RESOLVED = "resolved"


@dataclass(slots=True)
class Placed:
    """Where the alerts of a turn went, by the incident's id.

    `held` are the incidents concerned, by every id they were known under. `again` are
    alerts that belong there already and fire anew, `related` the pairs of an incident
    that was opened and one that its alert belonged to before. `worsened` have alerts of
    a greater severity than any before.
    """

    held: dict[int, Held] = field(default_factory=dict)
    joined: dict[int, list[AlertFacts]] = field(default_factory=dict)
    again: dict[int, list[AlertFacts]] = field(default_factory=dict)
    opened: dict[int, list[AlertFacts]] = field(default_factory=dict)
    related: list[tuple[int, Held]] = field(default_factory=list)
    worsened: set[int] = field(default_factory=set)

    def end(self, incident_id: int) -> int:
        """Where an incident goes on."""
        row = self.held.get(incident_id)
        return row.id if row else incident_id


@dataclass(frozen=True, slots=True)
class _Terms:
    """What the options say, asked once for a turn: each question costs as much as
    placing a dozen alerts."""

    window: timedelta
    reopen: timedelta
    grouping: bool


def _terms() -> _Terms:
    return _Terms(
        timedelta(minutes=value(WINDOW_MINUTES)),
        timedelta(minutes=value(REOPEN_MINUTES)),
        value(GROUPING),
    )


@dataclass(slots=True)
class _Table:
    """What is known before anything is placed."""

    now: datetime
    judge: Judge
    alerts: dict[int, AlertFacts]
    verdicts: dict[int, Verdict]
    before: Mapping[int, int] = field(default_factory=dict)
    _places: dict[int, str] = field(default_factory=dict)

    def service(self, alert: AlertFacts) -> str:
        sets = self.verdicts[alert.id].sets
        return str(sets.get("service") or alert.service) if sets else alert.service

    def place(self, alert: AlertFacts) -> str:
        """Worked out once; no verdict changes in what it says of it."""
        held = self._places.get(alert.id)
        if held is None:
            service, known = self.service(alert), alert
            if alert.service != service:
                known = replace(alert, service=service)
            held = self._places[alert.id] = place_of(known, self.verdicts[alert.id])
        return held


def place(
    alerts: Iterable[AlertFacts], also: Collection[int], judge: Judge, now: datetime
) -> Placed:
    """Each alert has its incident, unless a rule keeps it from one. `also` are other
    incidents of this turn, to be locked with these: all locks are taken here, in the
    order of the incidents' ids."""
    table = _judged(alerts, judge, now)
    if not table.alerts:
        return Placed(held=hold(also))
    table.before = _before(table)
    terms = _terms()
    reach = timedelta(minutes=widest(judge, int(terms.window.total_seconds() // 60)))
    since = min(a.last_seen_at for a in table.alerts.values()) - reach
    services = {table.service(alert) for alert in table.alerts.values()} - {""}
    needs = needs_of_each(services) if services else {}
    reached = services.union(*needs.values()) if needs else services
    places = {table.place(alert) for alert in table.alerts.values()}
    near = queries.gatherings_near(reached, places - {""}, since)
    open_ones = open_on(reached, since)
    asked = {*also, *table.before.values(), *(one.incident_id for one in near)}
    held = hold(asked | {row.id for row in open_ones})
    board = _board(near, open_ones, held, needs)
    placed = Placed(held=held)
    wanted = [
        _wanted(alert, table, board, placed, terms)
        for alert in sorted(table.alerts.values(), key=lambda one: one.id)
    ]
    _settle(board, wanted, table, placed)
    return placed


def _judged(alerts: Iterable[AlertFacts], judge: Judge, now: datetime) -> _Table:
    """The alerts that nothing keeps from an incident, each with what its rule says;
    those that a rule puts aside are marked so."""
    table = _Table(now, judge, {}, {})
    put_aside: list[AlertFacts] = []
    for alert in alerts:
        verdict = judge.verdict(alert)
        table.verdicts[alert.id] = verdict
        if verdict.verb in (DROP, SUPPRESS):
            alert.suppressed = f"rule:{verdict.rule}"
            put_aside.append(alert)
        else:
            table.alerts[alert.id] = alert
    write(put_aside)
    traces = [(n, v.rule, v.verb) for n, v in table.verdicts.items() if v.rule]
    queries.keep_traces(traces, judge.version, now)
    _await(table)
    return table


def _await(table: _Table) -> None:
    """Alerts of which there must be more wait, and come along when there are."""
    told: dict[tuple[str, str], list[AlertFacts]] = {}
    for alert in table.alerts.values():
        verdict = table.verdicts[alert.id]
        if verdict.below:
            told.setdefault((verdict.rule, _like(alert, table)), []).append(alert)
    for (rule, like), fresh in told.items():
        verdict = table.verdicts[fresh[0].id]
        since = table.now - timedelta(minutes=verdict.within)
        numbers = queries.waiting_below(f"below:{rule}", since, _MOST_WAITING)
        waiting = alerts_queries.facts_of_alerts(numbers) if numbers else []
        for alert in waiting:
            table.verdicts.setdefault(alert.id, table.judge.verdict(alert))
        alike = [one for one in waiting if _like(one, table) == like]
        if len({one.id for one in (*alike, *fresh)}) >= verdict.below:
            for alert in alike:
                alert.suppressed = ""
                table.alerts.setdefault(alert.id, alert)
            table.verdicts |= {
                one.id: replace(table.verdicts[one.id], below=0)
                for one in (*alike, *fresh)
            }


def _like(alert: AlertFacts, table: _Table) -> str:
    return f"{alert.is_drill}:{table.place(alert) or table.service(alert)}"


def _before(table: _Table) -> dict[int, int]:
    """By alert, the incident that it or its last episode belonged to."""
    own = {a.id: a.incident_id for a in table.alerts.values() if a.incident_id}
    asked = []
    for number, alert in table.alerts.items():
        if alert.unwritten is None:
            asked += [] if number in own else [number]
        elif alert.unwritten.earlier:
            own[number] = alert.unwritten.earlier
    return own | (queries.earlier_incidents(asked) if asked else {})


def _board(
    near: Sequence[queries.Near],
    open_ones: Sequence[Held],
    held: Mapping[int, Held],
    needs: Mapping[str, Mapping[str, int]],
) -> Board:
    board = Board(needs)
    for one in near:
        row = held.get(one.incident_id)
        if row and row.is_open:
            board.put(_spot(row, one.place, one.last_alert_at))
            if row.id != one.incident_id or not row.service_id:
                # It goes on in another, and by what it was known it is found there.
                spot = _spot(row, one.place, one.last_alert_at)
                board.put(replace(spot, service=one.service))
    for open_one in open_ones:
        row = held.get(open_one.id)
        if row and row.is_open and not row.restricted:
            board.put(_spot(row, "", row.registered_at or row.changed_at))
    return board


def _spot(row: Held, place: str, last_at: datetime) -> Spot:
    restored = row.state == "restored"
    return Spot(row.id, row.service_id or "", place, row.is_drill, last_at, restored)


def _wanted(
    alert: AlertFacts,
    table: _Table,
    board: Board,
    placed: Placed,
    terms: _Terms,
) -> Wanted:
    verdict = table.verdicts[alert.id]
    row = placed.held.get(table.before.get(alert.id, 0))
    before = None
    if row and row.is_drill == alert.is_drill and _goes_on(row, table.now, terms):
        board.put(_spot(row, "", alert.last_seen_at))
        before = row.id
    return Wanted(
        alert_id=alert.id,
        service=table.service(alert),
        place=table.place(alert),
        is_drill=alert.is_drill,
        at=alert.last_seen_at,
        window=terms.window if verdict.window is None else _minutes(verdict.window),
        before=before,
        alone=verdict.verb == OPEN or not (verdict.key or terms.grouping),
        opens=verdict.below == 0,
    )


def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def _goes_on(row: Held, now: datetime, terms: _Terms) -> bool:
    """Whether an alert that belonged there and fires again belongs there still."""
    if row.is_open:
        return True
    resolved = row.state == _RESOLVED and row.resolved_at is not None
    return resolved and now - (row.resolved_at or now) <= terms.reopen


def _settle(
    board: Board, wanted: Sequence[Wanted], table: _Table, placed: Placed
) -> None:
    """What was planned is done: incidents opened, alerts given their incident."""
    found = plan(board, wanted)
    groups = [[table.alerts[n] for n in numbers] for numbers in found.opened.values()]
    opened = open_groups(groups, table.verdicts, table.now)
    placed.opened = dict(zip(opened, groups, strict=True))
    for number, numbers in found.joined.items():
        alerts = [table.alerts[n] for n in numbers]
        known = [a for a in alerts if placed.end(a.incident_id or 0) == number]
        new = [a for a in alerts if placed.end(a.incident_id or 0) != number]
        placed.again |= {number: known} if known else {}
        placed.joined |= {number: new} if new else {}
    for number, alerts in placed.opened.items():
        for alert in alerts:
            row = placed.held.get(table.before.get(alert.id, 0))
            if row and (number, row) not in placed.related:
                placed.related.append((number, row))
    _write(table, placed)


def _write(table: _Table, placed: Placed) -> None:
    gone = {**placed.opened, **placed.joined}
    for number, alerts in gone.items():
        for alert in alerts:
            alert.incident_id = number
    for alert in table.alerts.values():
        if alert.incident_id is None:
            alert.suppressed = f"below:{table.verdicts[alert.id].rule}"
    write(table.alerts.values())
    greatest = {n: worst(a.severity for a in each) for n, each in gone.items()}
    placed.worsened |= queries.worsen({n: greatest[n] for n in placed.joined})
    queries.gather([_gathered(table, n, each, greatest[n]) for n, each in gone.items()])


def _gathered(
    table: _Table, number: int, alerts: Sequence[AlertFacts], severity: int
) -> dict[str, object]:
    first = alerts[0]
    return {
        "incident_id": number,
        "service": table.service(first),
        "place": table.place(first),
        "is_drill": first.is_drill,
        "severity": severity,
        "alerts": len(alerts),
        "at": max(alert.last_seen_at for alert in alerts),
        "rule": table.verdicts[first.id].rule,
    }
