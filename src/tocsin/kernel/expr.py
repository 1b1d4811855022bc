"""Conditions that people write, in the Common Expression Language, kept bounded.

`cel` is fast and never loops by itself, but what is written can be made costly: deep
nesting breaks the parser, comprehensions within comprehensions multiply, a counted
repetition in a pattern fills megabytes. So a text is read by our own eyes first, token
by token, and what could be costly or names something unknown is refused when it is
saved. Evaluating never raises: what cannot be told is no match, with a warning.
"""

import re
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from itertools import pairwise
from math import prod
from types import ModuleType
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# `cel` imports its own command line, which would bring a terminal of eight megabytes
# into every process of ours.
sys.modules.setdefault("cel.cli", ModuleType("cel.cli"))
cel = import_module("cel")

MOST_LETTERS = 2048
_MOST_TOKENS = 400
_DEEPEST = 24
_MOST_IN_A_LIST = 50
_MOST_COMMAS = 200
_MOST_REPEATED = 500
_MOST_VALUE = 4096
_MOST_KEYS = 64

_MACROS = frozenset({"all", "exists", "exists_one", "map", "filter"})
_FUNCTIONS = _MACROS | frozenset(
    "has size contains startsWith endsWith matches int double string".split()
)
_WORDS = frozenset({"true", "false", "null", "in"})
_TOKEN = re.compile(
    r"""(?P<skip>\s+|//[^\n]*)
      | (?P<odd>[bBrR]+["']|\"\"\"|''')
      | (?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
      | (?P<number>\d[\w.]*)
      | (?P<word>[A-Za-z_]\w*)
      | (?P<sign>&&|\|\||==|!=|<=|>=|[-+*/%!<>?:.,()\[\]{}])
    """,
    re.VERBOSE,
)
_COUNTED = re.compile(r"\{(\d{1,9}),?(\d{0,9})\}")


class RuleUnfit(ValueError):
    """A condition that cannot be used; `str()` of it says why, for people."""


class Match(NamedTuple):
    """Whether it holds, and what kept it from being told."""

    yes: bool
    warnings: tuple[str, ...] = ()


class _Token(NamedTuple):
    kind: str
    text: str


