"""Which channels there are: a folder each, and those that others attached."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pkgutil import iter_modules

from tocsin.foundation.notify import channels as package
from tocsin.foundation.notify.channels.contract import Channel

GROUP = "tocsin.channels"


@cache
def channels() -> Mapping[str, Channel]:
    """By name. Ours come first; no name is given twice."""
    found: dict[str, Channel] = {}
    for channel in (*_ours(), *_attached()):
        found.setdefault(channel.name, channel)
    return found


def offered_channels() -> Mapping[str, Channel]:
    """Those that people can be reached by."""
    return {name: it for name, it in channels().items() if not it.is_inside}


def is_inside(name: str) -> bool:
    """Whether what goes by this channel leaves nobody's house."""
    found = channels().get(name)
    return found is not None and found.is_inside


def _ours() -> Iterator[Channel]:
    for module in iter_modules(package.__path__):
        if module.ispkg and module.name != "tests":
            yield import_module(f"{package.__name__}.{module.name}.channel").CHANNEL


def _attached() -> Iterator[Channel]:
    for point in entry_points(group=GROUP):
        yield point.load()
