"""What the C library keeps of memory that nobody uses any more."""

import ctypes

# <malloc.h> of glibc.
_TRIM_THRESHOLD, _ARENA_MAX = -1, -8
_KEPT = 65_536


def give_back() -> bool:
    """Freed memory goes back to the system, and threads share one heap: Tocsin's many
    threads mostly wait. Says whether the C library lets itself be told (glibc does,
    musl keeps little anyway)."""
    tell = getattr(ctypes.CDLL(None), "mallopt", None)
    return bool(tell and tell(_ARENA_MAX, 1) and tell(_TRIM_THRESHOLD, _KEPT))