@dataclass(slots=True)
class _Depth:
    """How far in the reader is: one opening sign each, and which are of macros."""

    opened: list[str] = field(default_factory=list)
    commas: list[int] = field(default_factory=list)
    in_all: int = 0

    @property
    def macros(self) -> int:
        return self.opened.count("macro")


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition that was found fit. `matches` may be asked any number of times;
    of the facts only `names` are looked at."""

    text: str
    names: frozenset[str]
    _program: Any

    def matches(self, facts: Mapping[str, Any]) -> Match:
        """Whether the condition holds of these facts. A key that is missing, or a
        value of another type than it is compared with, is no match and a warning."""
        try:
            found = self._program.execute(_bounded(facts, self.names))
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # the engine's panics are no Exception
            return Match(False, (_warning(error),))
        if not isinstance(found, bool):
            return Match(False, (str(_("It says neither yes nor no.")),))
        return Match(found)


def compile_rule(text: str, names: Collection[str]) -> Rule:
    """The condition, ready to be asked about facts of these names.

    Raises RuleUnfit when it is no condition, names what does not exist, or could
    cost more than a condition may.
    """
    if not text.strip():
        raise _unfit(_("A condition is wanted."))
    if len(text) > MOST_LETTERS:
        raise _unfit(_("It is longer than {most} letters."), most=MOST_LETTERS)
    tokens = list(_tokens(text))
    if len(tokens) > _MOST_TOKENS:
        raise _unfit(_("It has more than {most} parts."), most=_MOST_TOKENS)
    _check_shape(tokens)
    _check_patterns(tokens)
    _check_names(tokens, names)
    program = _compiled(text)
    return Rule(text, frozenset(program.variables()) & frozenset(names), program)


def _compiled(text: str) -> Any:
    try:
        return cel.compile(text)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        lines = [line for line in str(error).splitlines() if "ERROR" in line]
        told = (lines or [""])[0].rpartition("ERROR:")[2]
        told = told.replace("<input>:", "").strip()[:200]
        raise _unfit(_("It cannot be read: {told}"), told=told) from None


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise _unfit(_("“{sign}” is not understood here."), sign=text[at])
        kind, at = str(found.lastgroup), found.end()
        if kind == "odd":
            raise _unfit(_("Texts stand between single or double quotes."))
        if kind != "skip":
            yield _Token(kind, found.group())


def _check_shape(tokens: Sequence[_Token]) -> None:
    """Nesting, lists and signs in a row stay within what is cheap."""
    depth = _Depth()
    for before, token in pairwise([_Token("sign", ""), *tokens]):
        if token.kind != "sign":
            continue
        if token.text in "([{":
            _open(depth, before, token.text)
        elif token.text in ")]}":
            _close(depth)
        elif token.text == ",":
            _count(depth)
    if any(len(run) > _DEEPEST for run in _runs(tokens)):
        raise _unfit(_("It is nested too deeply."))
    if sum(token.text == "?" for token in tokens) > _DEEPEST:
        raise _unfit(_("It is nested too deeply."))


def _open(depth: _Depth, before: _Token, sign: str) -> None:
    if sign == "{" and before.kind == "word":
        raise _unfit(_("“{sign}” is not understood here."), sign="{")
    macro = sign == "(" and before.text in _MACROS
    depth.opened.append("macro" if macro else sign)
    depth.commas.append(0)
    if len(depth.opened) > _DEEPEST or depth.macros > 2:
        raise _unfit(_("It is nested too deeply."))


def _close(depth: _Depth) -> None:
    if not depth.opened:
        raise _unfit(_("A bracket is closed that was not opened."))
    depth.opened.pop()
    depth.commas.pop()


def _count(depth: _Depth) -> None:
    depth.in_all += 1
    if depth.commas:
        depth.commas[-1] += 1
    if depth.in_all >= _MOST_COMMAS or max(depth.commas, default=0) >= _MOST_IN_A_LIST:
        raise _unfit(_("A list has more than {most} values."), most=_MOST_IN_A_LIST)


def _runs(tokens: Sequence[_Token]) -> Iterator[list[str]]:
    """Signs before a value that follow one another: `!!!x`, `- - -1`."""
    run: list[str] = []
    for token in tokens:
        if token.text in {"!", "-"}:
            run.append(token.text)
        else:
            yield run
            run = []
    yield run


def _check_patterns(tokens: Sequence[_Token]) -> None:
    """A pattern is a text in the rule, never one that a sender could choose."""
    for at, token in enumerate(tokens):
        if token.text != "matches" or token.kind != "word":
            continue
        given = [each.kind for each in tokens[at + 1 : at + 4]]
        if given != ["sign", "text", "sign"] or tokens[at + 3].text != ")":
            raise _unfit(_("matches() wants one text between quotes."))
        pattern = tokens[at + 2].text
        counts = [int(most or least) for least, most in _COUNTED.findall(pattern)]
        if prod(count or 1 for count in counts) > _MOST_REPEATED:
            raise _unfit(_("The pattern {pattern} repeats too much."), pattern=pattern)
        try:
            cel.evaluate(f'"".matches({pattern})')
        except Exception:
            raise _unfit(
                _("{pattern} is no regular expression."), pattern=pattern
            ) from None


def _check_names(tokens: Sequence[_Token], names: Collection[str]) -> None:
    bound = {
        tokens[at + 2].text
        for at, token in enumerate(tokens[:-2])
        if token.text in _MACROS and tokens[at + 1].text == "("
    }
    around = [_Token("sign", ""), *tokens, _Token("sign", "")]
    for before, token, after in zip(around, tokens, around[2:], strict=False):
        if token.kind != "word" or token.text in _WORDS:
            continue
        if after.text == "(":
            if token.text not in _FUNCTIONS:
                raise _unfit(
                    _("There is no function {name}(). There are: {known}."),
                    name=token.text,
                    known=", ".join(sorted(_FUNCTIONS)),
                )
        elif before.text != "." and token.text not in {*names, *bound}:
            raise _unfit(
                _("There is no “{name}”. There are: {known}."),
                name=token.text,
                known=", ".join(sorted(names)),
            )


def _bounded(facts: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """What the rule may see of the facts; long texts and large tables are cut."""
    return {name: _cut(facts[name]) for name in names if name in facts}


def _cut(value: Any) -> Any:
    if isinstance(value, str):
        return value[:_MOST_VALUE]
    if isinstance(value, Mapping):
        kept = list(value.items())[:_MOST_KEYS]
        return {str(key): str(each)[:_MOST_VALUE] for key, each in kept}
    return value


def _warning(error: BaseException) -> str:
    if isinstance(error, KeyError):
        return str(_("There is no “{name}”.")).format(name=error.args[0])
    if isinstance(error, TypeError):
        return str(_("Values of different types are compared."))
    return str(_("It could not be told: {why}")).format(why=str(error)[:120])


def _unfit(text: "str | Promise", **facts: Any) -> RuleUnfit:
    return RuleUnfit(str(text).format(**facts))
