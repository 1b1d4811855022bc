"""`/healthz` and `/metrics`: how Tocsin is, told to machines.

They stand before everything else, since a probe calls us by an address instead of
a name, has no session, and must hear something when the database is gone.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from ipaddress import ip_address
from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily as Gauge
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from tocsin.engine.health import Health, health
from tocsin.engine.path.reads import Standing as OwnPath
from tocsin.engine.path.reads import standing as own_path
from tocsin.foundation.accounts.reads import actor_of_key
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.reads import is_unfit, value
from tocsin.foundation.notify.reads.log import Standing
from tocsin.foundation.notify.reads.log import standing as paging
from tocsin.intake.events.options import LEAST_FREE
from tocsin.intake.events.reads import Folding, folding
from tocsin.intake.events.room import disk_complaint
from tocsin.kernel import clock
from tocsin.register.work.reads import view_counts
from tocsin.response.clocks.reads import Late, late
from tocsin.response.escalation.invariant import breaches
from tocsin.response.escalation.keeping import keeping
from tocsin.response.escalation.queries import standing
from tocsin.wiring import OBSERVERS, OPTIONS

Answer = Callable[[HttpRequest], HttpResponse]


class Probes:
    """Answers probes itself and lets everything else pass."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        match request.path_info:
            case "/healthz":
                return healthz(request)
            case "/metrics":
                return metrics(request)
        return self.get_response(request)


def healthz(_request: HttpRequest) -> JsonResponse:
    """200 as long as this process can serve, with `degraded` when somebody should
    look; 503 when it cannot, so that others are sent elsewhere."""
    try:
        found, overdue, pages = health(OBSERVERS), late(), paging()
        drill, climbing = own_path(), keeping()
    except DatabaseError:
        return JsonResponse({"status": "down", "database": "unreachable"}, status=503)
    rooms = (overdue, pages, climbing, drill)
    complaints = [*found.complaints, *filter(None, (it.complaint for it in rooms))]
    complaints += [
        f"the option {option.name} is stored as what it cannot be: its default is used"
        for option in OPTIONS
        if is_unfit(option)
    ]
    if short := disk_complaint(value(LEAST_FREE)):
        complaints = [*complaints, short]
    return JsonResponse(
        {
            "status": "degraded" if complaints else "ok",
            "database": "ok",
            "engine": {
                "nodes": found.nodes,
                "lag_seconds": round(found.lag.total_seconds(), 3),
                "clock_offset_seconds": found.offset.total_seconds(),
                "parked_entries": found.parked,
            },
            "clocks": {
                "late": overdue.incidents,
                "late_seconds": round(overdue.for_.total_seconds(), 3),
            },
            "pages": {"oldest_due_seconds": round(pages.age.total_seconds(), 3)},
            "escalation": {
                "oldest_due_seconds": round(climbing.overdue.total_seconds(), 3),
                "forgotten": climbing.forgotten,
            },
            "path": _path(drill),
            "complaints": complaints,
        }
    )


def _path(found: OwnPath) -> dict[str, Any]:
    """Tocsin's own drill: every how many minutes, and how the last one went."""
    last = found.last
    if last is None:
        return {"minutes": found.minutes}
    return {
        "minutes": found.minutes,
        "last": last.trip.state,
        "begun_at": last.trip.begun_at.isoformat(),
        "seconds": round(last.total, 3),
        "late": last.trip.late,
    }


