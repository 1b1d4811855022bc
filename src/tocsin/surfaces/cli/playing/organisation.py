"""The shop's organisation is made ready by what everybody has: commands and API."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import yaml

from tocsin.surfaces.cli.playing import setup
from tocsin.surfaces.cli.playing.asking import Api, Refused
from tocsin.surfaces.cli.playing.cast import (
    ON_CALL,
    PLAYERS,
    REPORTERS,
    Player,
    number_of,
)
from tocsin.surfaces.cli.playing.telephones import Telephones

_TOCSIN = [sys.executable, "-m", "tocsin.surfaces.cli.main"]
_AT_ONCE = 6
_SIGNED_IN_WITH = 0
# How long before the crash the application was deployed.
DEPLOYED = timedelta(minutes=22)
# What happened before: days ago, what it was, and what mended it.
_PAST = (
    (41, "Checkout slow: connections to the database ran out", "The pool was halved."),
    (96, "Checkout down: the primary ran out of memory", "Failed over to the replica."),
)


@dataclass
class Organisation:
    """What the story needs to know of it: people's keys, addresses, keys of sources."""

    people: dict[str, str] = field(default_factory=dict)
    reporters: list[str] = field(default_factory=list)
    source: Mapping[str, Any] = field(default_factory=dict)
    component: str = ""
    change: str = ""
    past: list[str] = field(default_factory=list)

    def name_of(self, key: str) -> str:
        """A player's user name; empty for others."""
        return next((name for name, held in self.people.items() if held == key), "")


