"""The passwords by which sources are asked: encrypted here, or in the environment."""

import os
import re

from tocsin.foundation.directory.models import Secret
from tocsin.kernel import keys


def variable_of(source: str) -> str:
    """Where the environment may hold the source's password."""
    word = re.sub(r"[^A-Z0-9]+", "_", source.upper())
    return "_".join(("TOCSIN", "DIRECTORY", word, "PASSWORD"))


def secret_of(source: str) -> str:
    """The source's password; empty when it has none."""
    told = os.environ.get(variable_of(source))
    if told is not None:
        return told
    held = Secret.objects.filter(source=source).first()
    return keys.box().decrypt(held.sealed.encode()).decode() if held else ""


def has_secret(source: str) -> bool:
    """Whether a password is known; it is never shown."""
    kept = Secret.objects.filter(source=source).exists()
    return kept or variable_of(source) in os.environ
