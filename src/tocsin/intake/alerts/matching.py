"""Matchers over words, as Alertmanager means them. Pure.

Regular expressions are RE2's, whose time grows with the text alone, whatever the
expression; Alertmanager's are the same language.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import re2

from tocsin.kernel.text import holdable

MOST_MATCHERS, LONGEST_NAME, LONGEST_VALUE = 50, 200, 1000
# Of a word only so much is looked at by an expression, and only so much memory may
# an expression take: `(((a{99}){99}){99})` is refused.
_LOOKED_AT, _MEMORY = 4096, 1 << 20

_FORM = re.compile(r"([^\s=!~{}\"',]+)\s*(=~|!=|!~|=)(.*)", re.DOTALL)
_LISTED = re.compile(r'(?:"(?:\\.|[^"\\])*"|[^,"]|")+')
_SPACE = " \t\n\f\r"
_SIGNS = {
    "=": (False, True),
    "!=": (False, False),
    "=~": (True, True),
    "!~": (True, False),
}
_SIGN_OF = {kind: sign for sign, kind in _SIGNS.items()}
_ESCAPED = {"\\": r"\\", "\n": r"\n", '"': r"\""}


class Unmatchable(ValueError):
    """What was told is no matcher; `str()` of it says why, in Alertmanager's words."""


@dataclass(frozen=True, slots=True, order=True)
class Matcher:
    """One word is, is not, fits or does not fit a value. A word that is not there is
    empty."""

    name: str
    value: str
    is_regex: bool = False
    is_equal: bool = True

    def fits(self, words: Mapping[str, str]) -> bool:
        told = words.get(self.name, "")
        if self.is_regex:
            found = compiled(self.value).fullmatch(told[:_LOOKED_AT]) is not None
            return found is self.is_equal
        return (told == self.value) is self.is_equal

    @property
    def sign(self) -> str:
        return _SIGN_OF[self.is_regex, self.is_equal]

    @property
    def fits_nothing_told(self) -> bool:
        """Whether a word that is not there fits. Those that say what a word is not
        do not count: Alertmanager lets them stand alone."""
        return self.is_equal and self.fits({})

    def __str__(self) -> str:
        value = "".join(_ESCAPED.get(letter, letter) for letter in self.value)
        return f'{self.name}{self.sign}"{value}"'

    def kept(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "value": self.value,
            "is_regex": self.is_regex,
            "is_equal": self.is_equal,
        }


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> Any:
    """The expression, for whole words."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    return re2.compile(pattern, options)


def checked(matcher: Matcher) -> Matcher:
    """The matcher, if it is one that can be kept and asked."""
    name, value = holdable(matcher.name), holdable(matcher.value)
    if not name or len(name) > LONGEST_NAME or name != "".join(name.split()):
        raise Unmatchable(f'invalid label name "{name[:LONGEST_NAME]}"')
    if len(value) > LONGEST_VALUE:
        raise Unmatchable(f"invalid label value: longer than {LONGEST_VALUE} letters")
    if matcher.is_regex:
        try:
            compiled(value)
        except re2.error as wrong:
            raise Unmatchable(
                f'invalid regular expression "{value}": {_why(wrong)}'
            ) from None
    return Matcher(name, value, matcher.is_regex, matcher.is_equal)


def _why(wrong: Exception) -> str:
    told = wrong.args[0] if wrong.args else ""
    return told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told)


def parsed(text: str) -> Matcher:
    """A matcher as people write it: `name="value"`, `name=~a|b`, `name!=x`."""
    found = _FORM.fullmatch(text.strip(_SPACE))
    if found is None:
        raise Unmatchable(f"bad matcher format: {text}")
    name, sign, raw = found[1], found[2], found[3].strip(_SPACE)
    is_regex, is_equal = _SIGNS[sign]
    return checked(Matcher(name, _value(raw), is_regex, is_equal))


def _value(raw: str) -> str:
    """The value without its quotes and escapes; a backslash before anything else is
    one."""
    inner = raw[1:-1] if len(raw) > 1 and raw[0] == raw[-1] == '"' else raw
    value, escaped = [], False
    for letter in inner:
        if escaped:
            value.append(_unescaped(letter))
            escaped = False
        elif letter == "\\":
            escaped = True
        elif letter == '"':
            raise Unmatchable(f"matcher value contains unescaped double quote: {raw}")
        else:
            value.append(letter)
    if escaped and inner is not raw:
        raise Unmatchable(f"matcher value contains unescaped double quote: {raw}")
    return "".join(value) + ("\\" if escaped else "")


def _unescaped(letter: str) -> str:
    if letter == "n":
        return "\n"
    return letter if letter in '"\\' else f"\\{letter}"


def matchers_in(text: str) -> list[Matcher]:
    """One per line; empty lines say nothing."""
    return [parsed(line) for line in text.splitlines() if line.strip()]


def listed(text: str) -> list[str]:
    """What is written one after the other, with commas between: `a="b, c",d=~e`."""
    return [part.strip() for part in _LISTED.findall(text) if part.strip()]


def kept_matchers(rows: Iterable[Mapping[str, Any]]) -> tuple[Matcher, ...]:
    return tuple(Matcher(**row) for row in rows)


def all_fit(matchers: Iterable[Matcher], words: Mapping[str, str]) -> bool:
    return all(matcher.fits(words) for matcher in matchers)
