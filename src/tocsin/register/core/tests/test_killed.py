"""kill -9 in the middle of recording: nothing acknowledged is lost."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from tocsin.register.core.models import Entry
from tocsin.register.core.reads.verify import verify, verify_chains
from tocsin.register.core.tests.making import opened

pytestmark = pytest.mark.django_db(transaction=True)

# Records one note after the other, in three incidents at once, and says so after
# the commit: what is printed was acknowledged.
SCRIPT = """
import sys
import django
django.setup()
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.register.core.actions.writer import Draft, append
from tocsin.register.core.entries import Kind
name, *ids = sys.argv[1:]
for number in range(10_000_000):
    said = f"{name}/{number}"
    append(
        [Draft(int(id), Kind.NOTED, {"text": said}, cause=said) for id in ids],
        by=SYSTEM,
    )
    sys.stdout.write(said + "\\n")
    sys.stdout.flush()
"""


def _start(name: str, ids: list[int]) -> "subprocess.Popen[str]":
    found = connection.get_connection_params()
    wanted = ("dbname", "user", "password", "host", "port")
    url = make_conninfo(**{part: found[part] for part in wanted if found.get(part)})
    environment = os.environ | {
        "TOCSIN_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "tocsin.settings",
    }
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, name, *map(str, ids)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )


def test_what_was_acknowledged_is_there_after_kill_9() -> None:
    ids = [opened().id for _ in range(3)]
    chance = random.Random()
    acknowledged: list[str] = []
    recorders = [_start(f"recorder-{number}", ids) for number in range(3)]
    outs = [recorder.stdout for recorder in recorders if recorder.stdout]
    firsts = [out.readline() for out in outs]
    assert all(first.endswith("\n") for first in firsts), "every one of them began"
    for recorder in chance.sample(recorders, 3):
        time.sleep(chance.uniform(0.01, 0.3))
        recorder.send_signal(signal.SIGKILL)
    for first, recorder in zip(firsts, recorders, strict=True):
        rest, _ = recorder.communicate(timeout=10)
        *whole, _cut_off = (first + rest).split("\n")
        acknowledged += whole

    assert len(acknowledged) > 3
    for id in ids:
        causes = Entry.objects.filter(incident_id=id).values_list("cause", flat=True)
        assert set(acknowledged) <= set(causes)
    kept = {
        frozenset(Entry.objects.filter(incident_id=id).values_list("cause", flat=True))
        for id in ids
    }
    assert len(kept) == 1, "a set is written whole or not at all"
    assert verify_chains().findings == verify().findings == []
