"""The set-up of this organisation as text."""

from collections.abc import Iterable
from typing import Any

import yaml

from tocsin.register.transfer.setup.reading import FORMAT
from tocsin.register.transfer.setup.sections import Section

_HEAD = """\
# The set-up of a Tocsin. Keep it in git; `tocsin config plan` shows what applying
# would change, `tocsin config apply` does it. A section that is left out stays as it
# is; a thing that is left out of its section is retired. Nothing here is secret, and
# there is nothing here of people.
"""


def export_setup(sections: Iterable[Section]) -> str:
    """The same set-up gives the same text."""
    return _HEAD + "".join(text for _name, text in export_parts(sections))


def export_files(sections: Iterable[Section]) -> dict[str, str]:
    """The same as a file for each section, by its name."""
    parts = export_parts(sections)
    return {f"{name}.yaml": _HEAD + text for name, text in parts}


def export_parts(sections: Iterable[Section]) -> list[tuple[str, str]]:
    """Section by section, each a text of its own; the first says the format."""
    parts = [("tocsin", _text({"tocsin": FORMAT}))]
    for section in sections:
        held = {key: section.brief(thing) for key, thing in section.held().items()}
        if held or not (section.single or section.grows):
            told = held["default"] if section.single else dict(sorted(held.items()))
            parts.append((section.name, "\n" + _text({section.name: told})))
    return parts


class _Dumper(yaml.SafeDumper):
    """Writes text with a break that is no newline in quotes that escape it: in others
    it may be folded there, and would be read as a space."""


def _quoted(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = '"' if _BREAKS & set(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_BREAKS = set("\x85\u2028\u2029")
_Dumper.add_representer(str, _quoted)


def _text(told: Any) -> str:
    return yaml.dump(
        told, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=88
    )
