"""How each person is reached: their methods, their wishes, who carries it."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import time
from typing import Any

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.notify import models
from tocsin.foundation.notify.channels.contract import Provider
from tocsin.foundation.notify.channels.registry import channels
from tocsin.foundation.notify.reads.rooms import room_manners
from tocsin.foundation.notify.rules import MAIL, Manner, Method, Quiet, Step
from tocsin.kernel import home, keys

# The address they sign in with is a method without a row.
OWN = 0


def manners_of(people: Collection[str]) -> dict[str, Manner]:
    """How each of these people is reached, by what they showed to be theirs. Who is not
    active any more is reached by nothing. Rooms are reached by what they are."""
    known = Person.objects.filter(key__in=people, is_active=True)
    told = room_manners(people)
    found = {p.key: p for p in known.only("key", "email", "zone")}
    methods = _methods(found.values())
    steps = _steps(found)
    quiet = _quiet(found)
    return told | {
        key: Manner(
            zone=person.zone,
            methods=methods.get(key, ()),
            steps=steps.get(key, {}),
            quiet=quiet.get(key, ()),
        )
        for key, person in found.items()
    }


def _methods(people: Iterable[Person]) -> dict[str, list[Method]]:
    found: dict[str, list[Method]] = {}
    keys = []
    for person in people:
        keys.append(person.key)
        own = [Method(OWN, MAIL, person.email, False)] if person.email else []
        found[person.key] = own
    rows = models.Method.objects.filter(person__in=keys, verified_at__isnull=False)
    for row in rows:
        found[row.person].append(method_of(row))
    return found


def method_of(row: models.Method) -> Method:
    return Method(row.id, row.channel, row.address, row.is_loud, row.data)


def _steps(people: Collection[str]) -> dict[str, dict[str, list[Step]]]:
    found: dict[str, dict[str, list[Step]]] = {}
    for row in models.Step.objects.filter(person__in=people):
        urgency = found.setdefault(row.person, {}).setdefault(row.urgency, [])
        urgency.append(Step(row.method_id or OWN, row.delay))
    return found


def _quiet(people: Collection[str]) -> dict[str, list[Quiet]]:
    rows = models.Manner.objects.filter(person__in=people).exclude(quiet=[])
    return {row.person: [quiet_from(each) for each in row.quiet] for row in rows}


def quiet_from(told: Mapping[str, Any]) -> Quiet:
    """Quiet hours as they are kept."""
    return Quiet(
        time.fromisoformat(told["begins"]),
        time.fromisoformat(told["ends"]),
        frozenset(told["days"]),
    )


def providers_of(channel: str) -> list[Provider]:
    """Whoever carries this channel's messages, in the order they are tried."""
    rows = models.Provider.objects.filter(channel=channel, is_active=True)
    found = [provider_from(row) for row in rows]
    known = channels().get(channel)
    own = known.own_provider() if known else None
    return [*found, own] if own else found


def provider_from(row: models.Provider) -> Provider:
    """A provider as its channel needs it, with its secrets."""
    return Provider(
        key=row.key,
        channel=row.channel,
        kind=row.kind,
        name=row.name,
        settings={**row.settings, **secrets_of(row)},
        replies_url=replies_url(row),
    )


def secrets_of(row: models.Provider) -> dict[str, str]:
    if not row.secrets:
        return {}
    told: dict[str, str] = json.loads(keys.box().decrypt(bytes(row.secrets)))
    return told


def replies_url(row: models.Provider) -> str:
    """Where the provider sends answers and reports."""
    return f"{home.url()}/replies/{row.channel}/{row.reply_key}"


def provider_by_reply_key(channel: str, key: str) -> Provider | None:
    """The provider that sends to this reply address; None where there is none."""
    rows = models.Provider.objects.filter(channel=channel, is_active=True)
    row = rows.filter(reply_key=key).first() if key else None
    return provider_from(row) if row else None
