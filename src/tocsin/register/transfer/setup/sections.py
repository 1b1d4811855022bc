"""The parts of a set-up: what each holds now, and the verbs that make it otherwise."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.calendars.reads import CALENDAR
from tocsin.foundation.config.actions import (
    publish_checked,
    reset_option,
    retire_published,
    set_option,
)
from tocsin.foundation.config.kind import Kind
from tocsin.foundation.config.option import Option
from tocsin.foundation.config.reads import OPTION, all_published
from tocsin.register.transfer.setup import competence, directory, estate, shapes

Things = dict[str, Any]
Put = Callable[[str, Any, Any, Actor, str], None]
Drop = Callable[[str, Any, Actor, str], None]


def _no_complaint(_thing: Any) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Section:
    """`held` reads, `put` adds or changes one thing, `drop` retires it unless it is
    retired already, so that it is not `alive`. Things are put in their `order`. A thing
    that is no use as it is told gets a complaint.

    `fields` are the names a thing may have with what each is when left out; None
    where the thing says itself what it may hold.
    """

    name: str
    held: Callable[[], Things]
    put: Put
    drop: Drop
    fields: Mapping[str, Any] | None = None
    numbers: frozenset[str] = frozenset()
    complaint: Callable[[Any], str] = _no_complaint
    single: bool = False
    grows: bool = False
    order: Callable[[Things], list[str]] = sorted
    alive: tuple[str, Any] = ("active", True)

    def is_alive(self, thing: Any) -> bool:
        if self.fields is None or self.alive[0] not in self.fields:
            return True
        name, held = self.alive
        return bool(thing[name] == held)

    def revived(self, thing: Any) -> Any:
        """The thing as it was before it was retired."""
        return thing if self.is_alive(thing) else {**thing, **dict([self.alive])}

    def kind_of(self, name: str) -> type:
        """What a field holds, if it holds anything."""
        usual = None if self.fields is None else self.fields[name]
        return int if name in self.numbers else str if usual is None else type(usual)

    def whole(self, thing: Any) -> Any:
        """The thing with what it left out."""
        return thing if self.fields is None else {**self.fields, **thing}

    def brief(self, thing: Any) -> Any:
        """The thing without what need not be told."""
        if self.fields is None:
            return thing
        usual = self.fields
        told = {n: v for n, v in thing.items() if n not in usual or v != usual[n]}
        return dict(sorted(told.items(), key=lambda pair: list(usual).index(pair[0])))


def sections(
    options: Iterable[Option[Any]],
    kinds: Iterable[Kind],
    *,
    people: bool = False,
    items: bool = False,
) -> list[Section]:
    """Every section, each after those that it names things of."""
    known = {option.name: option for option in options if not option.secret}
    return [
        _options(known),
        *_teams(people=people),
        *_services(),
        *(_items() if items else []),
        *_categories(),
        *(_documents(kind) for kind in kinds if kind.code != CALENDAR),
    ]


def _teams(*, people: bool) -> list[Section]:
    skills = Section(
        "skills",
        competence.skills,
        competence.put_skill,
        competence.drop_skill,
        fields=competence.SKILL,
    )
    wants = Section(
        "wanted_skills",
        competence.wants,
        competence.put_wants,
        competence.drop_wants,
        complaint=competence.complaint,
    )
    teams = Section(
        "teams",
        directory.teams,
        directory.put_team,
        directory.drop_team,
        fields=directory.TEAM,
    )
    members = Section(
        "members",
        directory.members,
        directory.put_members,
        directory.keep,
        complaint=shapes.words,
    )
    return [skills, teams, wants, *([members] if people else [])]


def _services() -> list[Section]:
    return [
        Section(
            "calendars",
            directory.calendars,
            directory.put_calendar,
            directory.drop_calendar,
        ),
        Section(
            "sites",
            estate.sites,
            estate.put_site,
            estate.drop_site,
            fields=estate.SITE,
            order=estate.outer_first,
        ),
        Section(
            "services",
            directory.services,
            directory.put_service,
            directory.drop_service,
            fields=directory.SERVICE,
            numbers=directory.NUMBERS,
        ),
        Section(
            "needs",
            directory.needs,
            directory.put_needs,
            directory.drop_needs,
            complaint=shapes.needs,
        ),
    ]


def _categories() -> list[Section]:
    return [
        Section(
            "categories",
            directory.categories,
            directory.put_category,
            directory.drop_category,
            fields=directory.CATEGORY,
        ),
        Section(
            "answers",
            directory.answering,
            directory.put_answering,
            directory.keep,
            complaint=shapes.words,
            grows=True,
        ),
    ]


def _items() -> list[Section]:
    return [
        Section(
            "items",
            estate.items,
            estate.put_item,
            estate.drop_item,
            fields=estate.ITEM,
            alive=("status", "in_service"),
        ),
        Section(
            "stands_on",
            estate.stands_on,
            estate.put_stands_on,
            estate.drop_stands_on,
            complaint=shapes.needs,
        ),
    ]


def _options(known: Mapping[str, Option[Any]]) -> Section:
    def held() -> Things:
        found = all_published(OPTION)
        return {name: found[name].body["value"] for name in known if name in found}

    def put(name: str, _before: Any, after: Any, by: Actor, why: str) -> None:
        directory.need(known, name)
        set_option(known[name], after, by=by, why=why)

    def drop(name: str, _before: Any, by: Actor, why: str) -> None:
        reset_option(known[name], by=by, why=why)

    return Section("options", held, put, drop)


def _documents(kind: Kind) -> Section:
    def held() -> Things:
        return {name: held.body for name, held in all_published(kind.code).items()}

    def put(name: str, _before: Any, after: Any, by: Actor, why: str) -> None:
        publish_checked(kind, name, after, by=by, why=why, override=bool(why))

    def drop(name: str, _before: Any, by: Actor, why: str) -> None:
        retire_published(kind, name, by=by, why=why)

    return Section(kind.code, held, put, drop, single=kind.single)
