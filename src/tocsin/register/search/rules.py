"""From what people type to what PostgreSQL looks for. Pure."""

import re

_WORD = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*", re.UNICODE)
_MOST_WORDS = 12


def query_of(text: str) -> str:
    """A tsquery that wants every word; the last one may be unfinished.

    Empty when there is nothing to look for. Whatever is typed, the result is a
    query that PostgreSQL understands.
    """
    words = _WORD.findall(text.lower())[:_MOST_WORDS]
    if not words:
        return ""
    wanted = [f"'{word}'" for word in words]
    wanted[-1] += ":*"
    return " & ".join(wanted)
