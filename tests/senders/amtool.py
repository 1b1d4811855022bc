"""Alertmanager's own command line, as Debian has it."""

import subprocess

from tests.senders.programs import need


def amtool(address: str, *words: str) -> str:
    """What the command says; the test fails where it fails."""
    done = asked_of_amtool(address, *words)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def asked_of_amtool(address: str, *words: str) -> subprocess.CompletedProcess[str]:
    program = need("amtool", "prometheus-alertmanager")
    return subprocess.run(
        [program, f"--alertmanager.url={address}", *words],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
