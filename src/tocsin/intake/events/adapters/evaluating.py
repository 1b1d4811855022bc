"""JMESPath's trees as functions of Python: the same answers, several times as fast.

jmespath parses, and its functions are used; its interpreter, which asks at each node
what kind it is, is not. Every loop costs of a budget as much as there is inside it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jmespath import visitor

from tocsin.intake.events.adapters.functions import Functions, TooMuch
from tocsin.intake.events.adapters.texts import weight

STEPS, MEMBERS, HEAVY = 100_000, 20_000, 20_000
LONGEST = 100_000
FUNCTIONS = Functions()
_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = (
    visitor.TreeInterpreter.COMPARATOR_FUNC
)
_EXPRESSION: Any = visitor._Expression
Tree = Mapping[str, Any]


class Run:
    """One evaluation: how many steps it may still take."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = STEPS

    def spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise TooMuch("steps")

    def visit(self, step: "Step", value: Any) -> Any:
        """How jmespath's functions call an expression that they were given."""
        self.spend(10)
        return step(value, self)


Step = Callable[[Any, Run], Any]


def step_of(tree: Tree) -> Step:
    """The function that a tree is."""
    return _MAKERS[tree["type"]](tree)


def _steps(tree: Tree) -> list[Step]:
    return [step_of(child) for child in tree["children"]]


def _size(tree: Any) -> int:
    if not isinstance(tree, dict):
        return 0
    return 1 + sum(_size(child) for child in tree.get("children") or ())


def _is_empty(value: Any) -> bool:
    if value is None or value is False:
        return True
    return not value and isinstance(value, str | list | dict)


def _field(tree: Tree) -> Step:
    name = tree["value"]
    return lambda value, run: value.get(name) if isinstance(value, dict) else None


def _in_turn(tree: Tree) -> Step:
    """Each step on what the one before found."""
    children = tree["children"]
    if all(child["type"] == "field" for child in children):
        return _path([child["value"] for child in children])
    steps = _steps(tree)

    def evaluate(value: Any, run: Run) -> Any:
        for step in steps:
            value = step(value, run)
        return value

    return evaluate


def _path(names: list[str]) -> Step:
    def evaluate(value: Any, run: Run) -> Any:
        for name in names:
            if not isinstance(value, dict):
                return None
            value = value.get(name)
        return value

    return evaluate


def _index(tree: Tree) -> Step:
    at = tree["value"]

    def evaluate(value: Any, run: Run) -> Any:
        if not isinstance(value, list) or not -len(value) <= at < len(value):
            return None
        return value[at]

    return evaluate


def _slice(tree: Tree) -> Step:
    part = slice(*tree["children"])
    return lambda value, run: value[part] if isinstance(value, list) else None


def _projection(tree: Tree) -> Step:
    left, right = _steps(tree)
    return _collecting(left, right, _size(tree["children"][1]), lambda base: base, list)


def _value_projection(tree: Tree) -> Step:
    left, right = _steps(tree)
    return _collecting(left, right, _size(tree["children"][1]), dict.values, dict)


def _filter_projection(tree: Tree) -> Step:
    left, right, wanted = _steps(tree)

    def fits(value: Any, run: Run) -> Any:
        return None if _is_empty(wanted(value, run)) else right(value, run)

    size = _size(tree["children"][1]) + _size(tree["children"][2])
    return _collecting(left, fits, size, lambda base: base, list)


def _collecting(
    left: Step,
    right: Step,
    size: int,
    members: Callable[[Any], Iterable[Any]],
    of: type,
) -> Step:
    def evaluate(value: Any, run: Run) -> Any:
        base = left(value, run)
        if not isinstance(base, of):
            return None
        run.spend(len(base) * (size + 1))  # type: ignore[arg-type]
        found = (right(member, run) for member in members(base))
        return [one for one in found if one is not None]

    return evaluate


