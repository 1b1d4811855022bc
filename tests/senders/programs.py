"""Programs of others from Debian, started by a test on free ports and ended with it."""

import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

PATIENCE = 20.0


def need(program: str, package: str) -> str:
    """The path of a program; without it the test is skipped, or fails where all that
    can be tested must be."""
    found = shutil.which(program)
    if found:
        return found
    if os.environ.get("TOCSIN_REQUIRE_ALL") == "1":
        pytest.fail(f"needs {program}: apt install {package}")
    pytest.skip(f"needs {program}: apt install {package}")


@contextmanager
def running(command: Sequence[str], log: Path, ready: str) -> Iterator[None]:
    """The program answers at `ready` meanwhile, and is gone afterwards."""
    with log.open("a") as said:
        program = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd=log.parent
        )
    try:
        _wait(program, log, ready)
        yield
    finally:
        program.terminate()
        try:
            program.wait(10)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait(10)


def _wait(program: subprocess.Popen[bytes], log: Path, ready: str) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE:
        assert program.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(ready, timeout=2):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"{ready} does not answer: {log.read_text()}")


def fetched(url: str, body: Any = None, method: str | None = None) -> tuple[int, bytes]:
    """What the address answers; a body is sent as JSON."""
    raw = body if isinstance(body, bytes | None) else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    asked = urllib.request.Request(url, raw, headers, method=method)
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as told:
        with told:
            return told.code, told.read()
