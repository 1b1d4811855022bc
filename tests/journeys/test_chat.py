"""A swarm in a chat, both ways, and a team's room, with a server that is the chat's."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from tests.chats import (
    command,
    event,
    from_mattermost,
    is_at,
    mattermost,
    posted,
    pressed,
    signed,
    slack,
)
from tests.company import Company, kinds, settle
from tocsin.foundation.accounts.actions import create_key
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.notify.actions.rooms import add_room, verify_room
from tocsin.foundation.notify.channels.tests.answering import Server
from tocsin.foundation.notify.channels.tests.fixtures import server as server
from tocsin.foundation.notify.links import code_of
from tocsin.foundation.notify.models import Method, Page, Provider, Room
from tocsin.foundation.notify.pages import unheard_outcomes
from tocsin.kernel.clock import Hands
from tocsin.kernel.refusal import Refusal
from tocsin.register.core.models import Entry, Incident
from tocsin.register.work.actions import restrict
from tocsin.register.work.timeline import lines_in_swarm
from tocsin.response.escalation.tests.matrices import publish
from tocsin.response.swarm import actions
from tocsin.response.swarm.models import Chat, Guest, Swarm

pytestmark = pytest.mark.django_db(transaction=True)
OK = {"ok": True, "channel": "C012AB3CD", "ts": "1.2"}


@dataclass
class Chatting:
    company: Company
    hands: Hands
    server: Server
    slack: Provider
    incident: Incident

    @property
    def swarm(self) -> Swarm:
        return Swarm.objects.get()

    def said(self) -> list[str]:
        lines = lines_in_swarm(self.incident.id, self.swarm.ref)
        return [f"{line.who}: {line.text}" for line in lines if line.text]

    def opened_from_chat(self) -> str:
        is_at("p-ada", "slack", "U0ADA0000")
        told = command(self.slack, f"{self.incident.ref} What stopped orders?")
        settle()
        return told


@pytest.fixture
def chatting(company: Company, hands: Hands, server: Server) -> Chatting:
    server.say(200, OK)
    made = company.open(title="Checkout takes no orders")
    return Chatting(company, hands, server, slack(server), made)


def test_a_command_opens_a_swarm_and_its_room_is_mirrored(chatting: Chatting) -> None:
    told = chatting.opened_from_chat()
    swarm = chatting.swarm
    assert (swarm.coordinator, swarm.question) == ("p-ada", "What stopped orders?")
    assert swarm.ref in told
    assert "Ben" in told, "who runs the service is called"
    told_there = posted(chatting.server)
    assert any(each.startswith("Ada called Ben") for each in told_there)
    (first,) = [each for each in told_there if "connected" in each]
    assert first.startswith(f"Ada connected #shop with swarm {swarm.ref}.")
    assert "What stopped orders?" in first
    assert f"/swarms/{swarm.ref}" in first

    again = command(chatting.slack, f"swarm {chatting.incident.ref}")
    assert f"has swarm {swarm.ref} already" in again
    assert Chat.objects.count() == 1


def test_what_is_said_on_either_side_is_on_both_once(chatting: Chatting) -> None:
    chatting.opened_from_chat()
    server, swarm, marc = (
        chatting.server,
        chatting.swarm,
        chatting.company.actor("marc"),
    )
    server.came.clear()
    actions.act(swarm.ref, text="Replica lags by 40 s", by=marc)
    actions.pose(swarm.ref, text="The pool is full", test="count", by=marc)
    settle()
    assert posted(server) == [
        "Marc: Replica lags by 40 s",
        "Marc added hypothesis 1\nThe pool is full\nTest: count",
    ]
    server.came.clear()
    event(
        chatting.slack, text="I restarted &lt;pool-3&gt;, see <https://x.example|log>"
    )
    event(chatting.slack, event_id="Ev1", text="I restarted it, told again")
    event(chatting.slack, event_id="Ev2", text="our own", bot_id="B1", ts="2.1")
    event(chatting.slack, event_id="Ev3", subtype="message_changed", ts="2.2")
    settle()
    assert "Ada: I restarted <pool-3>, see log (https://x.example)" in chatting.said()
    entry = Entry.objects.filter(kind="swarm_act").latest("seq")
    assert (entry.actor_id, entry.via) == ("p-ada", "chat")
    assert Entry.objects.filter(kind="swarm_act").count() == 2, "each once, ours never"
    assert posted(server) == [], "nothing goes round"


def test_naming_the_primary_team_and_releases_are_posted(chatting: Chatting) -> None:
    chatting.opened_from_chat()
    swarm, ben = chatting.swarm, chatting.company.actor("ben")
    actions.join(swarm.ref, by=ben)
    settle()
    chatting.server.came.clear()
    facts: dict[str, Any] = {"why": "The database is full", "by": SYSTEM}
    actions.name_primary_team(swarm.ref, "infrastructure", **facts)
    settle()
    told = posted(chatting.server)
    assert told[0].startswith("Tocsin named Infrastructure the primary team")
    assert "The database is full" in told[0]
    assert any("released Ben with thanks" in each for each in told)


def test_who_is_not_known_is_named_so_and_can_be_forgotten(chatting: Chatting) -> None:
    chatting.opened_from_chat()
    server = chatting.server
    server.says[:] = [
        (200, {"ok": True, "user": {"profile": {"real_name": "Zuzu Quux"}}}, {})
    ]
    event(chatting.slack, user="U0ZUZU000", text="It was me", ts="3.1")
    server.says[:] = [(200, OK, {})]
    settle()
    assert "Zuzu Quux (Slack): It was me" in chatting.said()
    entry = Entry.objects.filter(kind="swarm_act").latest("seq")
    assert entry.actor_kind == "guest"
    guest = Guest.objects.get()
    assert guest.revoked_at, "no link opens anything for them"
    actions.forget_guest(
        chatting.swarm.ref, guest.pk, by=chatting.company.actor("root")
    )
    assert not any("Zuzu" in each or "It was me" in each for each in chatting.said())


def test_a_chat_that_is_down_loses_nothing(chatting: Chatting) -> None:
    chatting.opened_from_chat()
    server, ada = chatting.server, chatting.company.actor("ada")
    server.came.clear()
    server.says[:] = [(503, b"", {})]
    actions.act(chatting.swarm.ref, text="Nobody reads Slack now", by=ada)
    settle()
    assert "Ada: Nobody reads Slack now" in chatting.said(), "the register is the truth"
    server.came.clear()
    server.says[:] = [(200, OK, {})]
    for _minute in range(5):
        chatting.hands.forward(minutes=1)
        settle()
    assert posted(server).count("Ada: Nobody reads Slack now") == 1


def test_slack_makes_the_room_that_is_asked_for(chatting: Chatting) -> None:
    is_at("p-ada", "slack", "U0ADA0000")
    ada, server = chatting.company.client("ada"), chatting.server
    by = chatting.company.actor("ada")
    swarm = actions.open_swarm(chatting.incident.id, question="What?", by=by)
    settle()
    server.came.clear()
    name = f"{chatting.incident.ref}-{swarm.ref}".lower()
    server.says[:] = [
        (200, {"ok": False, "error": "name_taken"}, {}),
        (200, {"ok": True, "channel": {"id": "C0NEW0000", "name": f"{name}-2"}}, {}),
        (200, {"ok": True}, {}),
        (200, OK, {}),
    ]
    page = ada.get(f"/swarms/{swarm.ref}").content.decode()
    assert "a new room in Slack" in page
    answer = ada.post(f"/swarms/{swarm.ref}/mirror", {"place": "new:slack"})
    assert answer.status_code == 302
    settle()
    methods = [each.path.removeprefix("/api/") for each in server.came]
    assert methods[:3] == [
        "conversations.create",
        "conversations.create",
        "conversations.invite",
    ]
    assert server.came[2].json["users"] == "U0ADA0000"
    chat = Chat.objects.get()
    assert (chat.address, str(chat)) == ("C0NEW0000", f"#{name}-2")
    assert f"#{name}-2" in ada.get(f"/swarms/{swarm.ref}").content.decode()
    ada.post(f"/swarms/{swarm.ref}/cut-off", {"number": chat.pk})
    server.came.clear()
    actions.act(swarm.ref, text="Not in Slack", by=by)
    settle()
    assert "Not in Slack" not in " ".join(posted(server))


def test_only_what_slack_signed_is_heard(chatting: Chatting) -> None:
    asked = {"type": "url_verification", "challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gm"}
    body = json.dumps(asked).encode()
    assert signed(chatting.slack, body, secret="another").status == 401
    answer = signed(chatting.slack, body)
    assert (answer.status, answer.body.decode()) == (200, asked["challenge"])


def test_strangers_open_nothing_and_the_restricted_is_told_nowhere(
    chatting: Chatting,
) -> None:
    told = command(chatting.slack, chatting.incident.ref, user_id="U0NOBODY0")
    assert "does not know who you are" in told
    assert not Swarm.objects.exists()
    chatting.opened_from_chat()
    swarm, ada = chatting.swarm, chatting.company.actor("ada")
    chatting.server.came.clear()
    marc = chatting.company.actor("marc")
    restrict(chatting.incident.id, people=["p-ada"], by=marc)
    actions.act(swarm.ref, text="Named and shamed", by=ada)
    settle()
    assert posted(chatting.server) == []
    with pytest.raises(Refusal, match="restricted"):
        actions.connect_place(swarm.ref, "slack", "C0OTHER00", by=ada)


def test_mattermost_does_the_same_by_its_webhooks(chatting: Chatting) -> None:
    server = chatting.server
    server.says[:] = [(200, b"ok", {})]
    provider = mattermost(server)
    is_at("p-ada", "mattermost", "@ada")
    text = f"{chatting.incident.ref} Why?"
    form = {"command": "/tocsin", "text": text, "token": "slash-1"}
    answer = from_mattermost(provider, form)
    assert "is open over" in json.loads(answer.body)["text"]
    settle()
    post = {"post_id": "zxk9p1", "text": "Seen at ten", "trigger_word": ""}
    assert from_mattermost(provider, post | {"token": "guessed"}).status == 401
    for _twice in range(2):
        answer = from_mattermost(provider, post)
        assert (answer.status, json.loads(answer.body)) == (200, {})
    assert chatting.said().count("Ada: Seen at ten") == 1
    server.came.clear()
    actions.act(chatting.swarm.ref, text="@all look", by=chatting.company.actor("ada"))
    settle()
    (came,) = server.came
    assert came.path == "/hooks/x"
    assert came.json == {"channel": "town-square", "text": "Ada: @\u200ball look"}


def teams_room(chatting: Chatting, urgency: str = "all") -> Room:
    ada = chatting.company.actor("ada")
    told = {"label": "#infra", "urgency": urgency}
    room = add_room("infrastructure", "slack", "c012ab3cd", by=ada, **told)
    settle()
    way = Method.objects.get(person=room.key)
    code = code_of(way.id, way.code_ends_at.isoformat() if way.code_ends_at else "")
    assert any(code in each for each in posted(chatting.server)), "sent into the room"
    return verify_room("infrastructure", room.pk, code, by=ada)


def test_a_teams_room_is_told_once_and_answered_by_who_presses(
    company: Company, hands: Hands, server: Server
) -> None:
    server.say(200, OK)
    chatting = Chatting(company, hands, server, slack(server), Incident())
    room = teams_room(chatting)
    is_at("p-ada", "slack", "U0ADA0000")
    server.came.clear()
    page_everybody()
    incident = company.open(title="Disk is full")
    settle()
    told = [each.json for each in server.came if each.json["channel"] == "C012AB3CD"]
    assert len(told) == 1, "once, not once per member"
    assert "Paged: Ada" in json.dumps(told[0])
    assert "/answer/" not in json.dumps(told[0]), "a link tells not who follows it"
    (buttons,) = [b["elements"] for b in told[0]["blocks"] if b["type"] == "actions"]
    token = next(b["value"] for b in buttons if b["action_id"] == "acknowledge")

    pressed(chatting.slack, token, "U0NOBODY0")
    assert "acknowledged" not in kinds(incident)
    pressed(chatting.slack, token, "U0ADA0000")
    entry = Entry.objects.get(incident=incident, kind="acknowledged")
    assert (entry.actor_id, entry.via) == ("p-ada", "chat")
    assert Page.objects.get(person=room.key, kind="room").state == "answered"


def page_everybody() -> None:
    level = {"after": 0, "target": {"kind": "whole_team"}, "loud": True}
    publish({"key": "all", "name": "All", "levels": [level]})


def test_a_room_is_information_and_no_human(
    company: Company, hands: Hands, server: Server
) -> None:
    """What fails there escalates nothing, and is said on no timeline."""
    server.say(200, OK)
    chatting = Chatting(company, hands, server, slack(server), Incident())
    room = teams_room(chatting)
    server.says[:] = [(200, {"ok": False, "error": "channel_not_found"}, {})]
    page_everybody()
    incident = company.open(title="Disk is full")
    settle()
    page = Page.objects.get(person=room.key, kind="room")
    assert (page.state, page.told) == ("failed", "channel_not_found")
    failed = Entry.objects.filter(incident=incident, kind="page_failed")
    assert room.key not in [entry.body.get("person") for entry in failed]
    assert all(heard.person != room.key for heard in unheard_outcomes(50))
    shown = company.client("ada").get("/teams/infrastructure/chat").content.decode()
    assert "not arriving" in shown


def test_leads_keep_their_rooms_by_pages_and_keys(
    company: Company, hands: Hands, server: Server
) -> None:
    server.say(200, OK)
    slack(server)
    ada, ben = company.client("ada"), company.client("ben")
    here = "/teams/infrastructure/chat"
    assert ben.get(here).status_code == 403
    told = {"verb": "add", "channel": "slack", "address": "nowhere", "label": "#infra"}
    told |= {"urgency": "loud"}
    assert ada.post(here, told).status_code == 422
    assert ada.post(here, told | {"address": "C012AB3CD"}).status_code == 302
    room = Room.objects.get()
    wrong = {"verb": "verify", "number": room.pk, "code": "1"}
    assert ada.post(here, wrong).status_code == 422
    key = create_key("Root", ["admin"], by=SYSTEM)[1]
    headers = {"authorization": f"Bearer {key}"}
    (shown,) = ada.get("/api/v1/teams/infrastructure/rooms", headers=headers).json()[
        "items"
    ]
    assert (shown["urgency"], shown["is_verified"]) == ("loud", False)
    assert ada.post(here, {"verb": "remove", "number": room.pk}).status_code == 302
    assert not Room.objects.exists()
    assert not Method.objects.filter(person=room.key).exists()