def _flatten(tree: Tree) -> Step:
    (inner,) = _steps(tree)

    def evaluate(value: Any, run: Run) -> Any:
        base = inner(value, run)
        if not isinstance(base, list):
            return None
        flat: list[Any] = []
        for member in base:
            flat.extend(member if isinstance(member, list) else (member,))
            if len(flat) > MEMBERS:
                raise TooMuch("members")
        return flat

    return evaluate


def _comparator(tree: Tree) -> Step:
    left, right = _steps(tree)
    compare, orders = _COMPARE[tree["value"]], tree["value"] not in ("eq", "ne")

    def evaluate(value: Any, run: Run) -> Any:
        one, other = left(value, run), right(value, run)
        if orders and not (_has_order(one) and _has_order(other)):
            return None
        for side in (one, other):
            if isinstance(side, list | dict) and weight(side, HEAVY) >= HEAVY:
                raise TooMuch("comparison")
        return compare(one, other)

    return evaluate


def _has_order(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _or(tree: Tree) -> Step:
    left, right = _steps(tree)

    def evaluate(value: Any, run: Run) -> Any:
        found = left(value, run)
        return right(value, run) if _is_empty(found) else found

    return evaluate


def _and(tree: Tree) -> Step:
    left, right = _steps(tree)

    def evaluate(value: Any, run: Run) -> Any:
        found = left(value, run)
        return found if _is_empty(found) else right(value, run)

    return evaluate


def _not(tree: Tree) -> Step:
    (inner,) = _steps(tree)

    def evaluate(value: Any, run: Run) -> Any:
        found = inner(value, run)
        # Zero is something.
        number = isinstance(found, int | float) and not isinstance(found, bool)
        return False if number else not found

    return evaluate


def _literal(tree: Tree) -> Step:
    held = tree["value"]
    return lambda value, run: held


def _itself(tree: Tree) -> Step:
    return lambda value, run: value


def _list(tree: Tree) -> Step:
    steps = _steps(tree)
    return lambda value, run: (
        None if value is None else [step(value, run) for step in steps]
    )


def _object(tree: Tree) -> Step:
    pairs = [(pair["value"], step_of(pair["children"][0])) for pair in tree["children"]]
    return lambda value, run: (
        None if value is None else {name: step(value, run) for name, step in pairs}
    )


def _expression(tree: Tree) -> Step:
    (inner,) = _steps(tree)
    return lambda value, run: _EXPRESSION(inner, run)


def _function(tree: Tree) -> Step:
    steps, name = _steps(tree), tree["value"]
    spec = FUNCTIONS.FUNCTION_TABLE[name]
    call: Callable[..., Any] = spec["function"]
    typed = any(argument.get("types") for argument in spec["signature"])

    def evaluate(value: Any, run: Run) -> Any:
        given = [step(value, run) for step in steps]
        for one in given:
            if isinstance(one, list | dict) and weight(one, HEAVY) >= HEAVY:
                raise TooMuch(name)
        if typed:
            found = FUNCTIONS.call_function(name, given)
        else:
            found = call(FUNCTIONS, *given)
        if isinstance(found, str | list) and len(found) > LONGEST:
            raise TooMuch(name)
        return found

    return evaluate


_MAKERS: Mapping[str, Callable[[Tree], Step]] = {
    "field": _field,
    "subexpression": _in_turn,
    "index_expression": _in_turn,
    "pipe": _in_turn,
    "index": _index,
    "slice": _slice,
    "projection": _projection,
    "value_projection": _value_projection,
    "filter_projection": _filter_projection,
    "flatten": _flatten,
    "comparator": _comparator,
    "or_expression": _or,
    "and_expression": _and,
    "not_expression": _not,
    "literal": _literal,
    "identity": _itself,
    "current": _itself,
    "multi_select_list": _list,
    "multi_select_dict": _object,
    "expref": _expression,
    "function_expression": _function,
}
