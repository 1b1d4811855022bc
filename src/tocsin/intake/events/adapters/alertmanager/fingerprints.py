"""The fingerprint of a set of labels, as Alertmanager computes it.

FNV-1a over 64 bits of each name and value in the order of names, each followed by the
byte 0xff (prometheus/common, model/signature.go and fnv.go, Apache-2.0). It is how
amtool, webhooks and we mean the same alert.

A byte is mixed into the last eight bits alone, so what a pair does to a state is to
multiply it and to add a number that these eight bits decide: most pairs were seen
before, and need no look at their bytes.
"""

from collections.abc import Mapping
from functools import lru_cache

from tocsin.kernel.memory import Memory

_OFFSET, _PRIME, _BITS = 14695981039346656037, 1099511628211, 0xFFFF_FFFF_FFFF_FFFF

Pair = tuple[str, str]

# By the last eight bits of the state and a pair: by what to multiply, what to add.
_steps: Memory[tuple[int, int]] = Memory(5_000)


def fingerprint(labels: Mapping[str, str]) -> str:
    """Sixteen hexadecimal digits."""
    state = _OFFSET
    for pair in sorted(labels.items()):
        last = state & 255
        step = _steps.get((last, pair))
        if step is None:
            step = _step(last, pair)
            _steps.put((last, pair), step)
        state = (state * step[0] + step[1]) & _BITS
    return f"{state:016x}"


def _step(last: int, pair: Pair) -> tuple[int, int]:
    """That of the name, which is seldom new, and then that of the value."""
    factor, added = _named(last, pair[0]) if len(pair[0]) < 200 else _of(last, pair[0])
    more, last_added = _of((last * factor + added) & 255, pair[1])
    return factor * more & _BITS, added * more + last_added & _BITS


def _of(last: int, text: str) -> tuple[int, int]:
    # A lone surrogate stands for the one byte that no UTF-8 has.
    told = f"{text}\udcff".encode("utf-8", "surrogateescape")
    state, prime, bits = last, _PRIME, _BITS
    for byte in told:
        state = ((state ^ byte) * prime) & bits
    factor = _power(len(told))
    return factor, state - last * factor


_named = lru_cache(5000)(_of)


@lru_cache(1000)
def _power(exponent: int) -> int:
    return pow(_PRIME, exponent, _BITS + 1)
