"""What people write and ask for in rooms of a chat, as its provider tells us.

What is written in a swarm's room is said in the swarm; a command opens a swarm and
mirrors it where it was given. No provider is asked inside a transaction.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import actor_of, names_of
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.notify.channels.contract import (
    Channel,
    Command,
    Provider,
    Said,
)
from tocsin.foundation.notify.reads.rooms import whose_address
from tocsin.foundation.notify.refusals import WriterUnknown
from tocsin.kernel import home
from tocsin.kernel.refusal import Refusal
from tocsin.register.work.reads import incident_for
from tocsin.response.swarm.actions import (
    Called,
    connect_place,
    open_swarm,
    say_from_chat,
)
from tocsin.response.swarm.models import Swarm
from tocsin.response.swarm.reads.rooms import is_mirrored, swarm_of
from tocsin.response.swarm.reads.suggesting import whom_to_call

VIA = "chat"
# "INC-00042 What stopped orders?", and the same behind the word.
_OPENS = re.compile(
    r"(?:swarm\s+)?(INC-[0-9]{1,9})\b[\s:,]*(.*)", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Told:
    """By which channel, and by whom, we were told."""

    channel: Channel
    provider: Provider


def keep_said(said: Said, via: Told) -> None:
    """Kept where a swarm is mirrored in that room, and nowhere else. Only of whom we do
    not know the chat is asked what it calls them."""
    name = via.channel.name
    if not is_mirrored(name, said.address):
        return
    person = whose_address(name, said.by)
    shown = said.name or said.by
    if person is None and not said.name:
        shown = via.channel.name_of(via.provider, said.by)
    say_from_chat(
        name,
        said.address,
        said.text,
        told_id=said.id,
        writer=said.by,
        name=shown,
        by=actor_of(person, via=VIA) if person else None,
    )


def answer_command(asked: Command, via: Told) -> str:
    """What it did, or why it did not, in the words of whoever asked."""
    person = whose_address(via.channel.name, asked.by)
    if person is None:
        unknown = WriterUnknown()
        return f"{unknown} {unknown.help} {home.url()}/me/reached"
    with translation.override(person.language):
        try:
            return _done(asked, via, person)
        except Refusal as refusal:
            return f"{refusal} {refusal.help}"


def _done(asked: Command, via: Told, person: Person) -> str:
    found = _OPENS.fullmatch(asked.text.strip())
    if found is None:
        return _("Name the incident and ask one question: INC-00042 What stopped it?")
    by = actor_of(person, via=VIA)
    incident = incident_for(by, found.group(1).upper())
    swarm, said = _swarm(incident, found.group(2).strip(), by)
    link = f"{home.url()}/swarms/{swarm.ref}"
    return f"{said} {_mirrored(swarm, asked, via, by)} {link}"


def _swarm(incident: Any, question: str, by: Actor) -> tuple[Swarm, str]:
    """The one that goes on, or one that is opened and calls who is suggested for the
    teams of what is affected."""
    going = swarm_of(incident.id)
    if going is not None and not going.is_over:
        told = _("{ref} has swarm {swarm} already.")
        return going, told.format(ref=incident.ref, swarm=going.ref)
    called = [
        Called(each.person, each.team, each.reason, each.about)
        for each in whom_to_call(incident)
        if each.team
    ]
    asked = question or incident.title
    made = open_swarm(incident.id, question=asked, called=called, by=by)
    names = names_of([each.person for each in called])
    people = ", ".join(names.get(each.person, each.person) for each in called)
    told = _("Swarm {swarm} is open over {ref}. Called: {people}.")
    return made, told.format(swarm=made.ref, ref=incident.ref, people=people or "–")


def _mirrored(swarm: Swarm, asked: Command, via: Told, by: Actor) -> str:
    """Refused, the swarm is open all the same."""
    try:
        connect_place(
            swarm.ref, via.channel.name, asked.address, by=by, name=asked.place
        )
    except Refusal as refusal:
        return f"{refusal} {refusal.help}"
    return _("What is written here is kept there.")
