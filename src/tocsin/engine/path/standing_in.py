"""Who sends Tocsin's own drills, and who is told of them while nobody was named."""

from tocsin.foundation.accounts.actions import add_person
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.notify.models import Method
from tocsin.intake.events.actions.sources import add_source
from tocsin.intake.events.models import Source
from tocsin.kernel import clock
from tocsin.register.work.own_path import OWN_PATH

_NAME, _TOOL, _CHANNEL = "Tocsin path", "alertmanager", "inside"
# What it sends is of no use to anybody after the day.
_RETENTION = 3


def prepare(by: Actor) -> None:
    """The source is there, and the account that stands for people: it has no password,
    no role and no address, and its pages end inside."""
    if not Source.objects.filter(slug=OWN_PATH).exists():
        add_source(_NAME, _TOOL, by=by, is_drill=True, retention=_RETENTION)
    if not Person.objects.filter(key=OWN_PATH).exists():
        add_person(OWN_PATH, name=_NAME, key=OWN_PATH, by=by)
    Method.objects.get_or_create(
        person=OWN_PATH,
        channel=_CHANNEL,
        address=OWN_PATH,
        defaults={
            "is_loud": True,
            "added_at": clock.now(),
            "verified_at": clock.now(),
        },
    )
