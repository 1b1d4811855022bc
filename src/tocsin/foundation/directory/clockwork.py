"""What the directory does by the clock: runs go on, and sources are asked again."""

from datetime import timedelta

from django.db.models import Max

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.directory.actions import carry_out_runs, start_run
from tocsin.foundation.directory.asking import LDAP
from tocsin.foundation.directory.kinds import sources
from tocsin.foundation.directory.models import Run
from tocsin.kernel import clock

_OPEN = (Run.State.WAITING, Run.State.RUNNING, Run.State.HELD)


def ask_sources() -> int:
    """Every source whose interval is over is asked again; says how many. None is
    asked while a run of it is open or held."""
    wanted = {name: s for name, s in sources().items() if s.every_minutes}
    rows = Run.objects.filter(source__in=wanted, kind=LDAP)
    open_ = set(rows.filter(state__in=_OPEN).values_list("source", flat=True))
    last = dict(rows.values_list("source").annotate(at=Max("asked_at")))
    now, asked = clock.now(), 0
    for name, source in wanted.items():
        since = last.get(name)
        due = since is None or now >= since + timedelta(minutes=source.every_minutes)
        if due and name not in open_:
            start_run(name, LDAP, by=SYSTEM)
            asked += 1
    return asked


def carry_on() -> int:
    return carry_out_runs()
