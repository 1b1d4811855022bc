"""What must be true before any command: a database that is up, migrated and ours."""

from datetime import datetime

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext_noop as _

from tocsin.engine.health import furthest_heard
from tocsin.foundation.config.actions import publish_new
from tocsin.foundation.config.models import Document
from tocsin.foundation.config.reads import published
from tocsin.kernel import clock, connecting, home, keys, postgres
from tocsin.kernel.grants import grant
from tocsin.kernel.refusal import Refusal
from tocsin.register.core.actions.counting import count_on

FINAL_TABLES = ("register_entry", "register_seal", "audit_change")
_FINGERPRINTS = "key_fingerprints"
_CLOCK = "clock"
_BY = ("system", "tocsin")


class KeysDiffer(Refusal):
    code = "keys_differ"
    message = _("The keys in {folder} are not those of this database ({names}).")
    remedy = _("Copy the folder from where it ran before, or name it in TOCSIN_KEYS.")


class ClockDiffers(Refusal):
    code = "clock_differs"
    message = _("This database was made with a clock that runs {known}, not {ours}.")
    remedy = _(
        "Set TOCSIN_CLOCK_RATE and TOCSIN_CLOCK_ORIGIN as they were, or take a new "
        "TOCSIN_HOME."
    )


def ready() -> None:
    """The database answers, its tables are this version's, and the keys are its own."""
    start()
    lay()


def start(*, bound: bool = False) -> None:
    """An embedded server runs; bound, one that we have to start ends when this process
    does."""
    if home.is_embedded():
        postgres.start(home.folder(), bound=bound)


def lay() -> None:
    """The database that runs has this version's tables, and the keys are its own."""
    connecting.check()
    migrate()
    check_clock()
    check_keys()


def migrate() -> None:
    """The tables are this version's. One process migrates, others wait for it."""
    serving = connection.settings_dict["USER"]
    with connecting.as_owner():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(hashtext('tocsin migrate'))")
        if _is_behind():
            call_command("migrate", verbosity=0, interactive=False)
        count_on(furthest_heard())
        grant(serving, final=FINAL_TABLES)


def check_clock() -> None:
    """The clock runs as it did when the database was first used: else what happened
    would lie in the future, or the future be written down as what happened. One that
    runs as fast and is further on is taken: it leaps over days in which nothing ran."""
    ours, rows = _pace(), Document.objects.filter(kind=_CLOCK)
    known = rows.order_by("-version").values_list("body", flat=True).first()
    is_new = not known and not Document.objects.exists()
    if ours and (is_new or (known and _is_ahead(ours, known))):
        publish_new(_CLOCK, "default", ours, by=_BY)
    elif known != ours:
        raise ClockDiffers(known=_said(known), ours=_said(ours))


def _pace() -> dict[str, str] | None:
    pace = clock.pace()
    if pace is None:
        return None
    return {"rate": f"{pace.rate:g}", "origin": pace.origin.isoformat()}


def _is_ahead(ours: dict[str, str], known: dict[str, str]) -> bool:
    ends = (datetime.fromisoformat(each["origin"]) for each in (ours, known))
    return ours["rate"] == known["rate"] and next(ends) < next(ends)


def _said(pace: dict[str, str] | None) -> str:
    return (
        _("{rate} times as fast since {origin}").format(**pace) if pace else _("real")
    )


def check_keys() -> None:
    """These keys are the ones the database was first used with."""
    ours, known = keys.fingerprints(), published(_FINGERPRINTS)
    if known is None:
        publish_new(_FINGERPRINTS, "default", ours, by=_BY)
        return
    differing = [
        name for name, print_ in ours.items() if known.body.get(name) != print_
    ]
    if differing:
        raise KeysDiffer(folder=keys.folder(), names=", ".join(differing))


def _is_behind() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