def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus: from this machine, or with an API key of scope read."""
    if not _may_read(request):
        told = "Metrics are for this machine, or for an API key of scope read.\n"
        return HttpResponse(told, status=401, content_type="text/plain; charset=utf-8")
    registry = CollectorRegistry(auto_describe=False)
    registry.register(FromDatabase())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    if _is_local(request.META.get("REMOTE_ADDR", "")):
        return True
    scheme, _space, shown = request.headers.get("Authorization", "").partition(" ")
    actor = actor_of_key(shown.strip()) if scheme.lower() == "bearer" else None
    return actor is not None and bool({"read", "admin"} & actor.scopes)


def _is_local(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


class FromDatabase(Collector):
    """Everything is asked of the database at each scrape, so that any web process of
    any machine tells the same."""

    def collect(self) -> Iterator[Gauge]:
        try:
            found = health(OBSERVERS)
            queue = view_counts(SYSTEM)
            size = _database_size()
            intake, overdue = folding(), late()
            climbing = _of_escalation(clock.now())
            pages, drill = paging(), own_path()
        except DatabaseError:
            yield Gauge("tocsin_database_up", "Whether the database answers.", 0)
            return
        yield Gauge("tocsin_database_up", "Whether the database answers.", 1)
        yield Gauge("tocsin_database_bytes", "How large the database is.", size)
        yield _each("tocsin_queue_incidents", "Open incidents by view.", "view", queue)
        yield from _of_engine(found)
        yield from _of_intake(intake)
        yield from climbing
        yield from _of_clocks(overdue)
        yield from _of_paging(pages)
        yield from _of_path(drill)


def _of_engine(found: Health) -> Iterator[Gauge]:
    lags = {name: lag.total_seconds() for name, lag in found.lags.items()}
    offset = found.offset.total_seconds()
    yield Gauge("tocsin_engine_nodes", "Engine processes that beat.", found.nodes)
    yield Gauge("tocsin_engine_parked_entries", "Entries put aside.", found.parked)
    yield Gauge(
        "tocsin_engine_clock_offset_seconds", "The worst clock against ours.", offset
    )
    yield _each("tocsin_engine_lag_seconds", "Age of the unheard.", "observer", lags)
    yield _each("tocsin_engine_failures", "In a row, by part.", "part", found.failures)


def _of_escalation(now: datetime) -> list[Gauge]:
    told, broken = standing(now), breaches(now)
    past = (now - told.oldest).total_seconds() if told.oldest else 0.0
    return [
        Gauge("tocsin_escalation_due", "Runs that have something due.", told.due),
        Gauge("tocsin_escalation_overdue", "Runs past their due.", told.overdue),
        Gauge("tocsin_escalation_overdue_seconds", "The oldest due.", max(past, 0.0)),
        Gauge("tocsin_escalation_spent", "Runs that nobody answered.", told.spent),
        Gauge(
            "tocsin_escalation_breaches",
            "Unanswered incidents with nothing due and no reason; none must be.",
            len(broken),
        ),
    ]


def _of_clocks(found: Late) -> Iterator[Gauge]:
    for_ = found.for_.total_seconds()
    yield Gauge(
        "tocsin_clocks_late",
        "Incidents of which a clock is told late.",
        found.incidents,
    )
    yield Gauge("tocsin_clocks_late_seconds", "The latest clock, so late.", for_)


def _of_intake(found: Folding) -> Iterator[Gauge]:
    yield Gauge("tocsin_intake_backlog", "Requests not folded yet.", found.backlog)
    yield Gauge("tocsin_intake_folded", "Requests folded in all.", found.folded)
    yield Gauge("tocsin_intake_failures", "Requests not understood.", found.failures)


def _of_paging(found: Standing) -> Iterator[Gauge]:
    oldest = found.age.total_seconds()
    yield Gauge("tocsin_pages_oldest_due_seconds", "Since when one is due.", oldest)
    yield _each("tocsin_pages", "Of the last day, by state.", "state", found.counts)


def _of_path(found: OwnPath) -> Iterator[Gauge]:
    if found.last is None:
        return
    stuck = float(found.last.trip.state == "stuck")
    seconds = found.last.seconds
    yield Gauge("tocsin_path_stuck", "Whether the last own drill is stuck.", stuck)
    yield _each("tocsin_path_seconds", "Of the last own drill.", "hop", seconds)


def _each(name: str, words: str, label: str, values: Mapping[str, float]) -> Gauge:
    gauge = Gauge(name, words, labels=[label])
    for key, measured in sorted(values.items()):
        gauge.add_metric([key], measured)
    return gauge


def _database_size() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select pg_database_size(current_database())")
        return int(cursor.fetchone()[0])
