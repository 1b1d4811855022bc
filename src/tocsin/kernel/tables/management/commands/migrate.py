"""`migrate`: an empty database is laid at once, an older one gets what it lacks."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from tocsin.kernel.tables.laying import lay


class Command(migrate.Command):
    help = migrate.Command.help

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["app_label"]:
            lay(connections[options["database"]])
        super().handle(*args, **options)
