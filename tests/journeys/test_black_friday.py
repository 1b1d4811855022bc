"""Black Friday, from the crash until everybody knows that it is over, at speed 20."""

import json
import os
import subprocess
import sys

import pytest

_PATIENCE = 420


@pytest.mark.soak
@pytest.mark.parametrize("variant", ["", "a", "b", "c", "d", "g", "h"])
def test_every_row_of_black_friday_holds(variant: str) -> None:
    command = [sys.executable, "-m", "tocsin.surfaces.cli.main", "play", "black-friday"]
    # All six hundred report it where it goes as it is told; else a tenth of them.
    options = ["--speed", "20", "--variant", variant, "--json"]
    options += ["--reporters", "60"] if variant else []
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
