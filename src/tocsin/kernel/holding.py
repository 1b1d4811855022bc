"""How often something was tried within a while, counted for all processes together."""

from django.core.cache import cache


def tries(name: str) -> int:
    """How often it was counted in the while that goes on."""
    return int(cache.get(name, 0))


def one_more(name: str, seconds: int) -> int:
    """Counted once more; gives how often it is now. The while begins with the first and
    lasts that many seconds after the latest. Two at the same instant may count as one:
    it holds people up, it proves nothing."""
    if cache.add(name, 1, seconds):
        return 1
    count = tries(name) + 1
    cache.set(name, count, seconds)
    return count
