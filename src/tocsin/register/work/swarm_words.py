"""What was said in a swarm, in sentences."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tocsin.register.core.entries import SENTENCES, Kind

Words = Mapping[str, Promise]

ANSWERS: Words = {
    "accepted": gettext_lazy("{person} is coming"),
    "declined": gettext_lazy("{person} cannot come"),
    "busy": gettext_lazy("{person} is busy elsewhere"),
    "delegated": gettext_lazy("{person} sends {instead}"),
    "timeout": gettext_lazy("{person} did not answer in {seconds} s"),
    "failed": gettext_lazy("{person} could not be reached"),
    "withdrawn": gettext_lazy("{person} is not needed any more"),
}
LEFT: Words = {
    "released": gettext_lazy("{who} released {person} with thanks"),
    "standby": gettext_lazy("{who} put {person} on standby"),
    "handed_over": gettext_lazy("{person} handed over and left"),
    "shift_end": gettext_lazy("{person} left at the end of the shift"),
    "declined": gettext_lazy("{person} left"),
    "lost_contact": gettext_lazy("{person} was lost"),
    "swarm_over": gettext_lazy("{person} left with the end of the swarm"),
}
STATES: Words = {
    "open": pgettext_lazy("hypothesis", "open"),
    "testing": pgettext_lazy("hypothesis", "being tested"),
    "supported": pgettext_lazy("hypothesis", "supported"),
    "refuted": pgettext_lazy("hypothesis", "refuted"),
    "parked": pgettext_lazy("hypothesis", "parked"),
}
ALARMS: Words = {
    "too_many": gettext_lazy("more than nine people for ten minutes"),
    "no_hypothesis": gettext_lazy("no hypothesis after five minutes"),
    "silent": gettext_lazy("nobody has written for four minutes"),
    "lingering": gettext_lazy("people of other teams are still in"),
    "guest_silent": gettext_lazy("{person} has not come in {seconds} s"),
    "worn_expert": gettext_lazy("{person} is in the third swarm of this week"),
}
OUTCOMES: Words = {
    "solved": gettext_lazy("solved"),
    "handed_on": gettext_lazy("the primary team goes on alone"),
    "self_cleared": gettext_lazy("it cleared by itself"),
    "disaster_declared": gettext_lazy("a disaster was declared"),
    "no_swarm_needed": gettext_lazy("no swarm was needed"),
    "incident_over": gettext_lazy("the incident is over"),
}


def swarm_sentence(
    kind: Kind,
    body: Mapping[str, Any],
    *,
    who: str,
    people: Mapping[str, str],
    teams: Mapping[str, str],
) -> str:
    """What one entry of a swarm says."""

    def name(key: Any) -> str:
        return people.get(str(key or ""), str(key or ""))

    facts = {
        "who": who,
        "swarm": body.get("swarm", ""),
        "person": str(body.get("guest") or "") or name(body.get("person")),
        "instead": name(body.get("instead")),
        "people": ", ".join(name(key) for key in body.get("people", ())),
        "team": teams.get(body.get("team") or "", str(body.get("team", ""))),
        "supplier": str(body.get("supplier", "")),
        "hypothesis": body.get("hypothesis", "?"),
        "seconds": body.get("seconds", "?"),
        "state": str(STATES.get(str(body.get("state", "")), "")),
        "place": str(body.get("place", "")),
        "outcome": str(OUTCOMES.get(str(body.get("outcome", "")), "")),
        "answer": "",
        "alarm": "",
    }
    said = _worded(kind, body).format(**facts)
    if (
        kind == Kind.INVITE_ANSWERED
        and body.get("instead")
        and body["answer"] != _SENDS
    ):
        return _("{said}. {instead} is called").format(
            said=said, instead=facts["instead"]
        )
    return said


_TEXTS: Words = {
    "question": gettext_lazy("Question: {said}"),
    "text": gettext_lazy("{said}"),
    "test": gettext_lazy("Test: {said}"),
    "evidence": gettext_lazy("Evidence: {said}"),
    "reason": gettext_lazy("Why: {said}"),
    "result": gettext_lazy("Result: {said}"),
    "note": gettext_lazy("{said}"),
}
_SENDS = "delegated"


def swarm_text(body: Mapping[str, Any]) -> str:
    """What its author wrote: what it is, how it is tested, what was seen, why."""
    told = [
        str(words).format(said=body[name])
        for name, words in _TEXTS.items()
        if isinstance(body.get(name), str) and body[name]
    ]
    return "\n".join(told)


def _worded(kind: Kind, body: Mapping[str, Any]) -> str:
    if kind == Kind.INVITE_ANSWERED:
        return str(ANSWERS.get(str(body.get("answer", "")), SENTENCES[kind]))
    if kind == Kind.SWARM_LEFT:
        return str(LEFT.get(str(body.get("because", "")), SENTENCES[kind]))
    if kind == Kind.SWARM_ALARMED:
        alarm = str(ALARMS.get(str(body.get("alarm", "")), ""))
        return str(SENTENCES[kind]).replace("{alarm}", alarm)
    if kind == Kind.PRIMARY_TEAM_NAMED and body.get("supplier"):
        return _("{who} named {supplier} the primary team; {team} speaks with it")
    if kind == Kind.SWARM_MIRRORED and body.get("because"):
        return _("{who} cut {place} off from the swarm")
    if kind == Kind.SWARM_INVITED and body.get("guest"):
        return _("{who} gave {person} a guest's link to the swarm")
    if kind == Kind.HYPOTHESIS_MOVED and not body.get("state"):
        return _("{who} added evidence to hypothesis {hypothesis}")
    return str(SENTENCES[kind])
