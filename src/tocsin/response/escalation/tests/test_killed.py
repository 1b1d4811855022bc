"""kill -9 of workers in the middle of climbing: no step is lost, none taken twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from tests.company import Company
from tocsin.foundation.notify.models import Page
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.core.reads.verify import verify_chains
from tocsin.register.work.actions import open_incidents
from tocsin.register.work.actions.opening import Opening
from tocsin.response.escalation.actions import climb, follow
from tocsin.response.escalation.models import Run
from tocsin.response.escalation.tests.matrices import publish

pytestmark = pytest.mark.django_db(transaction=True)

# Climbs in small sets, and says so before each, so that it is killed in the middle.
SCRIPT = """
import sys
import django
django.setup()
from tocsin.response.escalation.actions import climb
while True:
    sys.stdout.write("on\\n")
    sys.stdout.flush()
    climb(5)
"""


def _start() -> "subprocess.Popen[str]":
    found = connection.get_connection_params()
    wanted = ("dbname", "user", "password", "host", "port")
    url = make_conninfo(**{part: found[part] for part in wanted if found.get(part)})
    environment = os.environ | {
        "TOCSIN_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "tocsin.settings",
    }
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )


def _killed(company: Company, count: int, workers: int) -> None:
    levels = [
        {"target": {"kind": "person", "person": "p-ada"}},
        {"after": 10_000, "target": {"kind": "whole_team"}},
    ]
    publish({"key": "all", "levels": levels})
    told = [Opening({"title": f"Server {n}", "impact": 1}) for n in range(count)]
    made = open_incidents(told, by=company.actor("grace"))
    follow([incident.id for incident in made])
    chance = random.Random()
    running = [_start() for _worker in range(workers)]
    for worker in running:
        assert worker.stdout
        assert worker.stdout.readline() == "on\n"
    for worker in chance.sample(running, workers):
        time.sleep(chance.uniform(0.01, 0.1))
        worker.send_signal(signal.SIGKILL)
    for worker in running:
        worker.communicate(timeout=10)
    while climb():
        pass
    ids = {incident.id for incident in made}
    assert Counter(Page.objects.values_list("incident_id", flat=True)) == Counter(ids)
    reached = [told for told in entries_of(sorted(ids)) if told.kind == "level_reached"]
    assert Counter(told.incident_id for told in reached) == Counter(ids)
    assert Run.objects.filter(level=1, due_at__isnull=False).count() == count
    assert verify_chains().findings == []


def test_no_step_is_lost_and_none_taken_twice(company: Company) -> None:
    _killed(company, count=150, workers=3)


@pytest.mark.soak
def test_twenty_kills(company: Company) -> None:
    _killed(company, count=3000, workers=20)
