"""JMESPath, compiled once and kept within bounds.

An expression comes from people, the values from anybody: so neither can make the
other run for long, and what does not fit a value gives nothing instead of failing.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import jmespath
from jmespath import visitor
from jmespath.exceptions import ArityError, JMESPathError

from tocsin.intake.events.adapters.functions import Functions, TooMuch
from tocsin.intake.events.adapters.texts import weight

LETTERS, NODES, DEPTH = 2000, 600, 60
STEPS, MEMBERS, HEAVY = 100_000, 20_000, 20_000
_FUNCTIONS = Functions()
_OPTIONS = jmespath.Options(custom_functions=_FUNCTIONS)
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

    __slots__ = ("text", "tree")

    def __init__(self, told: Any) -> None:
        if not isinstance(told, str) or not told.strip():
            raise Unusable("an expression is a text")
        if len(told) > LETTERS:
            raise Unusable(f"an expression has at most {LETTERS:,} letters")
        self.text = told.strip()
        self.tree = _parsed(self.text)
        _need_within_bounds(self.tree)

    def of(self, value: Any) -> Any:
        """What it finds; None where it does not fit the value."""
        try:
            return _Interpreter(_OPTIONS).visit(self.tree, value)
        except _MISFITS:
            return None


class _Interpreter(visitor.TreeInterpreter):
    """Gives up after many steps, and before lists and comparisons explode."""

    def __init__(self, options: Any) -> None:
        super().__init__(options)
        self._steps = 0

    def visit(self, node: Any, *args: Any, **kwargs: Any) -> Any:
        self._steps += 1
        if self._steps > STEPS:
            raise TooMuch("steps")
        return super().visit(node, *args, **kwargs)

    def visit_flatten(self, node: Any, value: Any) -> Any:
        merged = super().visit_flatten(node, value)
        if merged is not None and len(merged) > MEMBERS:
            raise TooMuch("members")
        return merged

    def visit_comparator(self, node: Any, value: Any) -> Any:
        left, right = (self.visit(child, value) for child in node["children"])
        if weight(left, HEAVY) >= HEAVY or weight(right, HEAVY) >= HEAVY:
            raise TooMuch("comparison")
        ordering = node["value"] not in ("eq", "ne")
        if ordering and not (_has_order(left) and _has_order(right)):
            return None
        return self.COMPARATOR_FUNC[node["value"]](left, right)


def _has_order(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


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
        wanted = _FUNCTIONS.FUNCTION_TABLE[name]["signature"]
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
