"""What a room shows: who is there, what is thought, what was said, what it costs."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tocsin.kernel import clock
from tocsin.register.work.reads import incident_for
from tocsin.register.work.timeline import lines_in_swarm
from tocsin.response.major.reads import at_risk
from tocsin.response.swarm.actions import parting_of
from tocsin.response.swarm.models import Invite, Stay, Swarm
from tocsin.response.swarm.reads.rooms import Room, chats_of, leads, swarm_of
from tocsin.response.swarm.reads.suggesting import whom_to_let_go
from tocsin.response.swarm.rules import ENDED, HYPOTHESES, OPEN, WAITING
from tocsin.surfaces.web import swarm_forms as forms
from tocsin.surfaces.web import words_of_swarms as words
from tocsin.surfaces.web.pages import DeskRequest
from tocsin.surfaces.web.telling import by_minute, shown

_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹"}


def room_shown(
    request: DeskRequest, swarm: Swarm, bound: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What the templates of a room need; `bound` are forms that were refused."""
    room = Room(swarm)
    incident = incident_for(request.actor, swarm.incident_ref)
    may_lead = not swarm.is_over and leads(swarm, request.actor, incident)
    me = request.actor.id
    here = {row.who for row in room.here}
    lines = lines_in_swarm(swarm.incident_id, swarm.ref)
    return {
        "swarm": swarm,
        "room": room,
        "incident": incident,
        "seq": incident.seq,
        "figures": room.figures(),
        "sign": money_sign(room.figures().currency),
        "people": [_person(room, row, me) for row in room.here],
        "unanswered": [_called(room, row) for row in room.unanswered],
        "awaited": room.awaited,
        "suppliers": sorted({g.organisation for g in room.guests if not g.revoked_at}),
        **at_stake(incident),
        "standby": [_gone(room, row) for row in room.standby],
        "released": [_gone(room, row) for row in room.released],
        "cards": [_card(room, row) for row in room.hypotheses],
        "minutes": by_minute(shown(lines)),
        "alarms": [_alarm(room, alarm) for alarm in room.alarms],
        "is_here": me in here,
        "my_invite": _mine(room, me),
        "may_lead": may_lead,
        "chats": chats_of(swarm),
        "may_speak": not swarm.is_over,
        "let_go": whom_to_let_go(room) if may_lead else [],
        **_naming(room, may_lead),
        "forms": _forms(swarm, room) | dict(bound or {}),
    }


def at_stake(incident: Any) -> dict[str, Any]:
    """What an incident costs while it lasts: money by its service's figure, users."""
    users, loss = at_risk(incident)
    return {"users_at_risk": users, "loss": loss}


def beside(incident: Any, actor: Any) -> dict[str, Any]:
    """The latest swarm of an incident, for its page."""
    found = None if actor.is_requester else swarm_of(incident.id)
    if found is None:
        return {"swarm": None}
    room = Room(found)
    state = words.SWARM_STATES[found.state]
    return {"swarm": found, "swarm_state": state, "swarm_figures": room.figures()}


def money_sign(currency: str) -> str:
    return _SIGNS.get(currency, currency)


def _forms(swarm: Swarm, room: Room) -> dict[str, Any]:
    why = next((row.text for row in room.hypotheses if row.state == "supported"), "")
    return {
        "say": forms.SayToRoomForm(),
        "pose": forms.PoseForm(auto_id="pose_%s"),
        "call": forms.CallForm(auto_id="call_%s"),
        "doing": forms.DoingForm(auto_id="doing_%s"),
        "name": forms.NameForm(auto_id="name_%s", initial={"why": why}),
        "close": forms.CloseForm(auto_id="close_%s", is_open=swarm.state == OPEN),
        "guest": forms.GuestForm(auto_id="guest_%s"),
        "mirror": forms.MirrorForm(auto_id="mirror_%s"),
    }


