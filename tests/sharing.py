"""Two runs of pytest share the tests: each takes the next file nobody has taken.

scripts/test starts both with TOCSIN_TEST_SHARED, a folder in which is kept what was
taken. So both end together, whatever a test costs and whoever writes new ones. What
takes long is in tests/longest.txt and comes first: only the last files to be taken
decide how long one run waits for the other. A folder named there is taken whole."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import groupby
from pathlib import Path

import pytest

LONGEST = Path(__file__).with_name("longest.txt")
# A file that took this many seconds more than its line says needs a new line.
MORE = 30.0


def longest() -> dict[str, float]:
    """Seconds by file or folder, as they were measured once."""
    lines = (line.split() for line in LONGEST.read_text("utf-8").splitlines())
    return {words[1]: float(words[0]) for words in lines if words}


def part_of(nodeid: str, known: Iterable[str]) -> str:
    """What is taken together: a folder named, or else a file."""
    file = nodeid.partition("::")[0]
    return next((name for name in known if file.startswith(name)), file)


def _empties(item: pytest.Item) -> bool:
    """Whether it empties the database afterwards: those come last, as pytest-django
    has them, for they also empty what migrations have put there."""
    marker = item.get_closest_marker("django_db")
    fixtures = getattr(item, "fixturenames", [])
    return bool(marker and marker.kwargs.get("transaction")) or (
        "transactional_db" in fixtures
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Part by part, the longest first, the others in the order of chance."""
    if "TOCSIN_TEST_SHARED" not in os.environ:
        return
    known, chance = longest(), dict[str, int]()
    for item in items:
        chance.setdefault(part_of(item.nodeid, known), len(chance))

    def place(item: pytest.Item) -> tuple[bool, float, int]:
        part = part_of(item.nodeid, known)
        return _empties(item), -known.get(part, 0), chance[part]

    items.sort(key=place)


def _taken(session: pytest.Session, folder: Path) -> Iterator[pytest.Item]:
    known = longest()

    def part(item: pytest.Item) -> tuple[str, bool]:
        return part_of(item.nodeid, known), _empties(item)

    for (name, empties), items in groupby(session.items, part):
        note = folder / f"{name.replace('/', '+')}{'.empties' * empties}"
        with suppress(FileExistsError):
            note.touch(exist_ok=False)
            yield from items


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """As pytest's own, with what nobody else has taken."""
    folder = os.environ.get("TOCSIN_TEST_SHARED")
    if folder is None or session.config.option.collectonly or session.testsfailed:
        return None
    items = _taken(session, Path(folder))
    item = next(items, None)
    while item:
        following = next(items, None)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        if session.shouldstop:
            raise session.Interrupted(session.shouldstop)
        item = following
    return True


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What took long and has no line that says so."""
    known, took = longest(), dict[str, float]()
    for reports in terminalreporter.stats.values():
        for report in reports:
            # A subtest's is of another type, and its time is its test's.
            if type(report) is pytest.TestReport:
                part = part_of(report.nodeid, known)
                took[part] = took.get(part, 0) + report.duration
    for part, seconds in sorted(took.items()):
        if seconds > known.get(part, 0) + MORE:
            terminalreporter.write_line(
                f"{part} took {seconds:.0f} s: tests/longest.txt should know."
            )
