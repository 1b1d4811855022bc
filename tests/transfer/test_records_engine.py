"""Imports that the engine carries out: killed, stopped, failing, finished."""

import gzip
import os
import signal
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.company import Company
from tests.transfer import exports
from tests.transfer.test_records import mapped
from tests.transfer.test_uci_killed import (
    _its_connections_are_gone,
    _wait_until,
)
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.files.actions import collect_files, keep
from tocsin.foundation.files.models import File, Use
from tocsin.kernel import clock
from tocsin.register.core.models import Entry, Incident
from tocsin.register.core.reads.verify import verify_chains
from tocsin.register.transfer.anyones.actions import (
    carry_out_imports,
    start_import,
    stop_import,
)
from tocsin.register.transfer.models import Run

_COMMAND = """
import django
django.setup()
from tocsin.register.transfer.anyones.actions import carry_out_imports
while carry_out_imports():
    pass
"""


def many(count: int) -> bytes:
    lines = [f"{n},Record {n},Closed,2026-02-01 09:00:00" for n in range(1, count + 1)]
    return gzip.compress("\n".join(["Number,Title,State,Opened", *lines]).encode())


def asked(content: bytes) -> Run:
    file = keep(BytesIO(content), "records.csv.gz")
    return start_import("records.csv", mapped(content), by=SYSTEM, file=file.digest)


def test_the_engine_carries_it_out(company: Company, hands: clock.Hands) -> None:
    run = asked(exports.JIRA.encode())
    hands.forward(days=2)
    collect_files()
    assert File.objects.exists(), "it is held on to until the import has ended"
    while carry_out_imports():
        pass
    run.refresh_from_db()
    assert (run.state, run.done, run.rows, run.created) == ("done", 2, 2, 2)
    assert not Use.objects.exists()
    assert carry_out_imports() == 0


def test_what_was_stopped_stays_stopped(company: Company) -> None:
    run = asked(many(500))
    stop_import(run.id, by=company.actor("root"))
    assert carry_out_imports() == 0
    assert not Incident.objects.exists()


def test_what_cannot_be_read_fails_and_holds_nobody_up(company: Company) -> None:
    run = asked(exports.JIRA.encode())
    Run.objects.update(file="0" * 64)
    other = asked(exports.GLPI)
    assert carry_out_imports() == 0
    carry_out_imports()
    run.refresh_from_db()
    other.refresh_from_db()
    assert (run.state, other.state) == ("failed", "done")
    assert "no longer here" in run.why


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_it_goes_on_where_it_was(tmp_path: Path) -> None:
    run = asked(many(4000))
    running = subprocess.Popen([sys.executable, "-c", _COMMAND], env=_env())
    try:
        _wait_until(lambda: Incident.objects.count() > 400)
    finally:
        running.send_signal(signal.SIGKILL)
        running.wait()
    _wait_until(_its_connections_are_gone)
    run.refresh_from_db()
    half = Incident.objects.count()
    assert 400 < half < 4000
    assert (run.done, run.created, run.state) == (half, half, "running")
    while carry_out_imports():
        pass
    run.refresh_from_db()
    assert (run.state, run.created, run.passed_over) == ("done", 4000, 0)
    assert Incident.objects.count() == 4000
    assert Entry.objects.count() == run.entries
    assert verify_chains().is_clean


def _env() -> dict[str, str]:
    told: dict[str, Any] = connection.settings_dict
    url = f"postgresql://{told['USER']}@/{told['NAME']}?host={told['HOST']}&application_name=killed"
    url += f"&port={told['PORT']}" if told["PORT"] else ""
    told = {"TOCSIN_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tocsin.settings"}
    return {**os.environ, **told}
