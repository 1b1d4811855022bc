"""What a class reads: values of variables in its language and zone, and the words that
are proposed where its class has none of its own."""

from collections.abc import Collection, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.response.stakeholders.facts import Facts
from tocsin.response.stakeholders.rules import (
    NEW,
    RESOLVED,
    RESTORED,
    WORKED_ON,
    Group,
    filled,
)

STAGES: Mapping[str, Promise] = {
    NEW: gettext_lazy("we are looking into it"),
    WORKED_ON: gettext_lazy("we are working on it"),
    RESTORED: gettext_lazy("it works again, and we watch it"),
    RESOLVED: gettext_lazy("it is over"),
}
LABELS: Mapping[str, Promise] = {
    "state": gettext_lazy("How it is"),
    "since": gettext_lazy("Since"),
    "affected": gettext_lazy("Affected"),
    "workaround": gettext_lazy("What helps meanwhile"),
    "next": gettext_lazy("You hear more by"),
    "users": gettext_lazy("Users"),
    "priority": gettext_lazy("Priority"),
}


def at_time(at: datetime | None, zone: ZoneInfo) -> str:
    if at is None:
        return ""
    local = at.astimezone(zone)
    return f"{date_format(local, 'j F, H:i')} {local.tzname()}"


def values_of(
    facts: Facts, shows: Collection[str], zone: ZoneInfo, next_at: datetime | None
) -> dict[str, str]:
    """By variable, what is known and may be shown; of a restricted incident nothing but
    its reference. In the language that is active."""
    if facts.restricted:
        return {"ref": facts.ref}
    known = {
        "state": str(STAGES[facts.stage]),
        "since": at_time(facts.since, zone),
        "affected": ", ".join(facts.affected),
        "workaround": "" if facts.stage == RESOLVED else facts.workaround,
        "next": at_time(next_at, zone),
        "users": str(facts.users or ""),
        "priority": f"P{facts.priority}" if facts.priority else "",
    }
    told = {name: known[name] for name in known if name in shows}
    return {"ref": facts.ref, "service": facts.service_name, **told}


def proposal(
    group: Group, facts: Facts, zone: ZoneInfo, next_at: datetime | None
) -> tuple[str, str]:
    """Title and text, in the class's language."""
    with translation.override(group.language or "en"):
        values = values_of(facts, group.shows, zone, next_at)
        drill = _("Drill: ") if facts.is_drill else ""
        if facts.restricted:
            title = _("{ref} moved on").format(ref=facts.ref)
            return f"{drill}{title}", _("There is news; read it where you may.")
        title = filled(group.title, values) if group.title else _title(facts, values)
        text = filled(group.text, values) if group.text else _text(values)
        return f"{drill}{title}"[:200], text


def _title(facts: Facts, values: Mapping[str, str]) -> str:
    name = facts.service_name or facts.ref
    state = values.get("state") or str(STAGES[facts.stage])
    return f"{name}: {state}"


def _text(values: Mapping[str, str]) -> str:
    named = ((label, values.get(name, "")) for name, label in LABELS.items())
    return "\n".join(f"{label}: {value}" for label, value in named if value)


def lines_of(
    group: Group, facts: Facts, zone: ZoneInfo, next_at: datetime | None
) -> list[tuple[str, str]]:
    """What a class's own view shows now: labels and values."""
    values = values_of(facts, group.shows, zone, next_at)
    return [(str(LABELS[n]), values[n]) for n in LABELS if values.get(n)]
