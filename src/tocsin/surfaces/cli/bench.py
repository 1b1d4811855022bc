"""`tocsin bench`: the figures, with the machine and the method."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _

from tocsin import wiring
from tocsin.engine.turn import turn
from tocsin.foundation.accounts.reads import actor_of
from tocsin.register.core.reads.parallel import verify_all
from tocsin.register.transfer.database import size_of_database, tidy_up
from tocsin.surfaces.cli.benching import (
    alarms,
    alerted,
    calling,
    coverage,
    intake,
    paging,
    requests,
    status,
    swarm,
)
from tocsin.surfaces.cli.benching.alerta import alerta
from tocsin.surfaces.cli.benching.database import bench_database
from tocsin.surfaces.cli.benching.machine import machine
from tocsin.surfaces.cli.benching.processes import run, serve_from_nothing
from tocsin.surfaces.cli.benching.scaling import REFERENCE, pace, scaled
from tocsin.surfaces.cli.benching.sides import Sides, sides
from tocsin.surfaces.cli.benching.timing import Timed, verdict
from tocsin.surfaces.cli.frame import Json, table, tell

_FULL, _USUAL = 1_000_000, 50_000
_ALARMS = Path("../shared/data")
_LOG = Path("../shared/data/uci_incident_event_log.csv.gz")


@dataclass(slots=True)
class Figure:
    """One figure that stands alone, and what it should be: at most, or for so many a
    second at least."""

    what: str
    measured: float
    unit: str
    target: float | None = None
    # The target as this machine's pace has it, where something says what that is.
    scaled: float | None = None

    @property
    def verdict(self) -> str:
        return verdict(self.measured, self.target, least=self.is_rate)

    @property
    def scaled_verdict(self) -> str:
        return verdict(self.measured, self.scaled, least=self.is_rate)

    @property
    def is_rate(self) -> bool:
        return self.unit in ("1/s", "×")


@dataclass(slots=True)
class Figures:
    machine: dict[str, Any] = field(default_factory=dict)
    incidents: int = 0
    alone: list[Figure] = field(default_factory=list)
    requests: list[Timed] = field(default_factory=list)
    sides: list[Sides] = field(default_factory=list)

    def add(self, say: "Say", *figures: tuple[str, float, str, float | None]) -> None:
        """Each is said at once: a long run may be broken off."""
        for what, measured, unit, target in figures:
            figure = Figure(what, round(measured, 1), unit, target)
            self.alone.append(figure)
            say(f"  {what}: {figure.measured:,} {unit}".rstrip())


def bench(
    full: Annotated[
        bool, typer.Option("--full", help="With a million incidents; some 20 minutes.")
    ] = False,
    incidents: Annotated[
        int | None, typer.Option(min=1000, help="How many are made up; usually 50,000.")
    ] = None,
    log: Annotated[
        Path, typer.Option("--uci", help="The year of incidents that is imported.")
    ] = _LOG,
    only_register: Annotated[
        bool, typer.Option("--register", help="Only start, import and the desk.")
    ] = False,
    only_intake: Annotated[
        bool, typer.Option("--intake", help="Only what machines send.")
    ] = False,
    only_paging: Annotated[
        bool, typer.Option("--paging", help="Only escalation and paging.")
    ] = False,
    only_swarm: Annotated[
        bool, typer.Option("--swarm", help="Only a room of fifty.")
    ] = False,
    only_status: Annotated[
        bool, typer.Option("--status", help="Only status pages.")
    ] = False,
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave the database tocsin_bench there.")
    ] = False,
    json: Json = False,
) -> None:
    """Measure this Tocsin on this machine, in a database of its own.

    Import, seeding, search, pages, verbs, verify, start and memory, each with its
    target. Nothing of your register is read or changed. Close what else runs first.
    """
    figures = Figures(incidents=incidents or (_FULL if full else _USUAL))
    say: Callable[[str], None] = (
        (lambda line: None) if json else lambda line: typer.echo(line, err=True)
    )
    with bench_database(keep=keep):
        figures.machine = machine().facts()
        parts = (
            (only_register, (_start, _import, _seed, _find, _use, _prove)),
            (only_intake, (_intake,)),
            (only_paging, (_paging,)),
            (only_swarm, (_swarm,)),
            (only_status, (_status,)),
        )
        chosen = [part for is_asked, part in parts if is_asked]
        for part in chosen or [part for _asked, part in parts]:
            for measure in part:
                measure(figures, say, log)
    tell(_facts(figures), _words(figures), as_json=json)


Say = Callable[[str], None]


def _start(figures: Figures, say: Say, _log: Path) -> None:
    say(_("Starting from nothing …"))
    served = serve_from_nothing()
    figures.add(
        say,
        ("start from nothing to serving", served.first_start, "s", 15),
        ("second start", served.second_start, "s", 5),
        ("idle, all but the database", served.idle_mb, "MB PSS", 250),
    )


def _import(figures: Figures, say: Say, log: Path) -> None:
    if not log.exists():
        say(_("{path} is not here, so no import is measured.").format(path=log))
        return
    say(_("Importing a year …"))
    ran = run("import", "uci", str(log))
    figures.add(
        say,
        ("UCI import", ran.seconds, "s", 20),
        ("UCI import, peak memory", ran.peak_mb, "MB PSS", 500),
        ("UCI import, entries", ran.said["entries"] / ran.seconds, "entries/s", None),
    )


def _seed(figures: Figures, say: Say, _log: Path) -> None:
    say(_("Making up {count:,} incidents …").format(count=figures.incidents))
    before = size_of_database()
    ran = run("seed", "--incidents", str(figures.incidents), "--yes")
    target = 300 if figures.incidents == _FULL else None
    figures.add(
        say,
        (f"seed {figures.incidents:,} incidents", ran.seconds, "s", target),
        ("seed, entries", ran.said["entries"] / ran.seconds, "entries/s", None),
        ("seed, peak memory", ran.peak_mb, "MB PSS", None),
        ("seed, database", (size_of_database() - before) / 1e6, "MB", None),
    )


def _find(figures: Figures, say: Say, _log: Path) -> None:
    say(_("The engine hears it all, and search learns the words …"))
    begun = time.perf_counter()
    while turn(wiring.OBSERVERS, ()):
        pass
    tidy_up()
    figures.add(say, ("search has caught up", time.perf_counter() - begun, "s", None))


def _use(figures: Figures, say: Say, _log: Path) -> None:
    say(_("Using the desk …"))
    person = requests.agent()
    for measured in (requests.pages(person), requests.verbs(person)):
        for timing in measured:
            figures.requests.append(timing)
            say(f"  {timing.what}: p95 {timing.p95:.1f} ms")
    figures.sides += sides(actor_of(person))


def _intake(figures: Figures, say: Say, _log: Path) -> None:
    say(_("Sending what machines send …"))
    ours = (intake.singles, intake.batches, intake.storm)
    for measured in (*ours, intake.alertmanager, alerta):
        figures.add(say, *measured())
    known = {figure.what: figure.measured for figure in figures.alone}
    for figure in figures.alone:
        figure.scaled = scaled(figure.what, figure.target, known)
    if found := alarms.read_log(_ALARMS):
        say(_("Replaying a network's alarms …"))
        figures.add(say, *alarms.replay(found))


def _paging(figures: Figures, say: Say, _log: Path) -> None:
    # Before there are pages of others, which would be sent as well.
    say(_("Calling hundreds out …"))
    figures.add(say, *calling.call_out())
    say(_("Paging for alerts …"))
    figures.add(say, *alerted.whole_program())
    say(_("Paging whoever is on call …"))
    figures.add(say, *paging.escalation())
    say(_("Proving that somebody is reached …"))
    figures.add(say, *coverage.prove())


def _swarm(figures: Figures, say: Say, _log: Path) -> None:
    say(_("Fifty people in one room …"))
    figures.add(say, *swarm.room())


def _status(figures: Figures, say: Say, _log: Path) -> None:
    say(_("Reading the status page …"))
    figures.add(say, *status.reads())
    say(_("Telling subscribers …"))
    figures.add(say, *status.subscribers())


def _prove(figures: Figures, say: Say, _log: Path) -> None:
    say(_("Verifying all of it …"))
    begun = time.perf_counter()
    found = verify_all()
    figures.add(
        say,
        ("verify all", time.perf_counter() - begun, "s", 60),
        ("verified entries", found.entries, "entries", None),
        ("verify, findings", len(found.findings), "", None),
    )


def _facts(figures: Figures) -> dict[str, Any]:
    told = asdict(figures)
    for kind in ("alone", "requests"):
        for facts, figure in zip(told[kind], getattr(figures, kind), strict=True):
            facts["verdict"] = figure.verdict
            if isinstance(figure, Figure):
                facts["scaled_verdict"] = figure.scaled_verdict
    return told


def _words(figures: Figures) -> Iterator[str]:
    yield "  ".join(f"{name} {value}" for name, value in figures.machine.items())
    yield _(
        "Pages and verbs: Django's test client in this process, one request at a time,"
        " the first of each unmeasured, on {count:,} made-up incidents."
    ).format(count=figures.incidents)
    yield ""
    rows = [
        (it.what, f"{it.measured:,}", it.unit, _limit(it.target), it.verdict)
        for it in figures.alone
    ]
    yield from table((_("what"), _("measured"), "", _("target"), ""), rows)
    yield from _paced(figures.alone)
    yield ""
    heads = (_("server time, ms"), "p50", "p95", _("most"), _("target"), "")
    yield from table(
        heads,
        [
            (it.what, it.p50, it.p95, it.most, _limit(it.target), it.verdict)
            for it in figures.requests
        ],
    )
    yield ""
    for it in figures.sides:
        yield (
            f"{it.what}: {it.one} {it.one_figure:,} {it.unit},"
            f" {it.other} {it.other_figure:,} {it.unit}"
        )


def _paced(figures: Sequence[Figure]) -> Iterator[str]:
    """Beside the targets: what they are worth at this machine's pace."""
    rows = [
        (
            it.what,
            f"{it.measured:,}",
            _limit(it.target),
            it.verdict,
            _limit(it.scaled),
            it.scaled_verdict,
        )
        for it in figures
        if it.scaled is not None
    ]
    if not rows:
        return
    yield ""
    for name, factor in pace({it.what: it.measured for it in figures}).items():
        yield _(
            "{name}: {factor:.0%} of the {reference:,.0f}/s that it did where the"
            " targets were set, so a target is worth that much here."
        ).format(name=name, factor=factor, reference=REFERENCE[name])
    scaled_head = _("target at this machine's pace")
    heads = (_("what"), _("measured"), _("target"), "", scaled_head, "")
    yield from table(heads, rows)


def _limit(target: float | None) -> str:
    return "" if target is None else f"{target:g}"
