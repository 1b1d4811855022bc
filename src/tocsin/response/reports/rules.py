"""Whether what somebody writes is about what is known. Pure."""

import re
from collections.abc import Iterable

# Words that say nothing of what is wrong; of the languages that people here write.
_IDLE = frozenset(
    """a an and are at be but can cannot do does for from get has have i in is it me my
    no not of on or our so that the there this to us we with work works working you
    your der die das ein eine ich ist mein meine nicht und wir le la les un une je mon
    ma ne pas est et nous""".split()
)
_WORD = re.compile(r"\w+")
_STEM = 4


def words_in(text: str) -> set[str]:
    """The words that say something, each cut to how it begins: `orders` is `order`."""
    found = (word.casefold() for word in _WORD.findall(text))
    return {_begun(word) for word in found if word not in _IDLE and len(word) > 1}


def _begun(word: str) -> str:
    return word if len(word) <= _STEM else word[: max(_STEM, len(word) - 2)]


def fitness(asked: str, told: Iterable[tuple[str, int]]) -> int:
    """How well texts answer what is asked: for each word that one of them has, or
    begins with, that text's weight. 0: not at all."""
    wanted = words_in(asked)
    weights: dict[str, int] = {}
    for text, weight in told:
        for word in words_in(text):
            weights[word] = max(weight, weights.get(word, 0))
    return sum(_best(word, weights) for word in wanted)


def _best(word: str, weights: dict[str, int]) -> int:
    fitting = [w for own, w in weights.items() if _alike(word, own)]
    return max(fitting, default=0)


def _alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) >= _STEM and long.startswith(short))
