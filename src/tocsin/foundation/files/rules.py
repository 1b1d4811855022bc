"""What a file is, by its first bytes, and what may be called how. Pure."""

import re
import unicodedata

import filetype

PIECE = 1_000_000
HEAD = 8192
TEXT, UNKNOWN = "text/plain", "application/octet-stream"
# What a browser draws without running anything in it. SVG and HTML are text here.
PICTURES = frozenset(
    f"image/{kind}" for kind in ("png", "jpeg", "gif", "webp", "avif", "apng")
)
SHOWN = PICTURES | {TEXT}
LONGEST_NAME = 120

# Controls, and marks that turn the direction of writing, behind which an ending hides.
_MISLEADING = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_SEPARATORS = re.compile(r"[/\\]")


def type_of(head: bytes) -> str:
    """The type by content; what the sender says of it is not asked."""
    if found := filetype.guess_mime(head):
        return str(found)
    return TEXT if _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    """UTF-8 without control characters but those that text has."""
    if not head:
        return False
    try:
        text = head.decode()
    except UnicodeDecodeError as found:
        # A letter may be cut in two by the end of the head.
        if len(head) < HEAD or found.start < len(head) - 3:
            return False
        text = head[: found.start].decode()
    return not any(ord(letter) < 32 and letter not in "\t\n\r\f\x1b" for letter in text)


def safe_name(written: str) -> str:
    """What the file is called: no path, nothing invisible, not too long."""
    plain = unicodedata.normalize("NFC", written)
    kept = "".join(c for c in plain if unicodedata.category(c) not in _MISLEADING)
    last = _SEPARATORS.split(kept.rstrip("/\\"))[-1]
    name = " ".join(last.split()).lstrip(". ").rstrip(". ")
    return _short(name) or "file"


def _short(name: str) -> str:
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > 12:
        return name[:LONGEST_NAME]
    return stem[: LONGEST_NAME - len(ending) - 1] + dot + ending


def is_picture(type: str) -> bool:
    return type in PICTURES
