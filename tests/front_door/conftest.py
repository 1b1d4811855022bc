import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.front_door.running import Running

Start = Callable[..., Running]


@pytest.fixture
def outside() -> Iterator[Path]:
    """A folder everybody may walk down to, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="tocsin-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(stat.S_IMODE(folder.stat().st_mode) | 0o055)
        yield folder


@pytest.fixture
def running(outside: Path) -> Iterator[Start]:
    """Make a Tocsin with a home of its own; it is gone after the test."""
    made: list[Running] = []

    def make(name: str = "home", **settings: str) -> Running:
        one = Running(outside / name, settings)
        made.append(one)
        return one

    yield make
    for one in made:
        one.end()


@pytest.fixture
def as_root() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody else")
