"""After each row the incident is as that row says."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.transfer import log
from tests.transfer.test_uci_whole import quiet
from tocsin.register.core.models import Incident
from tocsin.register.core.projection import State, step
from tocsin.register.core.reads.entries import Told, entries_of
from tocsin.register.transfer.uci.actions import import_uci


@pytest.mark.django_db
def test_the_state_after_each_row_of_a_thousand_incidents_is_the_rows(
    tmp_path: Path,
) -> None:
    log.need_log()
    chosen = dict(_a_thousand())
    path = log.write(
        tmp_path / "log.csv", [r for rows in chosen.values() for r in rows]
    )
    import_uci(path, tell=quiet)

    numbers = iter(range(1, 10**6))
    compared = 0
    for number, rows in chosen.items():
        incident = Incident.objects.get(source="uci", source_ref=number)
        by_row = _by_row(list(entries_of([incident.id])))
        state, wanted = State(), ("registered", "")
        for row in rows:
            for told in by_row[next(numbers)]:
                step(state, told.said)
            wanted = log.STATES.get(row["incident_state"], wanted)
            assert (state.state, state.waiting_cause) == wanted, (number, row)
            _compare_facts(state, row)
            compared += 1
    assert len(chosen) >= 1000
    assert compared > 6000


def _a_thousand() -> Iterator[tuple[str, list[log.Row]]]:
    """All that are odd in some way, and every so-manieth of the others."""
    plain = 0
    odd = Counter[str]()
    for number, rows in log.incidents():
        kinds = _oddities(rows)
        odd.update(kinds)
        plain += not kinds
        if (kinds and min(odd[kind] for kind in kinds) <= 60) or plain % 40 == 1:
            yield number, rows


def _oddities(rows: list[log.Row]) -> set[str]:
    states = [row["incident_state"] for row in rows]
    instants = [_instant(row["sys_updated_at"]) for row in rows]
    changes = [int(row["sys_mod_count"]) for row in rows]
    odd = {state for state in states if state not in ("New", "Active")} - {
        *("Resolved", "Closed", "Awaiting User Info")
    }
    odd |= {"backwards"} if instants != sorted(instants) else set()
    odd |= {"changes"} if changes != sorted(set(changes)) else set()
    odd |= {"early"} if _instant(rows[0]["opened_at"]) > instants[0] else set()
    odd |= {"reopened"} if rows[-1]["reopen_count"] != "0" else set()
    odd |= {"unresolved"} if "Resolved" not in states else set()
    odd |= {"late"} if states[0] not in ("New", "Active") else set()
    for name in ("assignment_group", "assigned_to", "u_symptom", "category"):
        values = [row[name] for row in rows]
        pairs = pairwise(values)
        odd |= {f"lost {name}"} if any("?" == b != a for a, b in pairs) else set()
    for name in ("caller_id", "contact_type", "location", "vendor", "caused_by"):
        odd |= {f"changes {name}"} if len({row[name] for row in rows}) > 1 else set()
    return odd


def _by_row(entries: list[Told]) -> dict[int, list[Told]]:
    found: dict[int, list[Told]] = {}
    for told in entries:
        assert told.origin == "history"
        assert told.happened_basis == "imported"
        assert told.cause == f"uci:{told.body['row']}:{told.kind}"
        found.setdefault(told.body["row"], []).append(told)
    return found


def _compare_facts(state: State, row: log.Row) -> None:
    def told(name: str) -> Any:
        return state.told.get(name)

    def key(name: str) -> str | None:
        word = "-".join(row[name].lower().split())
        return None if row[name] == "?" else f"uci-{word}"

    assert state.impact == int(row["impact"][0])
    assert state.urgency == int(row["urgency"][0])
    assert state.priority == int(row["priority"][0])
    assert state.team_id == key("assignment_group")
    assert state.owner_id == key("assigned_to")
    assert state.reporter_id == key("caller_id")
    assert state.symptoms == row["u_symptom"].replace("?", "")
    assert state.location_physical == row["location"].replace("?", "")
    for name in ("made_sla", "knowledge", "u_priority_confirmation"):
        assert told(name) is (row[name] == "true")
    for name in ("reassignment_count", "reopen_count"):
        assert told(name) == int(row[name])
    for name in ("problem_id", "rfc", "vendor", "caused_by", "notify", "cmdb_ci"):
        assert (told(name) or "?") == row[name]


def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=UTC)
