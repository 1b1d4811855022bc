"""kill -9 of workers, or a server that restarts, in the middle of climbing: no step is
lost, none taken twice."""

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

# The engine's own loop, which climbs in small sets.
ENGINE = """
import signal
import threading
import django
django.setup()
from tocsin.engine.loop import run
from tocsin.engine.parts import Worker
from tocsin.kernel import connecting
from tocsin.response.escalation.actions import climb
connecting.serve_as("engine")
stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
run((Worker("climbing", lambda: climb(5)),), stop)
"""
CUT = """
select count(pg_terminate_backend(pid))
  from pg_stat_activity
 where datname = current_database() and application_name = 'tocsin engine'
"""


def _start(script: str = SCRIPT) -> "subprocess.Popen[str]":
    found = connection.get_connection_params()
    wanted = ("dbname", "user", "password", "host", "port")
    url = make_conninfo(**{part: found[part] for part in wanted if found.get(part)})
    environment = os.environ | {
        "TOCSIN_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "tocsin.settings",
    }
    return subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )


def _due(company: Company, count: int) -> set[int]:
    levels = [
        {"target": {"kind": "person", "person": "p-ada"}},
        {"after": 10_000, "target": {"kind": "whole_team"}},
    ]
    publish({"key": "all", "levels": levels})
    told = [Opening({"title": f"Server {n}", "impact": 1}) for n in range(count)]
    made = open_incidents(told, by=company.actor("grace"))
    ids = [incident.id for incident in made]
    follow(ids)
    return set(ids)


def _killed(company: Company, count: int, workers: int) -> None:
    ids = _due(company, count)
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
    _each_climbed_once(ids)


def _each_climbed_once(ids: set[int]) -> None:
    assert Counter(Page.objects.values_list("incident_id", flat=True)) == Counter(ids)
    reached = [told for told in entries_of(sorted(ids)) if told.kind == "level_reached"]
    assert Counter(told.incident_id for told in reached) == Counter(ids)
    assert Run.objects.filter(level=1, due_at__isnull=False).count() == len(ids)
    assert verify_chains().findings == []


def test_no_step_is_lost_and_none_taken_twice(company: Company) -> None:
    _killed(company, count=150, workers=3)


def test_a_server_that_restarts_in_the_middle_costs_no_step(company: Company) -> None:
    """What workers see of it: all their connections end, three times."""
    ids = _due(company, 120)
    running = [_start(ENGINE) for _worker in range(2)]
    try:
        for reached in (15, 45, 75):
            _wait_for_pages(reached)
            with connection.cursor() as cursor:
                cursor.execute(CUT)
                (cut,) = cursor.fetchone()
            assert cut
        _wait_for_pages(len(ids))
    finally:
        for worker in running:
            worker.terminate()
            worker.communicate(timeout=20)
    _each_climbed_once(ids)


def _wait_for_pages(count: int) -> None:
    patience = time.monotonic() + 60
    while Page.objects.count() < count:
        assert time.monotonic() < patience
        time.sleep(0.01)


@pytest.mark.soak
def test_twenty_kills(company: Company) -> None:
    _killed(company, count=3000, workers=20)
