"""Text that PostgreSQL, JSON and people can all hold."""

import re

_UNHOLDABLE = re.compile("[\x00\ud800-\udfff]")


def holdable(text: str) -> str:
    """The text with NUL and lone surrogates as U+FFFD: neither UTF-8 nor
    PostgreSQL can store them, and a report is never refused for them."""
    # What is printable holds neither, and that is quickly seen.
    return text if text.isprintable() else _UNHOLDABLE.sub("�", text)
