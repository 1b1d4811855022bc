"""Whoever is let go hears so, with thanks: quietly, in their language."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import team_names
from tocsin.foundation.notify.pages import NEVER, Wanted, send_pages
from tocsin.foundation.notify.rules import zone_named
from tocsin.response.swarm.models import Stay, Swarm
from tocsin.response.swarm.people import may_be_paged


def thank(swarm: Swarm, rows: Sequence[Stay], now: datetime) -> None:
    """Each of these whose stay is over is told so, once. It holds no words of the
    incident, so that it may go to whoever saw it only while they helped."""
    left = {row.person: row for row in rows if row.person}
    able = may_be_paged(left, is_drill=swarm.is_drill)
    people = Person.objects.filter(key__in=able).order_by("key")
    send_pages([_thanks(swarm, each, left[each.key]) for each in people], now=now)


def _thanks(swarm: Swarm, person: Person, stay: Stay) -> Wanted:
    with translation.override(person.language):
        subject = _("{ref}: thank you").format(ref=swarm.incident_ref)
        text = _words(swarm, stay, person)
    path = f"/swarms/{swarm.ref}"
    return Wanted(
        person=person.key,
        cause=f"swarm:{swarm.ref}:thanks:{stay.pk}",
        ref=swarm.incident_ref,
        loud=False,
        why={"subject": subject, "text": text, "path": path},
        is_drill=swarm.is_drill,
        unless=NEVER,
    )


def _words(swarm: Swarm, stay: Stay, person: Person) -> str:
    facts = {"ref": swarm.incident_ref, "team": _whose(swarm)}
    if stay.standby_until is not None:
        at = stay.standby_until.astimezone(zone_named(person.zone))
        facts["at"] = date_format(at, "TIME_FORMAT")
        told = _(
            "Thank you for your help with {ref}. {team} takes it on. Please stay within"
            " reach until {at}: you may be called back."
        )
    elif facts["team"]:
        told = _(
            "Thank you for your help with {ref}. {team} takes it on: you are free"
            " again, and nobody pages you for it."
        )
    else:
        told = _(
            "Thank you for your help with {ref}. You are free again, and nobody pages"
            " you for it."
        )
    return told.format(**facts)


def _whose(swarm: Swarm) -> str:
    """Whose the incident is: the supplier's, where one was named, else the team's."""
    if swarm.supplier:
        return swarm.supplier
    team = swarm.primary_team
    return team_names([team]).get(team, team) if team else ""
