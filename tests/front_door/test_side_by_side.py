"""An upgrade without a pause: the version of tomorrow is begun beside that of today.

Both are whole Tocsins in processes of their own. Tomorrow's is the same source with one
more migration, which it carries out when it starts.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

import tocsin
from tests.front_door.conftest import Start
from tests.front_door.laid import lay
from tests.front_door.running import until
from tests.senders.wire import Wire
from tocsin.foundation.mail.tests.receiving import Post, receiving
from tocsin.kernel import postgres
from tocsin.kernel.embedded.furniture import OWNER, SERVING

_REST = "a newer Tocsin has migrated; this engine rests"
_TOMORROW = """
from django.db import migrations

class Migration(migrations.Migration):
    dependencies = [("engine", "0001_initial"), ("notify", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "alter table notify_message add tomorrow text not null default ''"
        )
    ]
"""
_EVERYTHING: dict[str, Any] = {
    "key": "everything",
    "name": "Everything",
    "category": "*",
    "levels": [{"after": 0, "target": {"kind": "whole_team", "team": "owning"}}],
}


@pytest.fixture
def server(outside: Path) -> Iterator[Path]:
    """The database that both share, and its keys."""
    folder = outside / "server"
    lay(folder)
    postgres.start(folder)
    yield folder
    postgres.stop(folder)


@pytest.fixture
def post() -> Iterator[Post]:
    with receiving() as post:
        yield post


def test_old_and_new_side_by_side_do_no_harm(
    running: Start, server: Path, outside: Path, post: Post
) -> None:
    shared = {
        "TOCSIN_SAMPLE": "off",
        "TOCSIN_DATABASE_URL": postgres.address(server, SERVING),
        "TOCSIN_DATABASE_OWNER_URL": postgres.address(server, OWNER),
        "TOCSIN_KEYS": str(server / "keys"),
        "TOCSIN_SMTP_URL": f"smtp://127.0.0.1:{post.port}",
        "TOCSIN_SMTP_TLS": "off",
    }
    old = running("old", **shared)
    old.start()
    key = old.told("key", "create", "--name", "test", "--scope", "admin")["key"]
    wire = Wire(old, key)
    _team(wire)

    _fire(wire, "Before")
    until(lambda: _paged(post) == {"Before": 1}, "the old one pages", 30)

    new = running("new", PYTHONPATH=str(_tomorrow(outside)), **shared)
    new.begin("serve", "--engine")
    with psycopg.connect(postgres.address(server, OWNER), autocommit=True) as asked:
        applied = "select count(*) from django_migrations where name = '9999_tomorrow'"
        until(lambda: asked.execute(applied).fetchone() == (1,), "it has migrated", 60)
        _fire(wire, "Meanwhile")
        until(lambda: _REST in old.said, "the old engine rests", 30)
        _fire(wire, "After")
        everything = {"Before": 1, "Meanwhile": 1, "After": 1}
        until(lambda: _paged(post) == everything, "the new one pages", 60)
        parked = asked.execute("select count(*) from engine_parked").fetchone()
    assert parked == (0,)

    ref = _answers(wire)
    until(lambda: "acknowledged" in _told(wire, ref), "the verb was heard")
    assert old.get("/sign-in")[0] == 200
    assert "Traceback" not in old.said
    assert "Traceback" not in new.said
    assert old.interrupt() == 0
    assert new.interrupt() == 0
    assert _paged(post) == everything, "nobody is told twice"


def _team(wire: Wire) -> None:
    """Ada is the shop's team, and whatever happens there she is paged."""
    facts = {"username": "ada", "name": "Ada", "email": "ada@shop.example"}
    ada = wire.do("people", facts)["key"]
    wire.do("teams", {"key": "shop", "name": "Shop"})
    wire.do("teams/shop/members", {"person": ada})
    wire.do("matrix", {"rows": [_EVERYTHING], "why": "A night with two versions"})


def _fire(wire: Wire, name: str) -> None:
    """By the old version's door: an incident of its own, as it is another service's."""
    service = name.lower()
    wire.do("services", {"key": service, "name": name, "team": "shop"})
    source = wire.quick_source("alertmanager", name, service=service)
    alert = {"labels": {"alertname": name, "severity": "critical"}}
    assert wire.send(f"/in/{source['key']}", [alert]).status == 202


def _paged(post: Post) -> dict[str, int]:
    subjects = " ".join(str(mail["Subject"]) for mail in post.came)
    return dict(Counter(re.findall(r"Before|Meanwhile|After", subjects)))


def _answers(wire: Wire) -> str:
    """The old version's pages and API go on: a read, and a verb."""
    incidents = wire.incidents()
    assert len(incidents) == 3
    ref = str(incidents[0]["ref"])
    wire.do(f"incidents/{ref}/acknowledge")
    return ref


def _told(wire: Wire, ref: str) -> str:
    return str(wire.api(f"incidents/{ref}/timeline"))


def _tomorrow(outside: Path) -> Path:
    """Where tomorrow's source lies: today's, but for a folder of migrations."""
    (home,) = tocsin.__path__
    source, folder = Path(home), outside / "tomorrow" / "tocsin"
    migrations = folder / "engine" / "migrations"
    migrations.mkdir(parents=True)
    for here, there in (
        (folder, source),
        (folder / "engine", source / "engine"),
        (migrations, source / "engine" / "migrations"),
    ):
        for each in there.iterdir():
            if not (here / each.name).exists():
                (here / each.name).symlink_to(each)
    (migrations / "9999_tomorrow.py").write_text(_TOMORROW)
    return outside / "tomorrow"
