"""A room's page: who may open it, what it keeps of what was typed, what is live."""

import asyncio
import json
from typing import Any

import pytest
from django.db import connection
from django.test import AsyncClient, Client

from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.actions import set_option
from tocsin.register.work.actions import restrict
from tocsin.response.swarm import actions
from tocsin.response.swarm.actions import Called
from tocsin.response.swarm.models import Swarm
from tocsin.response.swarm.options import BRIDGE
from tocsin.surfaces.web.swarm_live import Listener, events

pytestmark = pytest.mark.django_db


@pytest.fixture
def swarm(company: Company) -> Swarm:
    set_option(BRIDGE, "https://meet.jit.si/tocsin-{ref}", by=SYSTEM)
    incident = company.open("tom")
    return actions.open_swarm(
        incident.id,
        question="What stopped orders?",
        by=company.actor("marc"),
        called=[Called(person="p-ada"), Called(person="p-ben")],
    )


@pytest.mark.parametrize("end", ["", "/pieces"])
def test_staff_open_it_and_nobody_else(
    company: Company, swarm: Swarm, end: str
) -> None:
    address = f"/swarms/{swarm.ref}{end}"
    for name in ("ada", "ben", "grace", "marc", "eva", "root"):
        page = company.client(name).get(address)
        assert page.status_code == 200, name
        assert "What stopped orders?" in page.content.decode()
    for client in (company.client("tom"), company.client("rita"), Client()):
        assert client.get(address).status_code == 302
    restrict(swarm.incident_id, people=["p-marc"], by=company.actor("marc"))
    assert company.client("grace").get(address).status_code == 404
    assert company.client("root").get(address).status_code == 404
    assert company.client("marc").get(address).status_code == 200
    assert swarm.ref not in company.client("grace").get("/swarms").content.decode()


def test_what_each_may_do_is_on_the_page(company: Company, swarm: Swarm) -> None:
    room = f"/swarms/{swarm.ref}"
    led = company.client("marc").get(room).content.decode()
    assert "Name the primary team" in led
    assert f"https://meet.jit.si/tocsin-{swarm.ref.lower()}" in led
    called = company.client("ben").get(room).content.decode()
    assert "You are called into this room." in called
    assert f'action="{room}/name"' not in called, "Ben does not lead it"
    eva = company.client("eva")
    assert eva.post(f"{room}/close", {"outcome": "self_cleared"}).status_code == 403
    assert eva.post(f"{room}/nonsense").status_code == 404
    assert eva.get(f"{room}/say").status_code == 405
    assert company.client("tom").post(f"{room}/say", {"text": "x"}).status_code == 302


def test_nothing_typed_is_lost_by_a_refusal(company: Company, swarm: Swarm) -> None:
    marc, room = company.client("marc"), f"/swarms/{swarm.ref}"
    refused = marc.post(f"{room}/pose", {"text": "", "test": "Read the log of db-1"})
    assert refused.status_code == 422
    assert "Read the log of db-1" in refused.content.decode()
    lost = marc.post(f"{room}/close", {"outcome": "", "note": "It went by itself"})
    assert lost.status_code == 422
    assert "It went by itself" in lost.content.decode()


def test_every_deed_works_by_a_plain_form(company: Company, swarm: Swarm) -> None:
    marc, ada = company.client("marc"), company.client("ada")
    room = f"/swarms/{swarm.ref}"
    deeds: list[tuple[Any, str, dict[str, str]]] = [
        (ada, "answer", {"answer": "accepted"}),
        (ada, "doing", {"doing": "Reads the log", "role": "scribe"}),
        (ada, "pose", {"text": "The disk is full"}),
        (ada, "move", {"number": "1", "state": "testing"}),
        (ada, "say", {"text": "It is not", "shared": "yes"}),
        (marc, "call", {"people": "grace", "about": "She took the report"}),
        (marc, "release", {"person": "p-ada"}),
        (marc, "recall", {"person": "p-ada"}),
        (ada, "join", {}),
        (ada, "leave", {}),
        (marc, "name", {"team": "application", "why": "Theirs"}),
        (marc, "close", {"outcome": "handed_on"}),
    ]
    for client, deed, told in deeds:
        answer = client.post(f"{room}/{deed}", told)
        assert (answer.status_code, answer.headers.get("Location")) == (302, room), deed
    over = marc.get(room).content.decode()
    assert "The primary team goes on alone" in over
    assert "Reads the log" not in over, "what one does is for the room alone"
    listed = marc.get("/swarms?over=yes").content.decode()
    assert swarm.ref in listed


