"""One kind of configuration: what its documents are called and what they may say.

Each room declares its own in `kinds.py`; `wiring.KINDS` lists them all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Kind:
    """`check` gives complaints as sentences; nothing, when it may be published.
    `usual` is what holds while nothing is published."""

    code: str
    title: Any
    check: Callable[[Any], list[str]]
    single: bool = True
    usual: Any = None
