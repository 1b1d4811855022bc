"""What a heartbeat's alert says: that it is down and why, that it is back."""

from datetime import UTC, datetime

from django.utils.translation import gettext as _

from tocsin.intake.events.event import Act, Event
from tocsin.intake.heartbeats.models import Heartbeat
from tocsin.intake.heartbeats.reads import alert_key
from tocsin.intake.heartbeats.rules import FAILED, MISSED, TOO_LONG, Standing
from tocsin.intake.heartbeats.schedules import length_told
from tocsin.kernel import home

# Of what a run printed its end says most.
_END = 4000


def is_down(beat: Heartbeat, after: Standing, at: datetime, output: str = "") -> Event:
    labels = {**beat.labels, "heartbeat": beat.slug, "why": after.why}
    if after.exit_status is not None and after.why == FAILED:
        labels["exit_status"] = str(after.exit_status)
    return Event(
        key=alert_key(beat),
        act=Act.OPEN,
        title=beat.message or _title(beat, after),
        severity=beat.severity,
        description="\n\n".join(filter(None, (_why(beat, after), output[-_END:]))),
        service=beat.service,
        labels=labels,
        starts_at=at,
        url=f"{home.url()}/heartbeats/{beat.slug}",
        # Two jobs that fail at once need not have to do with each other.
        group_key=alert_key(beat),
    )


def is_back(beat: Heartbeat, at: datetime) -> Event:
    return Event(key=alert_key(beat), act=Act.RESOLVE, ends_at=at)


def noted(beat: Heartbeat, output: str) -> Event:
    said = output[-_END:] or _("A log without words.")
    return Event(alert_key(beat), Act.NOTE, description=said, by=beat.name)


def _title(beat: Heartbeat, after: Standing) -> str:
    if after.why == MISSED:
        return _("{name} was not heard from").format(name=beat.name)
    if after.why == TOO_LONG:
        return _("{name} runs too long").format(name=beat.name)
    if after.exit_status is not None:
        told = _("{name} ended with exit status {status}")
        return told.format(name=beat.name, status=after.exit_status)
    return _("{name} failed").format(name=beat.name)


def _why(beat: Heartbeat, after: Standing) -> str:
    if after.why == MISSED:
        told = _(
            "Expected at {at} UTC and not heard within {grace}. Last heard: {last}."
        )
        return told.format(
            at=_instant(after.expected_at),
            grace=length_told(beat.grace),
            last=_instant(after.last_at) or _("never"),
        )
    if after.why == TOO_LONG:
        told = _("Began at {at} UTC and has not ended within {most}.")
        longest = length_told(beat.longest_run)
        return told.format(at=_instant(after.started_at), most=longest)
    return _("It said so itself at {at} UTC.").format(at=_instant(after.last_at))


def _instant(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if at else ""
