"""Heartbeats heard from real programs: curl, and a job that cron starts."""

import os
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.front_door.running import until
from tests.senders.programs import need
from tests.senders.wire import Wire

CURL = ("-fsS", "-m", "10", "--retry", "5")


def added(wire: Wire, name: str, *options: str) -> dict[str, Any]:
    told: dict[str, Any] = wire.running.told("heartbeat", "add", name, *options)
    return told | {"url": f"{wire.url}/hb/{told['key']}"}


def state(wire: Wire, beat: dict[str, Any]) -> str:
    return str(wire.api(f"heartbeats/{beat['id']}")["state"])


def titles(wire: Wire) -> list[str]:
    return [one["title"] for one in wire.incidents()]


def test_curl_says_that_a_job_ran_and_that_it_failed(wire: Wire) -> None:
    curl = need("curl", "curl")
    beat = added(wire, "Curled job", "--every", "5m", "--grace", "1m")

    def say(*told: str) -> str:
        command = [curl, *CURL, *told]
        return subprocess.run(
            command, check=True, capture_output=True, text=True
        ).stdout

    assert say(f"{beat['url']}/start?rid=7d3a") == "OK"
    assert say("--data-binary", "no space left", f"{beat['url']}/3?rid=7d3a") == "OK"
    until(lambda: state(wire, beat) == "down", "it is down", 10)
    title = "Curled job ended with exit status 3"
    until(lambda: title in titles(wire), "an incident", 10)
    assert say("-I", beat["url"]).startswith("HTTP/1.1 200")
    until(lambda: state(wire, beat) == "up", "it is up again", 10)
    pings = wire.api(f"heartbeats/{beat['id']}/pings")["items"]
    assert [one["said"] for one in pings] == ["success", "fail", "start"]
    assert (pings[1]["body"], pings[1]["run"]) == ("no space left", "7d3a")
    assert pings[0]["agent"].startswith("curl/")


def test_a_job_that_is_not_heard_is_missed_by_the_clock_of_the_wall(
    wire: Wire,
) -> None:
    beat = added(wire, "Silent job", "--every", "1s", "--grace", "1s")
    assert wire.send(f"/hb/{beat['key']}", method="GET").body == b"OK"
    until(lambda: "Silent job was not heard from" in titles(wire), "an incident", 15)


# Cron keeps its tables in one place; here that place is the test's own, in a namespace
# of its own, so that nobody's tables are read and none is left behind.
_ALONE = """
mount -t tmpfs tmpfs /run
mount --bind "$1/empty" /etc/cron.d
mount --bind "$1/empty-table" /etc/crontab
mkdir -p /var/spool/cron/crontabs
mount --bind "$1/crontabs" /var/spool/cron/crontabs
exec "$2" -f
"""


@pytest.mark.soak
def test_a_job_of_a_real_cron_is_heard_fails_and_is_well_again(
    wire: Wire, tmp_path: Path
) -> None:
    cron, curl = need("cron", "cron"), need("curl", "curl")
    if os.geteuid() != 0:
        pytest.skip("only root can give cron a place of its own")
    for name in ("empty", "crontabs"):
        (tmp_path / name).mkdir()
    (tmp_path / "crontabs").chmod(0o1730)
    for place in ("/etc/cron.d", "/var/spool/cron/crontabs"):
        Path(place).mkdir(parents=True, exist_ok=True)
    (tmp_path / "empty-table").touch(mode=0o644)
    Path("/etc/crontab").touch()
    good = added(wire, "Good job", "--cron", "* * * * *", "--grace", "1m")
    bad = added(wire, "Bad job", "--cron", "* * * * *", "--grace", "1m")
    table = tmp_path / "crontabs" / "root"

    def plan(status: int) -> None:
        jobs = [(good, 0), (bad, status)]
        table.write_text(
            "".join(
                f"* * * * * (exit {ends}); {curl} {' '.join(CURL)} -o /dev/null"
                f" {beat['url']}/$?\n"
                for beat, ends in jobs
            )
        )
        table.chmod(0o600)
        # Cron looks at the folder's time to see that something changed in it.
        os.utime(table.parent)

    plan(7)
    alone = ["unshare", "-m", "sh", "-ec", _ALONE, "sh", str(tmp_path), cron]
    program = subprocess.Popen(alone)
    try:
        until(lambda: state(wire, bad) == "down", "the bad job is told", 75)
        until(lambda: state(wire, good) == "up", "the good job is heard", 5)
        title = "Bad job ended with exit status 7"
        until(lambda: title in titles(wire), "an incident", 10)
        time.sleep(1)
        plan(0)
        until(lambda: state(wire, bad) == "up", "the mended job is heard", 75)
    finally:
        program.terminate()
        program.wait(10)
