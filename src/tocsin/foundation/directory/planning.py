"""What a run would do: computed in memory over everything that is known."""

from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext as _

from tocsin.foundation.directory.checking import Unfit, usable
from tocsin.foundation.directory.matching import likely, matched, need_free
from tocsin.foundation.directory.rules import (
    NEVER_EMPTY,
    Fault,
    Held,
    Known,
    Move,
    Plan,
    Seats,
    Standing,
    Told,
    ToldPerson,
)
from tocsin.foundation.directory.teams import TeamNames, plan_teams

_HIGHEST = 64
_ADMINISTRATOR = "administrator"


def plan_of(told: Told, known: Known, new_key: Callable[[], str]) -> Plan:
    """What bringing this in would change. Told twice, the second time nothing."""
    plan = Plan(told.source, told=len(told.people), tied=known.tied)
    names = plan_teams(plan, told, known)
    planning = _Planning(told, known, plan, names, new_key)
    for person in told.people:
        planning.take(person)
    planning.set_managers()
    if told.whole:
        planning.let_go()
    planning.keep_an_administrator()
    plan.faults.sort(key=lambda fault: fault.line)
    return plan


class _Planning:
    """The people of one run while they are looked at, one after the other."""

    def __init__(
        self,
        told: Told,
        known: Known,
        plan: Plan,
        names: TeamNames,
        new_key: Callable[[], str],
    ) -> None:
        self.told, self.known, self.plan = told, known, plan
        self.names, self.new_key = names, new_key
        self.mine = {tie.key: tie for tie in known.ties.values()}
        self.seen: dict[str, str] = {}
        self.refs: dict[str, int] = {}
        self.kept: set[str] = set()
        self.managed: list[tuple[Move, ToldPerson]] = []

    def take(self, person: ToldPerson) -> None:
        """The person is in the plan, or among its faults; then they are not gone."""
        try:
            self._take(person)
        except Unfit as why:
            self.kept |= likely(person, self.known)
            self.plan.faults.append(
                Fault(person.line, person.ref[:250], str(why), person.cells)
            )

    def _take(self, person: ToldPerson) -> None:
        if person.odd:
            raise Unfit(person.odd)
        if person.ref in self.refs:
            why = _("{ref} stands in line {n} already")
            raise Unfit(why.format(ref=person.ref, n=self.refs[person.ref]))
        facts = usable(person.ref, person.facts)
        key = matched(person, facts, self.known, self.mine)
        if key in self.seen:
            raise Unfit(_("{ref} means the same person").format(ref=self.seen[key]))
        if key is None and not (person.is_active or self.told.takes_inactive):
            self.plan.passed_over += 1
            return
        move = self._move(person, facts, key)
        self.refs[person.ref], self.seen[move.key] = person.line, person.ref
        if person.manager is not None:
            self.managed.append((move, person))
        self._file(move)

    def _move(self, person: ToldPerson, facts: dict[str, str], key: str | None) -> Move:
        """What differs between what is told of somebody and what is known."""
        standing = self.known.people.get(key or "") or Standing(key or "", {})
        elsewhere = self._elsewhere(standing.key)
        mine = {n: v for n, v in facts.items() if n not in elsewhere}
        if key is None:
            mine.setdefault("username", person.ref)
        after = {
            name: value
            for name, value in mine.items()
            if value != standing.facts.get(name, "")
            and (value or name not in NEVER_EMPTY)
        }
        need_free(after, key, self.known)
        tie = self.mine.get(standing.key)
        move = Move(
            key=key or person.key or self.new_key(),
            ref=person.ref,
            line=person.line,
            is_new=key is None,
            before={name: standing.facts.get(name, "") for name in after},
            after=after,
            active=self._active(person, standing, tie, is_new=key is None),
            cells=person.cells,
        )
        self._seat(move, person.teams, standing)
        self._claim(move)
        roles = self._give(move, person.roles, standing, tie)
        owned = {*mine, *(["line_manager"] if person.manager is not None else ())}
        owned -= elsewhere
        fresh = Held(
            self.told.source,
            person.ref,
            move.key,
            frozenset(owned),
            roles,
            person.is_active,
        )
        move.tie = fresh if fresh != tie else None
        return move

    def _elsewhere(self, key: str) -> set[str]:
        """Facts that another source answers for."""
        live = (held for held in self.known.others.get(key, ()) if not held.is_gone)
        return {name for held in live for name in held.facts}

    def _roles_elsewhere(self, key: str) -> set[str]:
        live = (held for held in self.known.others.get(key, ()) if not held.is_gone)
        return {role for held in live for role in held.roles}

    def _active(
        self, person: ToldPerson, standing: Standing, tie: Held | None, *, is_new: bool
    ) -> bool | None:
        """Whether they are activated or deactivated. Only when a source changes what
        it says is somebody activated: who was deactivated by hand stays so."""
        if is_new:
            return None if person.is_active else False
        if person.is_active == standing.is_active:
            return None
        if person.insists:
            return person.is_active
        if not person.is_active:
            moved = tie is None or tie.is_active or tie.is_gone
            return False if moved else None
        moved = tie is not None and (tie.is_gone or not tie.is_active)
        return True if moved else None

    def _seat(self, move: Move, told: Seats | None, standing: Standing) -> None:
        """Which teams they join and leave. Only what the source brought it takes."""
        if told is None:
            return
        wanted: dict[str, bool] = {}
        for ref, leads in told.items():
            team = self.names.key_of(ref)
            if team is None:
                raise Unfit(_("there is no team {key}").format(key=ref[:80]))
            wanted[team] = wanted.get(team, False) or leads
        brought = self.known.seats.get(standing.key, set())
        now = standing.teams
        move.joins = {
            team: leads
            for team, leads in wanted.items()
            if team not in now
            or (leads and not now[team])
            or (team in brought and now[team] != leads)
        }
        move.leaves = frozenset(brought & now.keys() - wanted.keys())

    def _give(
        self,
        move: Move,
        told: frozenset[str] | None,
        standing: Standing,
        tie: Held | None,
    ) -> frozenset[str]:
        """Which roles they get and lose; gives the roles that are the source's now."""
        given = tie.roles if tie else frozenset()
        if told is None:
            return given
        others = self._roles_elsewhere(standing.key)
        move.gives = told - standing.roles
        move.takes = (given - told - others) & standing.roles
        return (given & told) | move.gives

    def _claim(self, move: Move) -> None:
        """Nobody later in this run gets the same sign-in name or address."""
        known = self.known
        for name, taken in (("username", known.usernames), ("email", known.emails)):
            if value := move.after.get(name):
                taken[value.casefold()] = move.key
        if move.is_new:
            known.people[move.key] = Standing(move.key, dict(move.after))

    def _file(self, move: Move) -> None:
        plan = self.plan
        if move.is_new:
            plan.new.append(move)
        elif move.deactivates:
            plan.leaving.append(move)
        elif move.shows:
            plan.changed.append(move)
        elif move.tie or move.is_gone:
            plan.quiet.append(move)
        else:
            plan.unchanged += 1

    def set_managers(self) -> None:
        """Whoever is told as a line manager is one, but of nobody above them."""
        above = {key: each.manager for key, each in self.known.people.items()}
        by_ref = {ref: key for key, ref in self.seen.items()}
        for move, person in self.managed:
            told = (person.manager or "").strip()
            manager = self._manager(told, by_ref)
            before = above.get(move.key)
            if "line_manager" in self._elsewhere(move.key) or manager == before:
                continue
            if (told and manager is None) or manager == move.key:
                continue
            if manager and _is_above(move.key, manager, above):
                why = _("its line manager {ref} reports to them; left out")
                self._complain(person, why.format(ref=told[:80]))
                continue
            above[move.key] = manager
            self._refile(move, before, manager)

    def _refile(self, move: Move, before: str | None, manager: str | None) -> None:
        """The move tells of the manager, too, and stands where it then belongs."""
        shown, silent = move.shows, move.tie is not None
        move.before["line_manager"], move.after["line_manager"] = before, manager
        if shown:
            return
        if silent:
            self.plan.quiet.remove(move)
        else:
            self.plan.unchanged -= 1
        self.plan.changed.append(move)

    def _manager(self, told: str, by_ref: dict[str, str]) -> str | None:
        known, word = self.known, told.casefold()
        if told in by_ref:
            return by_ref[told]
        if told in known.ties:
            return known.ties[told].key
        if told in known.people:
            return told
        return known.usernames.get(word) or known.emails.get(word)

    def _complain(self, person: ToldPerson, why: str) -> None:
        self.plan.faults.append(Fault(person.line, person.ref[:250], why, person.cells))

    def let_go(self) -> None:
        """Who is no longer told is deactivated, unless another source tells of them."""
        for ref, tie in self.known.ties.items():
            here = tie.key in self.seen or tie.key in self.kept or ref in self.refs
            standing = self.known.people.get(tie.key)
            if tie.is_gone or here or standing is None:
                continue
            others = self.known.others.get(tie.key, ())
            told = any(held.is_active and not held.is_gone for held in others)
            taken = (tie.roles - self._roles_elsewhere(tie.key)) & standing.roles
            brought = self.known.seats.get(tie.key, set())
            move = Move(
                key=tie.key,
                ref=ref,
                leaves=frozenset(brought & standing.teams.keys()),
                takes=taken,
                active=False if standing.is_active and not told else None,
                is_gone=True,
            )
            move.tie = replace(tie, roles=frozenset(), is_gone=True)
            self._file(move)

    def keep_an_administrator(self) -> None:
        """Nobody is taken who is the last that gives rights, or owns what has no
        owner."""
        moves = self.plan.moves
        won = {m.key for m in moves if _ADMINISTRATOR in m.gives and not m.deactivates}
        left = {move.key for move in moves if move.deactivates}
        taken = {move.key for move in moves if _ADMINISTRATOR in move.takes}
        why = _("they are the only administrator left")
        self._keep(self.known.administrators, left | taken, won, why)
        why = _("they are the only duty manager left")
        self._keep(self.known.duty_managers, left, set(), why)

    def _keep(
        self, held: frozenset[str], gone: set[str], won: set[str], why: str
    ) -> None:
        if not held or (held - gone) | won:
            return
        plan = self.plan
        for move in [move for move in plan.moves if move.key in held & gone]:
            for among in (plan.changed, plan.leaving, plan.quiet):
                if move in among:
                    among.remove(move)
            plan.faults.append(Fault(move.line, move.ref, why, move.cells))


def _is_above(key: str, manager: str, above: dict[str, str | None]) -> bool:
    """Whether this person stands above the manager already."""
    at: str | None = manager
    for _step in range(_HIGHEST):
        at = above.get(at) if at else None
        if at == key:
            return True
    return False
