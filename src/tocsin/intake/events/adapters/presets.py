"""The tools that are known: a folder each, with a mapping and all around it.

A package of one's own adds tools through the entry point group `tocsin.adapters`:
the entry point names a package that holds such folders.
"""

from collections.abc import Callable, Iterator
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, cached_property
from importlib import import_module
from importlib.metadata import entry_points
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

import yaml

from tocsin.intake.events.adapters.expressions import Expression
from tocsin.intake.events.adapters.mapping import Mapping, compiled
from tocsin.intake.events.event import Request, Told

OURS = "tocsin.intake.events.adapters"
MEMBERS = frozenset(
    "name aliases icon docs setup detect test each has_episodes map states severities "
    "signature".split()
)


@dataclass(frozen=True)
class Preset:
    """A tool: its name as its makers write it, a lucide icon, the page that describes
    what it sends, and how it is made to send to us (Markdown with {url} and {key})."""

    tool: str
    package: str
    name: str
    icon: str
    docs_url: str
    setup: str
    aliases: tuple[str, ...] = ()
    data: Table[str, Any] = field(default_factory=dict)

    @cached_property
    def mapping(self) -> Mapping | None:
        return compiled(self.data) if self.data.get("map") else None

    @cached_property
    def hollow(self) -> frozenset[str]:
        """Keys that the mapping gives to an empty body: what has one of them, and is
        no body of this tool, says nothing."""
        if self.mapping is None:
            return frozenset()
        nothing = Request(0, "", self.tool, datetime.min.replace(tzinfo=UTC), "in")
        return frozenset(told.key for told in self.mapping.events(nothing, {}))

    @cached_property
    def _detect(self) -> Expression:
        return Expression(self.data["detect"])

    def matches(self, body: Any) -> bool:
        """Whether a body looks like one of this tool's."""
        return bool(self._detect.of(body))

    @cached_property
    def reading(self) -> Callable[[Request], Told] | None:
        """The tool's own way of reading, where data could not say it."""
        if find_spec(f"{self.package}.reading") is None:
            return None
        # The module of a protocol need not read bodies that come to `/in/`.
        return getattr(import_module(f"{self.package}.reading"), "read", None)

    def setup_for(self, *, url: str, key: str) -> str:
        return self.setup.replace("{url}", url).replace("{key}", key)


def preset_named(tool: str) -> Preset | None:
    """The preset of a tool, by its slug or one of its other names."""
    slug = tool.strip().lower().replace("_", "-")
    return PRESETS.get(_ALIASES.get(slug, slug))


def preset_of(tool: str, package: str, data: Table[str, Any]) -> Preset:
    if unknown := set(data) - MEMBERS:
        raise ValueError(f"{package}: a preset has no {', '.join(sorted(unknown))}")
    return Preset(
        tool=tool,
        package=package,
        name=data["name"],
        icon=data["icon"],
        docs_url=data["docs"],
        setup=data["setup"],
        aliases=tuple(data.get("aliases", ())),
        data=data,
    )


def _found(package: str) -> Iterator[Preset]:
    """Every folder of the package that holds a preset, by name."""
    for folder in sorted(files(package).iterdir(), key=lambda held: held.name):
        held = folder / "preset.yaml"
        if folder.is_dir() and held.is_file():
            data = yaml.load(held.read_text("utf-8"), _LOADER)
            tool = folder.name.replace("_", "-")
            yield preset_of(tool, f"{package}.{folder.name}", data)


@cache
def _packages() -> tuple[str, ...]:
    return (OURS, *(found.value for found in entry_points(group="tocsin.adapters")))


# The same safe loader, written in C where it is there.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
PRESETS: Table[str, Preset] = {
    preset.tool: preset for package in _packages() for preset in _found(package)
}
_ALIASES = {other: p.tool for p in PRESETS.values() for other in p.aliases}
