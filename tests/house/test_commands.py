"""Every command there is speaks to people and to machines."""

from collections.abc import Iterator
from typing import Any

import typer.main

from tocsin.surfaces.cli import commands


def _leaves(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    below = getattr(command, "commands", None)
    if below is None:
        yield " ".join(path), command
        return
    for name, each in below.items():
        yield from _leaves(each, (*path, name))


def test_every_command_teaches_and_answers_in_json() -> None:
    found = dict(_leaves(typer.main.get_command(commands.app([]))))
    wanted = "serve import export verify person key sample seed bench".split()
    assert {name.split()[0] for name in found} >= set(wanted)
    for name, command in found.items():
        options = {option for param in command.params for option in param.opts}
        assert "--json" in options, f"tocsin {name}"
        assert len(command.help or "") > 20, f"tocsin {name}"
