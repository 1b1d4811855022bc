"""Sources as tests tell them."""

from typing import Any

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.directory.actions import carry_out, plan_run, start_run
from tocsin.foundation.directory.models import Run
from tocsin.foundation.directory.rules import Plan, Told, ToldPerson


def told(ref: str, **other: Any) -> ToldPerson:
    """One person: facts by name, what else is told of them by its own."""
    kept = "line is_active manager teams roles key odd".split()
    rest = {name: other.pop(name) for name in kept if name in other}
    return ToldPerson(ref, {"username": ref, "name": ref.title(), **other}, **rest)


def from_source(*people: ToldPerson, source: str = "hr", **how: Any) -> Told:
    return Told(source, people=people, **{"whole": True, **how})


def bring(*people: ToldPerson, confirm: bool = True, **how: Any) -> Run:
    """A run of these people, carried out."""
    said = from_source(*people, **how)
    run = start_run(said.source, "file", by=SYSTEM, is_confirmed=confirm)
    return carry_out(run, said, by=SYSTEM)


def planned(*people: ToldPerson, **how: Any) -> Plan:
    return plan_run(from_source(*people, **how))


def person(username: str) -> Person:
    return Person.objects.get(username=username)
