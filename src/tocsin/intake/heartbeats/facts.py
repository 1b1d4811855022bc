"""What a heartbeat may be told to be: each fact is looked at before it stands."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from tocsin.intake.events.event import SEVERITIES
from tocsin.intake.heartbeats.models import Heartbeat
from tocsin.intake.heartbeats.refusals import HeartbeatUnusable
from tocsin.intake.heartbeats.schedules import (
    LEAST,
    LONGEST,
    cron_complaint,
    plain_cron,
)
from tocsin.kernel.text import holdable
from tocsin.kernel.zones import known_zones

_TEXTS = {"name": 120, "message": 200, "description": 2000, "cron": 120, "zone": 64}
_LENGTHS = {"period": LEAST, "grace": timedelta(0), "longest_run": LEAST}
FACTS = (*_TEXTS, *_LENGTHS, "severity", "labels")
_MOST_LABELS = 64


def set_fact(beat: Heartbeat, name: str, told: Any) -> None:
    if name in _TEXTS:
        text = holdable(str(told or "")).strip()
        if len(text) > _TEXTS[name]:
            hint = _("At most {n} characters.").format(n=_TEXTS[name])
            raise HeartbeatUnusable(fact=name, value=text[:80], hint=hint)
        setattr(beat, name, text)
    elif name in _LENGTHS:
        setattr(beat, name, _length(name, told))
    elif name == "severity":
        beat.severity = _severity(told)
    else:
        beat.labels = _labels(told)


def need_whole(beat: Heartbeat, now: datetime, told: Iterable[str]) -> None:
    """The facts fit together. Of period and cron the one that was told holds."""
    if not beat.name:
        raise HeartbeatUnusable(fact="name", value="“”", hint=_("Give it a name."))
    if beat.cron and beat.period is not None:
        if "cron" in told and "period" in told:
            hint = _("Tell one of both: a period, or a cron expression.")
            raise HeartbeatUnusable(fact="cron", value=beat.cron, hint=hint)
        if "cron" in told:
            beat.period = None
        else:
            beat.cron = ""
    if not beat.cron and beat.period is None:
        hint = _("Tell how often it is heard: a period, or a cron expression.")
        raise HeartbeatUnusable(fact="period", value="“”", hint=hint)
    beat.zone = beat.zone or "UTC"
    if beat.zone not in known_zones():
        hint = _("A zone such as Europe/Berlin, or UTC.")
        raise HeartbeatUnusable(fact="zone", value=beat.zone, hint=hint)
    if beat.cron:
        _need_cron(beat, now)


def _need_cron(beat: Heartbeat, now: datetime) -> None:
    beat.cron = plain_cron(beat.cron)
    flaw = cron_complaint(beat.cron, beat.zone, now)
    if flaw is None:
        return
    hint = {
        "five fields": _("Minute, hour, day, month, weekday: 0 3 * * *"),
        "never": _("It would never start. Look at day and month."),
    }.get(flaw, _("As a crontab has it: 0 3 * * *. Cron says: {flaw}"))
    told = hint.format(flaw=flaw)
    raise HeartbeatUnusable(fact="cron", value=beat.cron[:80], hint=told)


def _length(name: str, told: Any) -> timedelta | None:
    if told is None and name != "grace":
        return None
    if not isinstance(told, timedelta) or not _LENGTHS[name] <= told <= LONGEST:
        hint = _("A length such as 90s, 5m, 1h30m or 2d, at most 366 days.")
        raise HeartbeatUnusable(fact=name, value=str(told)[:80], hint=hint)
    return timedelta(seconds=int(told.total_seconds()))


def _severity(told: Any) -> str:
    if told not in SEVERITIES:
        hint = _("One of: {known}.").format(known=", ".join(SEVERITIES))
        raise HeartbeatUnusable(fact="severity", value=str(told)[:80], hint=hint)
    return str(told)


def _labels(told: Any) -> dict[str, str]:
    if not isinstance(told, Mapping) or len(told) > _MOST_LABELS:
        hint = _("At most {n} labels, each a name and a text.").format(n=_MOST_LABELS)
        raise HeartbeatUnusable(fact="labels", value=str(told)[:80], hint=hint)
    return {holdable(str(n))[:200]: holdable(str(t))[:1000] for n, t in told.items()}
