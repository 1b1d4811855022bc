"""What a telephone says before anybody answers, kept short enough to be listened to.
Pure."""

import re

# Read aloud at 150 words a minute, this is half a minute.
LONGEST, MOST = 480, 2
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_LINK = re.compile(r"https?://\S+|\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"[*_`#>|~]+")


def spoken(text: str) -> str:
    """The text as it can be read aloud: without addresses, marks and line breaks."""
    plain = _LINK.sub(lambda found: found[1] or "", text)
    return " ".join(_MARKS.sub("", plain).split())


def shortened(text: str, longest: int) -> str:
    """As many whole sentences as fit; the first at least, cut at a word."""
    told = ""
    for sentence in _SENTENCE.split(spoken(text)):
        if len(told) + len(sentence) + 1 > longest:
            break
        told = f"{told} {sentence}".strip()
    if told or not text.strip():
        return told
    cut = spoken(text)[: max(0, longest - 1)].rpartition(" ")[0]
    return f"{cut}…" if cut else ""


def a_sentence(text: str) -> str:
    """It ends as one."""
    told = spoken(text)
    return told if not told or told[-1] in ".!?…" else f"{told}."
