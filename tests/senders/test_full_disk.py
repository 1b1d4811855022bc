"""A full disk: machines come again later, people can still log, nothing is lost."""

import os
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.front_door.laid import lay
from tests.front_door.running import Running, until
from tests.senders.shooting import rows
from tests.senders.wire import Wire


@pytest.fixture
def small() -> Iterator[Path]:
    """A disk of 850 MB."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    with tempfile.TemporaryDirectory(prefix="tocsin-", dir="/tmp") as name:
        folder = Path(name)
        size = ["-o", "size=850m,mode=755"]
        subprocess.run(["mount", "-t", "tmpfs", *size, "tmpfs", name], check=True)
        folder.chmod(stat.S_IMODE(folder.stat().st_mode) | 0o055)
        try:
            yield folder
        finally:
            subprocess.run(["umount", "-l", name], check=True)


def _body(number: int) -> bytes:
    labels = f'{{"alertname": "Large", "instance": "{number}"}}'
    padding = "x" * 1_000_000
    told = f'[{{"labels": {labels}, "annotations": {{"text": "{padding}"}}}}]'
    return told.encode()


def test_a_full_disk_loses_nothing_and_people_can_still_log(small: Path) -> None:
    settings = {"TOCSIN_SAMPLE": "off", "TOCSIN_INTAKE_LEAST_FREE_MB": "150"}
    running = Running(small / "home", settings)
    filler, ballast = small / "filler", small / "ballast"
    lay(running.home)
    try:
        running.start()
        # What somebody clears away later: what was accepted is still being worked on
        # and may by then have used what the filler alone gives back.
        ballast.write_bytes(bytes(150 * 1024 * 1024))
        key = running.told("key", "create", "--name", "test", "--scope", "admin")
        wire = Wire(running, key["key"])
        source = wire.source("alertmanager", "large")
        until((small / "home" / "reserve").exists, "the reserve")
        accepted = _fill(wire, source["key"])
        assert accepted > 10
        _use_up(filler)
        until(lambda: not (small / "home" / "reserve").exists(), "it is given up")
        assert (
            "the disk is almost full"
            in wire.send("/healthz", method="GET").json["complaints"]
        )
        _people_can_log(wire)
        filler.unlink()
        ballast.unlink()
        until(
            lambda: wire.send(f"/in/{source['key']}", _body(-1)).status == 202,
            "a yes again",
        )
        until(lambda: len(_large(wire)) == accepted + 1, "all alerts", 30)
    finally:
        running.end()


def _fill(wire: Wire, key: str) -> int:
    """Sends until machines are turned away; says how many were accepted."""
    for number in range(700):
        answer = wire.send(f"/in/{key}", _body(number))
        if answer.status == 503:
            assert int(answer.headers["retry-after"]) > 0
            assert answer.json["error"]["code"] == "come_again"
            return number
        assert answer.status == 202
    raise AssertionError("it was never turned away")


def _use_up(filler: Path) -> None:
    with filler.open("wb") as out:
        try:
            while True:
                out.write(bytes(1024 * 1024))
                out.flush()
        except OSError:
            pass


def _people_can_log(wire: Wire) -> None:
    told = wire.send(
        "/api/v1/incidents",
        {"title": "The disk is full"},
        headers={"Authorization": f"Bearer {wire.token}"},
    )
    assert told.status == 201, told.body


def _large(wire: Wire) -> list[tuple[object, ...]]:
    return rows(wire, "select 1 from alerts_alert where labels->>'alertname' = 'Large'")
