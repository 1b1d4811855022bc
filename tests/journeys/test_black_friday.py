"""Black Friday, from the crash until everybody knows that it is over, at speed 20; on a
machine that others keep busy it is slower, since a minute is three seconds of life."""

import json
import os
import subprocess
import sys

import pytest

_PATIENCE = 420


def test_every_row_of_black_friday_holds() -> None:
    _hold_every_row("--reporters", "60")


@pytest.mark.soak
def test_every_row_holds_with_all_who_report_it() -> None:
    """Six hundred of them are thirty requests a second, on cores that all share."""
    _hold_every_row()


@pytest.mark.soak
@pytest.mark.parametrize("variant", ["a", "b", "c", "d", "g", "h"])
def test_every_row_of_a_variant_holds(variant: str) -> None:
    _hold_every_row("--variant", variant, "--reporters", "60")


def _hold_every_row(*more: str) -> None:
    command = [sys.executable, "-m", "tocsin.surfaces.cli.main", "play", "black-friday"]
    options = ["--speed", str(_speed()), "--json", *more]
    environment = {n: v for n, v in os.environ.items() if not n.startswith("TOCSIN_")}
    ran = subprocess.run(
        [*command, *options],
        env=environment,
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    told = json.loads(ran.stdout)
    assert [row for row in told["rows"] if not row["held"]] == []
    assert ran.returncode == 0


def _speed() -> int:
    """By how many processes wait for each core."""
    waiting = os.getloadavg()[0] / (os.cpu_count() or 1)
    return 20 if waiting < 2.5 else 10 if waiting < 5 else 5
