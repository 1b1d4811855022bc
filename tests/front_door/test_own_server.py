"""On a PostgreSQL of one's own, with several hosts and two roles."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.front_door.conftest import Start
from tests.front_door.running import free_port, until
from tocsin.kernel import postgres
from tocsin.kernel.embedded.furniture import OWNER
from tocsin.kernel.embedded.place import Place


@pytest.fixture
def server(outside: Path) -> Iterator[Path]:
    folder = outside / "server"
    postgres.start(folder)
    yield folder
    postgres.stop(folder)


def _hosts(server: Path) -> str:
    """The second of two: nobody answers at the first."""
    near = Place(server.resolve()).sockets
    hosts = f"host=127.0.0.1,{near}&port={free_port()},5432"
    return f"{hosts}&target_session_attrs=read-write&application_name=test"


def test_several_hosts_are_tried_and_the_owner_alone_migrates(
    running: Start, server: Path
) -> None:
    tocsin = running(
        TOCSIN_SAMPLE="off",
        TOCSIN_DATABASE_URL=f"postgresql://tocsin@/tocsin?{_hosts(server)}",
        TOCSIN_DATABASE_OWNER_URL=f"postgresql://{OWNER}@/tocsin?{_hosts(server)}",
    )
    tocsin.start()
    assert not (tocsin.home / "db").exists(), "no server of its own is begun"
    assert {one.name() for one in tocsin.family} <= {"tocsin", "python", "python3.11"}
    with psycopg.connect(postgres.address(server, OWNER)) as asked:
        owners = asked.execute(
            "select distinct tableowner from pg_tables where schemaname = 'public'"
        ).fetchall()
    assert owners == [(OWNER,)]
    assert tocsin.interrupt() == 0
    assert postgres.is_running(server), "a server of one's own stays"


def test_one_role_may_do_both(running: Start, server: Path) -> None:
    url = postgres.address(server, OWNER)
    tocsin = running(TOCSIN_SAMPLE="off", TOCSIN_DATABASE_URL=url)
    assert tocsin.told("person", "list") == []


def test_web_and_engine_share_it_as_separate_processes(
    running: Start, server: Path
) -> None:
    url = postgres.address(server, OWNER)
    web = running(TOCSIN_SAMPLE="off", TOCSIN_DATABASE_URL=url)
    web.start("--web")
    engine = running(TOCSIN_SAMPLE="off", TOCSIN_DATABASE_URL=url)
    engine.begin("serve", "--engine")
    with psycopg.connect(url, autocommit=True) as asked:
        nodes = "select count(*) from engine_node"
        until(lambda: asked.execute(nodes).fetchone() == (1,), "the engine's beat")
    assert web.interrupt() == engine.interrupt() == 0