def test_the_incident_leads_to_its_room(company: Company, swarm: Swarm) -> None:
    page = company.client("marc").get(f"/incidents/{swarm.incident_ref}")
    assert f"/swarms/{swarm.ref}" in page.content.decode()
    assert "Room open" in page.content.decode()
    assert "Room open" in company.client("marc").get("/?view=all").content.decode()
    mine = company.client("tom").get(f"/incidents/{swarm.incident_ref}")
    assert swarm.ref not in mine.content.decode()
    assert "What stopped orders?" not in mine.content.decode()


@pytest.mark.django_db(transaction=True)
def test_what_is_said_is_with_everybody_at_once(company: Company) -> None:
    swarm = _opened(company)

    async def listen() -> list[dict[str, Any]]:
        listeners = [Listener("p-marc", "en", "Europe/Paris", 0) for _ in range(3)]
        streams = [events(swarm.pk, each) for each in listeners]
        for stream in streams:
            assert (await anext(stream)).startswith(b"retry")
            await _told(stream)
        await asyncio.to_thread(_say, company, swarm.ref, "I promote the replica")
        told = [await _told(stream) for stream in streams]
        for stream in streams:
            await stream.aclose()
        return told

    for told in asyncio.run(listen()):
        assert "I promote the replica" in told["lines"][-1]["html"]
        assert told["room"] is False, "words alone change no piece"


@pytest.mark.django_db(transaction=True)
def test_who_is_no_longer_named_hears_no_more(company: Company) -> None:
    swarm = _opened(company)

    async def listen() -> list[bytes]:
        stream = events(swarm.pk, Listener("p-grace", "en", "UTC", 0))
        assert (await anext(stream)).startswith(b"retry")
        await _told(stream)
        await asyncio.to_thread(_restrict, company, swarm)
        await asyncio.to_thread(_say, company, swarm.ref, "Not for Grace")
        return [chunk async for chunk in stream]

    left = asyncio.run(asyncio.wait_for(listen(), 20))
    assert not any(b"Not for Grace" in chunk for chunk in left), "and it has ended"


@pytest.mark.django_db(transaction=True)
def test_the_stream_is_for_who_may_see_it(company: Company) -> None:
    path = f"/swarms/{_opened(company).ref}/live"

    async def ask() -> list[int]:
        client = AsyncClient()
        await client.aforce_login(company.tom)
        stranger = AsyncClient()
        asked = [stranger.get(path), client.get(path), stranger.get("/g/nothing/live")]
        return [(await each).status_code for each in asked]

    assert asyncio.run(ask()) == [401, 404, 404]


async def _told(stream: Any) -> dict[str, Any]:
    """The next news, without the signs of life between."""
    while True:
        chunk = (await asyncio.wait_for(anext(stream), 10)).decode()
        if "data: " in chunk:
            told: dict[str, Any] = json.loads(chunk.partition("data: ")[2])
            return told


def _opened(company: Company) -> Swarm:
    return actions.open_swarm(
        company.open().id, question="What is it?", by=company.actor("marc")
    )


def _say(company: Company, ref: str, text: str) -> None:
    """In a thread of its own, which gives back what it borrowed."""
    actions.act(ref, text=text, by=company.actor("marc"))
    connection.close()


def _restrict(company: Company, swarm: Swarm) -> None:
    restrict(swarm.incident_id, people=["p-marc"], by=company.actor("marc"))
    connection.close()