def command(environment: Mapping[str, str], *words: str) -> Any:
    """What one of Tocsin's own commands says."""
    done = subprocess.run(
        [*_TOCSIN, *words, "--json"],
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise Refused(
            f"{' '.join(words)}: {done.stderr.decode()}{done.stdout.decode()}"
        )
    return json.loads(done.stdout)


def prepare(
    api: Api,
    environment: Mapping[str, str],
    telephones: Telephones,
    *,
    reporters: int,
    mail_first: Collection[str] = (),
    tool: str = "pagerduty",
) -> Organisation:
    """Everybody is known and reached, by telephone; those of `mail_first` want mail,
    and the telephone only where that fails."""
    made = Organisation()
    publish(environment, setup.first())
    made.people = {it.username: _person(api, it) for it in PLAYERS}
    for key, (team, username, rank) in ON_CALL.items():
        _schedule(api, key, team, made.people[username], rank)
    _provider(api, telephones)
    made.source = api.post(
        "/sources",
        {"name": "Shop watcher", "tool": tool, "is_drill": True, "rate": 5000},
    )
    publish(environment, setup.whole(made.people))
    _telephones(api, telephones, made, mail_first)
    _page(api, made)
    made.past = [_past(api, made, *each) for each in _PAST]
    made.change = _deploy(api)
    made.reporters = _reporters(api, reporters)
    return made


def publish(environment: Mapping[str, str], told: Mapping[str, Any]) -> None:
    """What is told is in force from now on."""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        yaml.safe_dump(dict(told), file, allow_unicode=True)
        file.flush()
        why = "What the story of the shop needs"
        command(environment, "config", "apply", file.name, "--why", why)


def _person(api: Api, player: Player) -> str:
    facts = {
        "username": player.username,
        "name": player.name,
        "email": f"{player.username}@shop.example",
        "phone": number_of(player.username),
        "roles": list(player.roles),
    }
    return str(api.post("/people", facts)["key"])


def _schedule(api: Api, key: str, team: str, person: str, rank: int) -> None:
    facts = {"id": key, "name": key, "team": team, "rank": rank}
    api.post("/schedules", facts)
    layer = {
        "id": "always",
        "people": [person],
        "begins_on": "2026-01-05",
        "hand_over": "00:00",
    }
    api.post(f"/schedules/{key}/layers", layer)


def _provider(api: Api, telephones: Telephones) -> None:
    secret = "shop-telephones"  # of a gateway that only this machine reaches
    made = api.post(
        "/providers",
        {
            "channel": "sms",
            "kind": "http",
            "name": "Telephones of the shop",
            "settings": {
                "method": "POST",
                "url": telephones.url,
                "headers": "Content-Type: application/json",
                "body": '{"to": "{{to}}", "text": "{{text}}"}',
                "id": "body.id",
                "reply_secret": secret,
                "reply_from": 'body."from"',
                "reply_text": "body.text",
            },
        },
    )
    telephones.replies = f"{made['replies_url']}?key={secret}"


def _telephones(
    api: Api, telephones: Telephones, made: Organisation, mail_first: Collection[str]
) -> None:
    """Each types the code that came to their telephone, and is reached by it alone."""
    with ThreadPoolExecutor(_AT_ONCE) as hands:
        for done in [
            hands.submit(_reached, api, telephones, username, key)
            for username, key in made.people.items()
        ]:
            done.result()
    for username in mail_first:
        for urgency in ("loud", "quiet"):
            steps = [{"way": _SIGNED_IN_WITH, "minutes": 0}]
            told = {"urgency": urgency, "steps": steps}
            api.post(f"/people/{made.people[username]}/steps", told)


def _reached(api: Api, telephones: Telephones, username: str, key: str) -> None:
    number, since = number_of(username), api.clock.now()
    told = api.post(f"/people/{key}/ways", {"channel": "sms", "address": number})
    way = next(it["number"] for it in told["ways"] if it["channel"] == "sms")
    code = ""
    while not code:
        text = telephones.wait_for(number, since, 600.0)
        found = re.search(r"\b(\d{6})\b", text.text)
        code = found[1] if found else ""
        since = text.at + timedelta(microseconds=1)
    api.post(f"/people/{key}/ways/{way}/verify", {"code": code})
    for urgency in ("loud", "quiet"):
        steps = [{"way": way, "minutes": 0}]
        api.post(f"/people/{key}/steps", {"urgency": urgency, "steps": steps})
    api.post(f"/people/{key}/manner", {"bundles": False, "duty_notices": False})


def _page(api: Api, made: Organisation) -> None:
    """A page of its own, marked as a drill: nobody else is told of the story."""
    facts = {"slug": setup.PAGE, "name": "The shop, in a drill", "access": "people"}
    more = {"is_drill": True, "promise_minutes": 10}
    api.post("/status-pages", {**facts, **more})
    component = {
        "name": "Checkout",
        "services": ["shop-checkout"],
        "needs_confirmation": False,
    }
    path = f"/status-pages/{setup.PAGE}/components"
    made.component = str(api.post(path, component)["id"])


def _past(api: Api, made: Organisation, days: int, title: str, fix: str) -> str:
    """An incident of the same service, that was dealt with so many days ago: no drill,
    for what really happened is what is cited; and nobody is called for it."""
    ended = api.clock.now() - timedelta(days=days)
    began = (ended - timedelta(hours=1)).isoformat()
    report = {
        "title": title,
        "service": "shop-checkout",
        "category": "shop-application",
        "impact": 3,
        "urgency": 3,
        "tags": ["quiet"],
        "occurred_at": began,
        "occurred_basis": "monitor",
    }
    by = made.people["shop-diana"]
    ref = str(api.post("/incidents", report, by=by)["ref"])
    told = {"resolution": "workaround", "text": fix}
    api.post(f"/incidents/{ref}/resolve", told, by=by)
    return ref


def _deploy(api: Api) -> str:
    ended = api.clock.now() - DEPLOYED
    told = {
        "title": "Storefront 8.14: four times as many connections",
        "services": ["shop-checkout"],
        "source": "pipeline",
        "source_ref": f"run/{int(ended.timestamp())}",
        "started_at": (ended - timedelta(minutes=2)).isoformat(),
        "ended_at": ended.isoformat(),
    }
    return str(api.post("/changes", told)["key"])


def _reporters(api: Api, count: int) -> list[str]:
    def add(number: int) -> str:
        name = f"shop-user-{number:03}"
        return str(api.post("/people", {"username": name, "name": name})["key"])

    numbers: Iterable[int] = range(1, count + 1)
    with ThreadPoolExecutor(_AT_ONCE) as hands:
        return list(hands.map(add, numbers))


__all__ = ["REPORTERS", "Organisation", "command", "prepare", "publish"]
