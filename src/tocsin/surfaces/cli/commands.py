"""Every command there is."""

import sys
from importlib import import_module

import typer

from tocsin.surfaces.cli import ground

# Imported when it is called, not before: each brings its rooms, and a server that
# runs for months need not carry them all. `True` has commands of its own.
_COMMANDS = {
    "serve": False,
    "verify": False,
    "audit": False,
    "oncall": False,
    "path": True,
    "export": False,
    "seed": False,
    "bench": False,
    "import": True,
    "config": True,
    "matrix": True,
    "person": True,
    "directory": True,
    "heartbeat": True,
    "key": True,
    "source": True,
    "status": True,
    "play": True,
    "sample": True,
}
_MODULES = {"import": "import_"}
_PREPARES_ITSELF = {"serve", "play"}


def app(arguments: list[str]) -> typer.Typer:
    """The command that the arguments name, or all where they name none."""
    made = typer.Typer(
        name="tocsin",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
        callback=begin,
    )
    named = next((word for word in arguments if not word.startswith("-")), "")
    for name in [named] if named in _COMMANDS else _COMMANDS:
        _add(made, name)
    return made


def _add(made: typer.Typer, name: str) -> None:
    module = import_module(f"tocsin.surfaces.cli.{_MODULES.get(name, name)}")
    if _COMMANDS[name]:
        made.add_typer(module.app, name=name)
    else:
        made.command(name)(getattr(module, name))


def begin(context: typer.Context) -> None:
    """Tocsin, the incident register and its desk.

    Commands work on the database of TOCSIN_HOME (usually .tocsin in the checkout),
    which they start for their own time if nobody serves it, or on the one that
    TOCSIN_DATABASE_URL names.

    Exit status: 0 done, 1 refused with a sentence, 2 the command was not
    understood, 3 what was checked is not as it should be.
    """
    asks_help = {"-h", "--help"} & set(sys.argv)
    if context.invoked_subcommand not in _PREPARES_ITSELF and not asks_help:
        ground.ready()
