"""Major incidents follow what happens: updates given, incidents over or back."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.kernel import clock
from tocsin.register.core.entries import Kind
from tocsin.register.work.answering import Answerable, answerable
from tocsin.register.work.spoken import Spoken, spoken_of
from tocsin.response.major.actions.deciding import end
from tocsin.response.major.actions.holding import Held, pace_of, set_pace
from tocsin.response.major.cadence import Pace, begun, promised
from tocsin.response.major.models import Major
from tocsin.response.major.published import book
from tocsin.response.major.rules import DECLARED, PROPOSED, REJECTED

# What tells users something. Notices are those of status pages.
NOTICES = frozenset(
    kind for kind in Kind if kind.value in ("notice_published", "notice_updated")
)
UPDATES = NOTICES | {Kind.REPLIED, Kind.STAKEHOLDERS_TOLD}
_TOLD = frozenset({"reporter", "shared", "public"})
_OVER = frozenset({"closed", "cancelled"})


@transaction.atomic
def follow_majors(heard: Mapping[int, Collection[int]]) -> int:
    """By incident, what was heard of it by `seq`: an update renews the promise, what is
    resolved promises nothing more, what is closed, cancelled or merged is major no
    more, what is back goes on. Repeating it changes nothing."""
    rows = Major.objects.select_for_update(no_key=True)
    found = rows.filter(incident_id__in=heard, state__in=[PROPOSED, DECLARED])
    majors = list(found.order_by("incident_id"))
    if not majors:
        return 0
    ids = [major.incident_id for major in majors]
    incidents = answerable(ids, lock=True)
    spoken = spoken_of(ids, UPDATES)
    now = clock.now()
    for major in majors:
        number = major.incident_id
        told = [e for e in spoken.get(number, ()) if e.seq in heard[number]]
        _follow(Held(major, incidents[number]), told, now)
    return len(majors)


def _follow(held: Held, told: Sequence[Spoken], now: datetime) -> None:
    incident, major = held.incident, held.major
    over = incident.state in _OVER or bool(incident.merged_into)
    if major.state == PROPOSED:
        if over or not incident.is_open:
            _withdraw(held, now)
        return
    if over:
        end(held, by=SYSTEM, reason=_("The incident is over."), cause="major:over")
        return
    orders, pace = book().orders, pace_of(major)
    if not incident.is_open:
        # Executives are told once more, by the worker, that it is resolved.
        if pace.update_at is not None:
            pace = Pace(executives_at=now, executives_told=pace.executives_told)
    elif pace.update_at is None:
        pace = promised(begun(now, orders), now + orders.update)
        _promise(held, pace, "back")
    else:
        pace = _renewed(held, pace, told, orders.update)
    set_pace(major, pace, orders)
    held.keep(by=SYSTEM, now=now)


def _renewed(held: Held, pace: Pace, told: Sequence[Spoken], usual: timedelta) -> Pace:
    """The latest update to users since it was declared moves the promise on."""
    since = held.major.declared_at
    ours = [e for e in told if _is_update(held.incident, e)]
    ours = [e for e in ours if since is None or e.happened_at >= since]
    if not ours:
        return pace
    last = max(ours, key=lambda entry: (entry.happened_at, entry.seq))
    until = _until(last) or last.happened_at + usual
    if pace.update_at is not None and until <= pace.update_at and not pace.nagged_at:
        return pace
    renewed = promised(pace, until)
    _promise(held, renewed, str(last.seq))
    return renewed


def _is_update(incident: Answerable, entry: Spoken) -> bool:
    """Whether it is said to users, by us and not by the reporter."""
    if entry.kind in NOTICES:
        return True
    theirs = entry.actor_kind == "person" and entry.actor_id == incident.reporter_id
    return entry.audience in _TOLD and not theirs


def _until(entry: Spoken) -> datetime | None:
    """What a notice promises itself."""
    told = entry.body.get("next_update_at")
    try:
        return datetime.fromisoformat(str(told)) if told else None
    except ValueError:
        return None


def _promise(held: Held, pace: Pace, place: str) -> None:
    due = pace.update_at.isoformat() if pace.update_at else ""
    cause = f"major:{held.life}:promise:{place}:{due}"
    held.say(Kind.UPDATE_PROMISED, SYSTEM, {"due_at": due}, cause)


def _withdraw(held: Held, now: datetime) -> None:
    """A candidate that is over needs no decision any more."""
    held.major.state = REJECTED
    body = {"criteria": held.major.criteria, "reason": _("The incident is over.")}
    held.say(Kind.MAJOR_REJECTED, SYSTEM, body, f"major:{held.life}:over")
    held.keep(by=SYSTEM, now=now)
