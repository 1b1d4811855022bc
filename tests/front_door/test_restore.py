"""A dump restored into another cluster goes on as if nothing had happened."""

import json
import shutil
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

import psycopg

from tests.front_door.conftest import Start
from tests.front_door.laid import lay
from tests.front_door.running import Running, until
from tocsin.kernel import postgres
from tocsin.kernel.embedded import programs
from tocsin.kernel.embedded.programs import SUPERUSER

PROGRAMS = programs._folder()


def _ask(tocsin: Running, key: str, path: str, body: Any = None) -> Any:
    request = urllib.request.Request(
        f"http://127.0.0.1:{tocsin.port}/api/v1{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def _found(tocsin: Running, key: str, word: str) -> list[str]:
    told = _ask(tocsin, key, f"/incidents?q={word}")
    return [incident["title"] for incident in told["items"]]


def _report(tocsin: Running, key: str, title: str, word: str) -> None:
    _ask(tocsin, key, "/incidents", {"title": title})
    until(lambda: _found(tocsin, key, word) == [title], "what was said is found")


def _moved(before: Running, after: Running, dump: Path) -> None:
    """What a new machine is given: a dump, and the keys."""
    url = postgres.address(before.home, SUPERUSER)
    subprocess.run([PROGRAMS / "pg_dump", "-Fc", "-f", dump, url], check=True)
    before.interrupt()
    postgres.start(after.home)
    owner = postgres.address(after.home, SUPERUSER)
    subprocess.run([PROGRAMS / "pg_restore", "-d", owner, dump], check=True)
    postgres.stop(after.home)
    shutil.copytree(before.home / "keys", after.home / "keys", dirs_exist_ok=True)


def test_what_comes_after_a_restore_is_heard_too(running: Start, outside: Path) -> None:
    old, new = running("old", TOCSIN_SAMPLE="off"), running("new", TOCSIN_SAMPLE="off")
    lay(old.home)
    old.start()
    key = old.told("key", "create", "--name", "ci", "--scope", "work")["key"]
    _report(old, key, "The printer is on fire", "printer")
    url = postgres.address(old.home, SUPERUSER)
    with psycopg.connect(url, autocommit=True) as connection:
        for _ in range(3000):  # as a cluster that has lived for a while
            connection.execute("select pg_current_xact_id()")
    _report(old, key, "The mail is late", "mail")

    _moved(old, new, outside / "tocsin.dump")
    new.start()
    assert _found(new, key, "printer") == ["The printer is on fire"]
    _report(new, key, "The lift is stuck", "lift")
