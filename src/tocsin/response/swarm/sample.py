"""The swarms of the sample organisation: one that goes on, and one that is over."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, Protocol

from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.config.actions import set_option
from tocsin.response.swarm import actions
from tocsin.response.swarm.actions import Called
from tocsin.response.swarm.models import Swarm
from tocsin.response.swarm.options import BRIDGE, RATES

_BY = SYSTEM.through("sample")
_NOW, _OVER = "Checkout: no orders", "db-primary killed by memory"
_OVER_AGO = timedelta(days=8, hours=3)


class Cast(Protocol):
    """Who acts, and which incident each story became."""

    actors: dict[str, Actor]
    now: datetime
    opened: dict[str, tuple[int, str]]


Act = tuple[datetime, Callable[[], Any]]


def swarms_told(cast: Cast) -> Iterator[Act]:
    """Every act with its moment."""
    yield cast.now - timedelta(days=30), _set_up
    began = cast.now - timedelta(seconds=195)
    for after, act in _going_on(_Told(cast, _NOW)):
        yield began + timedelta(seconds=after), act
    began = cast.now - _OVER_AGO + timedelta(minutes=3)
    for after, act in _over(_Told(cast, _OVER)):
        yield began + timedelta(seconds=after), act


def _set_up() -> None:
    set_option(BRIDGE, "https://meet.jit.si/halden-{ref}", by=_BY)
    set_option(RATES, ("role:supplier=180", "team:database=95"), by=_BY)


class _Told:
    """One swarm, told by verbs; each gives what is done when its time comes."""

    def __init__(self, cast: Cast, title: str) -> None:
        self.cast, self.title = cast, title

    @property
    def ref(self) -> str:
        number, _ref = self.cast.opened[self.title]
        return Swarm.objects.filter(incident_id=number).latest("id").ref

    def by(self, name: str) -> Actor:
        return self.cast.actors[name].through("web")

    def open(self, name: str, question: str, *called: Called) -> Callable[[], Any]:
        def deed() -> None:
            people = [
                Called(self.by(it.person).id, it.team, it.reason, it.about, it.role)
                for it in called
            ]
            number, _ref = self.cast.opened[self.title]
            by = self.by(name)
            actions.open_swarm(
                number, question=question, kind="mi", called=people, by=by
            )

        return deed

    def come(self, name: str, doing: str = "") -> Callable[[], Any]:
        def deed() -> None:
            actions.answer_invite(self.ref, "accepted", by=self.by(name))
            if doing:
                actions.tell_doing(self.ref, doing, by=self.by(name))

        return deed

    def do(self, verb: Callable[..., Any], name: str, **told: Any) -> Callable[[], Any]:
        return lambda: verb(self.ref, by=self.by(name), **told)

    def move(self, name: str, number: int, state: str, seen: str) -> Callable[[], Any]:
        told = {"state": state, "evidence": seen}
        return lambda: actions.move(self.ref, number, by=self.by(name), **told)

    def guest(self) -> None:
        name, of, by = "Kenji Mori", "PayCo", self.by("marc")
        _guest, token = actions.add_guest(self.ref, name=name, organisation=of, by=by)
        said = "0 of our calls failed. Your traffic ended on your side."
        actions.guest_says(token, said)


def _going_on(told: _Told) -> Iterator[tuple[int, Callable[[], Any]]]:
    database = "runs Databases"
    yield (
        0,
        told.open(
            "marc",
            "What stopped orders, and who can bring them back?",
            Called("ada", "database", "owner", database),
            Called("sam", "database", "owner", database),
            Called("ben", "application", "owner", "runs Checkout"),
            Called("jonas", "network", "needed", "Sites are needed by it"),
            Called("ines", "rapid-response"),
            Called("priya", about="writes to users", role="comms"),
        ),
    )
    yield 8, told.come("ada", "Reads the log of db-primary")
    yield 14, told.come("ben", "Compares 8.13 and 8.14")
    yield 21, told.come("priya", "Writes the next update")
    yield 34, told.come("sam", "Watches db-replica")
    yield 47, told.come("ines", "Prepares the promotion")
    yield 61, actions.advance_swarms
    yield 80, told.come("lena", "Done, network ruled out")
    release = "Storefront 8.14 opened four times as many connections"
    test = "Compare pool settings, old and new"
    yield 85, told.do(actions.pose, "ben", text=release, test=test)
    killed = "db-primary ran out of connections and was killed"
    test = "Read its log of the last ten minutes"
    yield 96, told.do(actions.pose, "ada", text=killed, test=test)
    lost = "The network between app and database lost packets"
    yield 101, told.do(actions.pose, "lena", text=lost, test="Trace from app-01 to 06")
    yield 112, told.guest
    yield 118, told.move("ben", 1, "testing", "Pool per process, 160 before 40")
    yield 131, told.move("ada", 2, "supported", "4,096 of 4,096 clients, then killed")
    yield 150, told.move("lena", 3, "refuted", "No loss on 6 paths")
    yield 163, told.do(actions.act, "sam", text="db-replica is 0.8 s behind")


def _over(told: _Told) -> Iterator[tuple[int, Callable[[], Any]]]:
    yield (
        0,
        told.open(
            "marc",
            "Why is db-primary gone, and can the replica take over?",
            Called("nora", "database", "owner", "runs Databases"),
            Called("ben", "application", "needed", "Checkout stands on it"),
            Called("oskar", "infrastructure", "needed", "runs its machine"),
        ),
    )
    yield 12, told.come("nora")
    yield 25, told.come("ben")
    yield 41, told.come("oskar")
    yield 70, told.do(actions.pose, "oskar", text="The machine's disk is dying")
    memory = "The kernel killed it for want of memory"
    yield 85, told.do(actions.pose, "nora", text=memory, test="Kernel's messages")
    yield 120, told.move("nora", 2, "supported", "oom-kill at 03:12:07")
    yield 150, told.move("oskar", 1, "refuted", "No error in its log")
    team, why = "database", "The kernel killed it; the replica can be promoted"
    yield (
        200,
        lambda: actions.name_primary_team(told.ref, team, why=why, by=told.by("marc")),
    )
    yield 560, told.do(actions.act, "nora", text="The replica is promoted")
    note = "Replica promoted by the runbook"
    yield 600, told.do(actions.close_swarm, "marc", outcome="solved", note=note)
