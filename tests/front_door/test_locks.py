"""The lock files pin what pyproject.toml asks for, down to the last requirement.

Told without a network: every installed distribution says what it needs, so walking
from pyproject's names by those must end at exactly the pinned ones.
"""

import re
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)(?: ;([^\\]*))?", re.MULTILINE)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
ASKED = PROJECT["dependencies"]
ASKED_TOO = PROJECT["optional-dependencies"]["dev"]


def _pins(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text()
    return {canonicalize_name(name): version for name, version, _ in PIN.findall(text)}


def _needed(asked: list[str]) -> dict[str, list[Requirement]]:
    """Everything asked for, by name, with what each asker wants of it."""
    wanted: dict[str, list[Requirement]] = {}
    waiting = [Requirement(line) for line in asked]
    walked: set[tuple[str, str]] = set()
    while waiting:
        one = waiting.pop()
        name = canonicalize_name(one.name)
        wanted.setdefault(name, []).append(one)
        for extra in {"", *one.extras}:
            if (name, extra) in walked:
                continue
            walked.add((name, extra))
            waiting += _of(name, extra)
    return wanted


def _of(name: str, extra: str) -> list[Requirement]:
    lines = [Requirement(line) for line in distribution(name).requires or []]
    return [
        line
        for line in lines
        if line.marker is None or line.marker.evaluate({"extra": extra})
    ]


@pytest.mark.parametrize(
    ("lock", "asked"),
    [
        ("requirements.lock", ASKED),
        ("requirements-dev.lock", ASKED + ASKED_TOO),
    ],
)
def test_the_lock_pins_all_that_is_needed(lock: str, asked: list[str]) -> None:
    pins = _pins(lock)
    for name, askers in _needed(asked).items():
        assert name in pins, f"{name} is needed and not in {lock}: run make lock"
        for asker in askers:
            assert asker.specifier.contains(pins[name], prereleases=True), (
                f"{lock} pins {name} {pins[name]}, but {asker} is asked: run make lock"
            )


def test_both_locks_agree() -> None:
    ours, everything = _pins("requirements.lock"), _pins("requirements-dev.lock")
    assert ours.items() <= everything.items()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_pin_has_hashes_and_nothing_has_an_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    parts = re.split(r"\n(?=[A-Za-z0-9])", text)
    assert all("--hash=sha256:" in part for part in parts if PIN.match(part))
    assert "://" not in text
    assert "index" not in {line.split("=")[0].strip("-") for line in text.split()}
