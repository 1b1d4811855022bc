"""Where the house's own files are, for the tests that read them."""

import subprocess
from pathlib import Path

import tocsin

ROOT = Path(tocsin.__file__).parent
CHECKOUT = ROOT.parents[1]


def ours(pattern: str) -> list[Path]:
    """Source files below `src/tocsin`, without migrations."""
    return [
        path for path in sorted(ROOT.rglob(pattern)) if "migrations" not in path.parts
    ]


def committed() -> list[Path]:
    """Every file that git tracks."""
    told = subprocess.run(
        ["git", "ls-files", "-z"], cwd=CHECKOUT, capture_output=True, check=True
    )
    names = told.stdout.decode().split("\0")
    return [CHECKOUT / name for name in names if name and (CHECKOUT / name).is_file()]
