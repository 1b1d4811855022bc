"""The `tocsin` command. Commands import tables, so Django is made ready first."""

import os
import sys
from importlib import import_module

import django

from tocsin.kernel import heap, home
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.cli.frame import refuse


def run() -> None:
    """Carry out the command line. A refusal ends it with one sentence and status 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.settings")
    heap.give_back()
    try:
        home.make()
        django.setup()
        commands = import_module("tocsin.surfaces.cli.commands")
        commands.app(sys.argv[1:])(prog_name="tocsin")
    except Refusal as refusal:
        sys.exit(refuse(refusal, as_json="--json" in sys.argv))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    run()
