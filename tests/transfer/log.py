"""The UCI log as the tests read it: on their own, without the code under test."""

import csv
import gzip
import os
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pytest

LOG = (
    Path(__file__).parents[2].parent
    / "shared"
    / "data"
    / "uci_incident_event_log.csv.gz"
)

STATES = {
    "New": ("registered", ""),
    "Active": ("diagnosis", ""),
    "Awaiting User Info": ("waiting", "reporter"),
    "Awaiting Vendor": ("waiting", "supplier"),
    "Awaiting Problem": ("waiting", "other"),
    "Awaiting Evidence": ("waiting", "other"),
    "Resolved": ("resolved", ""),
    "Closed": ("closed", ""),
}

Row = dict[str, str]


def need_log() -> None:
    if LOG.exists():
        return
    said = f"{LOG} is not here; it is the year of incidents that this test imports."
    if os.environ.get("TOCSIN_REQUIRE_ALL") == "1":
        pytest.fail(said)
    pytest.skip(said)


def rows() -> Iterator[Row]:
    with gzip.open(LOG, "rt", newline="") as file:
        yield from csv.DictReader(file)


def incidents() -> Iterator[tuple[str, list[Row]]]:
    for number, members in groupby(rows(), key=itemgetter("number")):
        yield number, list(members)


def write(path: Path, chosen: Iterable[Row]) -> Path:
    """The rows as a file of the same form."""
    chosen = list(chosen)
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, chosen[0].keys())
        writer.writeheader()
        writer.writerows(chosen)
    return path


def row(**facts: str) -> Row:
    """One row as the log has them, with these columns otherwise."""
    usual = """number=INC1,incident_state=New,active=true,reassignment_count=0,
        reopen_count=0,sys_mod_count=0,made_sla=true,caller_id=Caller 7,
        opened_by=Opened by  8,opened_at=29/2/2016 01:16,sys_created_by=Created by 6,
        sys_created_at=29/2/2016 01:23,sys_updated_by=Updated by 21,
        sys_updated_at=29/2/2016 01:23,contact_type=Phone,location=Location 143,
        category=Category 55,subcategory=Subcategory 170,u_symptom=Symptom 72,
        cmdb_ci=?,impact=2 - Medium,urgency=2 - Medium,priority=3 - Moderate,
        assignment_group=Group 56,assigned_to=?,knowledge=true,
        u_priority_confirmation=false,notify=Do Not Notify,problem_id=?,rfc=?,vendor=?,
        caused_by=?,closed_code=code 5,resolved_by=Resolved by 149,
        resolved_at=29/2/2016 11:29,closed_at=5/3/2016 12:00"""
    pairs = (part.strip().partition("=") for part in usual.split(","))
    return {name: value for name, _, value in pairs} | facts
