"""An import that was killed is finished by repeating it, and nothing is there twice."""

import os
import signal
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection

from tests.transfer import log
from tests.transfer.test_uci_whole import quiet
from tocsin.register.core.models import Entry, Incident
from tocsin.register.core.reads.verify import verify_chains
from tocsin.register.transfer.uci.actions import import_uci

_COMMAND = """
import sys, django
django.setup()
from pathlib import Path
from tocsin.register.transfer.uci.actions import import_uci
import_uci(Path(sys.argv[1]), tell=lambda done, whole: None)
"""


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_and_repeated_it_is_as_if_it_had_not_been(
    tmp_path: Path,
) -> None:
    log.need_log()
    chosen = islice(log.incidents(), 3000)
    path = log.write(tmp_path / "log.csv", [row for _, rows in chosen for row in rows])
    running = _started(path)
    try:
        _wait_until(lambda: Incident.objects.count() > 500)
    finally:
        running.send_signal(signal.SIGKILL)
        running.wait()
    _wait_until(_its_connections_are_gone)
    half = Incident.objects.count()
    assert 500 < half < 3000

    outcome = import_uci(path, tell=quiet)
    assert (outcome.incidents, outcome.passed_over) == (3000 - half, half)
    assert Incident.objects.count() == 3000
    assert verify_chains().is_clean
    assert _said() == _in_one_go(path)


def _started(path: Path) -> "subprocess.Popen[bytes]":
    settings = connection.settings_dict
    host = quote(str(settings["HOST"]), safe="")
    user = quote(str(settings["USER"]), safe="")
    url = f"postgresql://{user}@/{settings['NAME']}?host={host}&application_name=killed"
    url += f"&port={settings['PORT']}" if settings["PORT"] else ""
    if settings["PASSWORD"]:
        url += f"&password={quote(str(settings['PASSWORD']), safe='')}"
    env = {**os.environ, "TOCSIN_DATABASE_URL": url}
    env |= {"DJANGO_SETTINGS_MODULE": "tocsin.settings"}
    return subprocess.Popen([sys.executable, "-c", _COMMAND, str(path)], env=env)


def _wait_until(done: Any) -> None:
    deadline = time.monotonic() + 60
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _its_connections_are_gone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_stat_activity where datname = current_database()"
            " and application_name = 'killed'"
        )
        return bool(cursor.fetchone() == (0,))


def _said() -> list[Any]:
    """What was said of each incident, without what differs from import to import."""
    rows: Any = Entry.objects.filter(incident__source="uci")
    rows = rows.order_by("incident__source_ref", "seq")
    return list(
        rows.values_list("incident__source_ref", "seq", "kind", "happened_at", "cause")
    )


def _in_one_go(path: Path) -> list[Any]:
    """What the same file says when nothing interrupts."""
    Incident.objects.filter(source="uci").update(source="before")
    import_uci(path, tell=quiet)
    return _said()
