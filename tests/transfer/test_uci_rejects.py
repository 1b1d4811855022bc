"""Rows that cannot be used, local times, and files that are something else."""

import csv
import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.transfer import log
from tests.transfer.test_uci_whole import quiet
from tocsin.foundation.accounts.models import Person, Team
from tocsin.foundation.classification.models import Category
from tocsin.kernel.refusal import Refusal
from tocsin.register.core.models import Incident
from tocsin.register.transfer.uci.actions import import_uci

pytestmark = pytest.mark.django_db


def test_bad_rows_go_to_a_file_with_reasons_and_the_rest_goes_on(
    tmp_path: Path,
) -> None:
    path = log.write(
        tmp_path / "log.csv",
        [
            log.row(number="INC1"),
            log.row(number="INC1", sys_updated_at="31/2/2016 01:23"),
            log.row(number="INC1", incident_state="Closed"),
            log.row(number="?"),
            log.row(number="INC2", incident_state="Lost"),
            log.row(number="INC3", priority="9 - Whatever"),
            log.row(number="INC3", opened_at=""),
            log.row(number="INC4", reopen_count="many"),
            log.row(number="INC4", made_sla="perhaps", sys_mod_count="1"),
            log.row(number="INC5"),
            log.row(number="INC1"),
        ],
    )
    with path.open("a") as file:
        file.write("INC6,New,true\n")
    bin_ = tmp_path / "bad.csv"
    outcome = import_uci(path, rejects=bin_, tell=quiet)

    refs = Incident.objects.order_by("source_ref").values_list("source_ref", "state")
    assert list(refs) == [("INC1", "closed"), ("INC5", "registered")]
    assert (outcome.rejected, outcome.rejects) == (9, bin_)
    with bin_.open() as file:
        head, *lines = csv.reader(file)
    assert head[:3] == ["line", "row", "reason"]
    assert [(line[0], line[2].split("'")[0].strip()) for line in lines] == [
        ("3", "sys_updated_at"),
        ("5", "number is missing"),
        ("6", "incident_state"),
        ("7", "priority"),
        ("8", "opened_at"),
        ("9", "reopen_count"),
        ("10", "made_sla"),
        ("12", "rows of INC1 stand further up; they belong together"),
        ("13", "3 columns where the first line names others"),
    ]
    assert len(outcome.reasons) == 5


def test_local_times_become_utc(tmp_path: Path) -> None:
    path = log.write(
        tmp_path / "log.csv",
        [log.row(opened_at="1/7/2016 09:00", sys_updated_at="1/7/2016 09:30")],
    )
    import_uci(path, zone="Europe/Lisbon", tell=quiet)
    opened = datetime(2016, 7, 1, 8, tzinfo=UTC)
    assert Incident.objects.get().registered_at == opened


def test_a_category_falls_back_to_the_team_that_had_most_of_it(tmp_path: Path) -> None:
    rows = [
        log.row(number="INC1"),
        log.row(number="INC2", assignment_group="Group 1"),
        log.row(number="INC3", assignment_group="Group 1"),
        log.row(number="INC4", category="Category 2", assignment_group="?"),
    ]
    import_uci(log.write(tmp_path / "log.csv", rows), tell=quiet)
    assert {each.key: each.fallback_id for each in Category.objects.all()} == {
        "uci-category-55": "uci-group-1",
        "uci-category-55/subcategory-170": "uci-group-1",
        "uci-category-2": "uci-imported",
        "uci-category-2/subcategory-170": "uci-imported",
    }
    caller = Person.objects.get(key="uci-caller-7")
    assert (caller.name, caller.origin) == ("Caller 7", "history")
    assert not caller.has_usable_password()
    assert set(Team.objects.values_list("origin", flat=True)) == {"history"}


def test_what_the_life_does_not_know_is_flagged_and_the_state_kept(
    tmp_path: Path,
) -> None:
    rows = [
        log.row(incident_state="Active"),
        log.row(incident_state="-100", sys_mod_count="1"),
        log.row(incident_state="New", sys_mod_count="2"),
        log.row(incident_state="Resolved", sys_updated_at="28/2/2016 01:23"),
    ]
    import_uci(log.write(tmp_path / "log.csv", rows), tell=quiet)
    incident = Incident.objects.get()
    assert (incident.state, incident.flags) == ("diagnosis", ["state"])


def test_other_files_are_refused_in_words(tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    with pytest.raises(Refusal, match="no UCI incident event log: it lacks number"):
        import_uci(other, tell=quiet)
    with pytest.raises(Refusal, match="cannot be read: No such file"):
        import_uci(tmp_path / "none.csv", tell=quiet)
    with pytest.raises(Refusal, match="no time zone Mars"):
        import_uci(other, zone="Mars", tell=quiet)
    packed = tmp_path / "log.csv.gz"
    whole = gzip.compress(log.write(tmp_path / "log.csv", [log.row()]).read_bytes())
    packed.write_bytes(whole[:-20])
    with pytest.raises(Refusal, match="is damaged after line"):
        import_uci(packed, tell=quiet)
