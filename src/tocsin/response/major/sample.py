"""The sample's major incident: its criteria, its roster, and the one that is open."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import actor_of
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.actions import set_option
from tocsin.register.work.options import EXECUTIVES
from tocsin.register.work.reads import Filters, queue
from tocsin.response.major.actions import (
    approve_change,
    declare_major,
    end_major,
    name_for_role,
    publish_major_rules,
    request_emergency_change,
    take_role,
    write_block,
)

_BY = SYSTEM.through("sample")
RULES: dict[str, Any] = {
    "zone": "Europe/Paris",
    "criteria": [
        {
            "name": "Checkout fails in its peak",
            "when": 'priority == 1 && "checkout" in services && size(peaks) > 0',
        },
        {
            "name": "Twenty thousand an hour",
            "when": "priority == 1 && impact == 1 && cost >= 20000",
        },
    ],
    "roles": [],
    "orders": {"executives_minutes": 60, "update_minutes": 30, "nag_minutes": 5},
    "figures": [],
}
_OVER = "db-primary killed by memory"
_ROLES = {
    "manager": "marc",
    "operations": "nora",
    "communications": "sofia",
    "scribe": "grace",
}


def majors_told(cast: Any) -> Iterator[tuple[datetime, Callable[[], Any]]]:
    """The one that is over, as `cast` acts it: declared, led, ended a day after."""
    began = cast.now - timedelta(days=8, hours=3)
    marc, nora = (cast.actors[name].through("web") for name in ("marc", "nora"))

    def does(verb: Callable[..., Any], **told: Any) -> Callable[[], Any]:
        return lambda: verb(cast.opened[_OVER][0], **told)

    why = "Every shop stands on this database."
    yield began + timedelta(minutes=2), does(declare_major, by=marc, reason=why)
    for by, role in ((marc, "manager"), (nora, "operations")):
        named = does(name_for_role, role=role, person=by.id, by=marc)
        yield began + timedelta(minutes=3), named
        yield began + timedelta(minutes=4), does(take_role, role=role, by=by)
    over = "Nobody is hindered any more."
    ended = cast.now - timedelta(days=7) + timedelta(minutes=2)
    yield ended, does(end_major, by=marc, reason=over)


def load_sample_majors() -> None:
    """What makes an incident major at Halden; checkout's outage is one."""
    people = {each.username: each for each in Person.objects.all()}
    set_option(EXECUTIVES, (people["eva"].key,), by=_BY)
    publish_major_rules(RULES, by=_BY, why="What stops the shop needs everybody.")
    rows = queue(SYSTEM, "all", filters=Filters(service="checkout", priority=(1,))).rows
    if not rows:
        return
    number = rows[0].id
    declare_major(number, by=_BY, reason="Nobody can order, on any channel.")
    for role, name in _ROLES.items():
        name_for_role(number, role=role, person=people[name].key, by=_BY)
    take_role(number, role="manager", by=actor_of(people["marc"], via="sample"))
    text = "Ten people of four teams; hotel and travel up to 2,000 EUR without asking."
    write_block(number, block="resources", text=text, by=_BY)
    _change(number, people)


def _change(number: int, people: Mapping[str, Person]) -> None:
    """One emergency change that was approved, and one that waits."""
    by = {name: actor_of(people[name], via="sample") for name in ("ada", "ben", "nora")}
    change = request_emergency_change(
        number,
        by=by["ada"],
        title="Promote the replica db-2",
        description="`pg_ctl promote` on db-2; the pools of the shop follow the name.",
        back_out="The pools go back to db-primary; what was sold is replayed.",
        risk="high",
        reason="db-primary does not come back by itself.",
    )
    reason = "It lags 0.8 s, which is less than we may lose."
    approve_change(change.key, by=by["nora"], reason=reason)
    request_emergency_change(
        number,
        by=by["ben"],
        title="Lower the pools of the shop to 40",
        description="So that they do not all come at once when db-2 is there.",
        back_out="Back to 120.",
        risk="low",
    )