def _person(room: Room, row: Stay, me: str) -> dict[str, Any]:
    also = room.elsewhere.get(row.person, []) if row.person else []
    return {
        "who": row.who,
        "name": room.names.get(row.who, row.who),
        "of": room.teams.get(row.team, row.team),
        "role": words.SWARM_ROLES.get(row.role, row.role),
        "doing": row.doing,
        "since": row.joined_at,
        "is_me": row.who == me,
        "is_guest": row.guest_id is not None,
        "guest": row.guest_id,
        "also_in": [each.ref for each in also],
    }


def _called(room: Room, row: Invite) -> dict[str, Any]:
    instead = next((it.person for it in row.replaced_by.all()), "")
    seconds = int((room.now - row.sent_at).total_seconds())
    return {
        "who": row.person,
        "name": room.names.get(row.person, row.person),
        "of": room.teams.get(row.team, row.team),
        "reason": row.about or words.SWARM_REASONS.get(row.reason, ""),
        "instead": room.names.get(instead, instead),
        "sent_at": row.sent_at,
        "reached": room.reached.get(row.pk, ""),
        "waits": row.state == WAITING,
        "is_late": row.deadline_at <= clock.now() or row.state != WAITING,
        "seconds": seconds_told(seconds),
    }


def seconds_told(seconds: int) -> str:
    minutes, rest = divmod(max(0, seconds), 60)
    if minutes:
        return _("{m}\u00a0min {s}\u00a0s").format(m=minutes, s=rest)
    return _("{s}\u00a0s").format(s=rest)


def _gone(room: Room, row: Stay) -> dict[str, Any]:
    return {
        "who": row.who,
        "name": room.names.get(row.who, row.who),
        "of": room.teams.get(row.team, row.team),
        "left_at": row.left_at,
        "until": row.standby_until,
        "is_guest": row.guest_id is not None,
    }


_CHIPS = {
    "supported": ("good", "check"),
    "testing": ("work", "flask-conical"),
    "refuted": ("plain", "x"),
    "open": ("plain", "circle-dot"),
    "parked": ("plain", "circle-pause"),
}


def _card(room: Room, row: Any) -> dict[str, Any]:
    chip, icon = _CHIPS[row.state]
    order = [it for it in words.HYPOTHESIS_MOVES if it in HYPOTHESES[row.state]]
    return {
        "row": row,
        "chip": chip,
        "icon": icon,
        "word": words.HYPOTHESIS_STATES[row.state],
        "owner": room.names.get(row.owner, row.owner),
        "evidence": row.evidence[-1] if row.evidence else None,
        "more": len(row.evidence) - 1,
        "moves": [(state, words.HYPOTHESIS_MOVES[state]) for state in order],
    }


def _alarm(room: Room, alarm: Any) -> dict[str, Any]:
    return {
        "words": words.SWARM_ALARMS[alarm.name],
        "who": room.names.get(alarm.about, ""),
        "at": alarm.told_at,
    }


def _mine(room: Room, me: str) -> Invite | None:
    rows = [row for row in room.invites if row.person == me]
    return next((row for row in reversed(rows) if row.state == WAITING), None)


def _naming(room: Room, may_lead: bool) -> dict[str, Any]:
    """The teams to choose from, each with who would stay and go."""
    if not may_lead or room.swarm.state in ENDED:
        return {"chances": []}
    found = []
    for number, chance in enumerate(room.chances()):
        parting = parting_of(room.swarm, chance.team)
        found.append(
            {
                "team": chance,
                "facts": ". ".join(_facts(chance)),
                "first": number == 0,
                "stay": _names(room, parting.stay),
                "standby": _names(room, parting.standby),
                "released": _names(room, parting.released),
            }
        )
    supported = sum(row.state == "supported" for row in room.hypotheses)
    return {"chances": found, "supported": supported}


def _names(room: Room, people: tuple[str, ...]) -> str:
    return ", ".join(room.names.get(who, who).split(" ")[0] for who in people)


def _facts(chance: Any) -> list[str]:
    told = [
        (chance.supported, _("{n} supported")),
        (chance.testing, _("{n} in testing")),
        (chance.refuted, _("{n} refuted")),
        (chance.here, _("{n} here")),
    ]
    return [words.format(n=count) for count, words in told if count]
