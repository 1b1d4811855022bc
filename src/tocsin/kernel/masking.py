"""Secrets in what is logged: an address may carry a key, and a log outlives it."""

import logging
import re

# Keys and tokens of links are of 22 letters and digits or more (`token_urlsafe(16)`).
_LONG = re.compile(r"[0-9A-Za-z_-]{22,}")
_DIGIT = re.compile(r"[0-9]")


def masked(line: str) -> str:
    """The line, each word long enough for a secret and with a digit in it cut to its
    first four characters and `…`."""
    return _LONG.sub(_cut, line)


def _cut(word: re.Match[str]) -> str:
    said = word[0]
    return f"{said[:4]}…" if _DIGIT.search(said) else said


class Masked(logging.Filter):
    """What is logged names no secret, whoever logs it: Django tells of addresses that
    are unknown or refused, and those are often a key with something wrong about it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = masked(record.getMessage()), None
        return True
