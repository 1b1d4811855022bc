"""JMESPath, compiled once and kept within bounds.

An expression comes from people, the values from anybody: so neither can make the
other run for long, and what does not fit a value gives nothing instead of failing.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import jmespath
from jmespath.exceptions import ArityError, JMESPathError

from tocsin.intake.events.adapters.evaluating import FUNCTIONS, Run, step_of

LETTERS, NODES, DEPTH = 2000, 600, 60
# What an expression may do wrong on a value nobody foresaw.
_MISFITS = (
    JMESPathError,
    TypeError,
    ValueError,
    AttributeError,
    KeyError,
    IndexError,
    OverflowError,
    RecursionError,
)


class Unusable(ValueError):
    """What stands there is no expression; `str()` of it says why."""


class Expression:
    """One JMESPath expression."""

    __slots__ = ("_step", "text")

    def __init__(self, told: Any) -> None:
        if not isinstance(told, str) or not told.strip():
            raise Unusable("an expression is a text")
        if len(told) > LETTERS:
            raise Unusable(f"an expression has at most {LETTERS:,} letters")
        self.text = told.strip()
        tree = _parsed(self.text)
        _need_within_bounds(tree)
        self._step = step_of(tree)

    def of(self, value: Any) -> Any:
        """What it finds; None where it does not fit the value."""
        try:
            return self._step(value, Run())
        except _MISFITS:
            return None


def _parsed(told: str) -> Mapping[str, Any]:
    try:
        tree: Mapping[str, Any] = jmespath.compile(told).parsed
    except JMESPathError as wrong:
        raise Unusable(str(wrong).splitlines()[0][:200]) from None
    except (RecursionError, ValueError, KeyError):
        raise Unusable("this is not JMESPath") from None
    return tree


def _need_within_bounds(tree: Mapping[str, Any]) -> None:
    for count, (node, depth) in enumerate(_nodes(tree), start=1):
        if count > NODES or depth > DEPTH:
            raise Unusable("the expression is too long or nested too deeply")
        if node["type"] == "function_expression":
            _need_function(node["value"], len(node["children"]))


def _need_function(name: str, given: int) -> None:
    try:
        wanted = FUNCTIONS.FUNCTION_TABLE[name]["signature"]
    except KeyError:
        raise Unusable(f"there is no function {name}()") from None
    many = bool(wanted) and wanted[-1].get("variadic")
    if given < len(wanted) or (given > len(wanted) and not many):
        raise Unusable(str(ArityError(len(wanted), given, name)))


def _nodes(tree: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], int]]:
    waiting = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        children = node.get("children") or ()
        waiting += [(c, depth + 1) for c in children if isinstance(c, dict)]
