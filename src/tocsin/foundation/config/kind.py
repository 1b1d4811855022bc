"""One kind of configuration: what its documents are called and what they may say.

Each room declares its own in `kinds.py`; `wiring.KINDS` lists them all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Kind:
    """`check` gives complaints as sentences; nothing, when it may be published.
    `usual` is what holds while nothing is published. `settle` is told the name and
    body of a version that is published, and makes true what else it needs, in the same
    transaction. `doubts` are told name and body too: sentences that keep a version from
    being published unless somebody overrides them and says why."""

    code: str
    title: Any
    check: Callable[[Any], list[str]]
    single: bool = True
    usual: Any = None
    settle: Callable[[str, Any], None] | None = None
    doubts: Callable[[str, Any], list[str]] | None = None
