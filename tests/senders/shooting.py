"""Senders that remember what they were told yes to, while everything is killed."""

import http.client
import json
import random
import signal
import threading
from dataclasses import dataclass, field

import psutil
import psycopg

from tests.front_door.running import strike, until
from tests.senders.wire import Wire
from tocsin.kernel import postgres
from tocsin.kernel.embedded.furniture import SERVING


@dataclass
class Senders:
    """Threads that send one new alert after the other, each on its own connection."""

    wire: Wire
    key: str
    count: int = 8
    acknowledged: list[str] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def begin(self, round_: str) -> None:
        self._stop.clear()
        self._threads = [
            threading.Thread(target=self._send_on, args=(f"{round_}-{n}",))
            for n in range(self.count)
        ]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _send_on(self, name: str) -> None:
        number = 0
        while not self._stop.is_set():
            link = http.client.HTTPConnection("127.0.0.1", self.wire.running.port)
            try:
                while not self._stop.is_set():
                    host = f"{name}-{number}"
                    number += 1
                    if not self._told(link, host):
                        break
                    self.acknowledged.append(host)
            except (OSError, http.client.HTTPException):
                self._stop.wait(0.05)
            finally:
                link.close()

    def _told(self, link: http.client.HTTPConnection, host: str) -> bool:
        labels = {"alertname": "NodeDown", "instance": host, "severity": "critical"}
        body = json.dumps([{"labels": labels}]).encode()
        usual = {"Content-Type": "application/json"}
        link.request("POST", f"/in/{self.key}", body, usual)
        answer = link.getresponse()
        answer.read()
        return answer.status == 202


def rows(wire: Wire, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(postgres.address(wire.running.home, SERVING)) as link:
        return link.execute(query.encode()).fetchall()


def kill_all(wire: Wire) -> None:
    """Every process at once, database included, and then begun again."""
    family = wire.running.family
    strike(reversed(family), signal.SIGKILL)
    psutil.wait_procs(family, timeout=10)
    wire.running.wait()
    wire.running.start()


def kill_one(wire: Wire, dice: random.Random) -> None:
    """One of our parts, or the database; the supervisor begins it again."""
    victim = dice.choice([*wire.running.ours[1:], wire.running.database])
    victim.kill()
    psutil.wait_procs([victim], timeout=10)


def everything_is_there_once(wire: Wire, acknowledged: list[str]) -> None:
    """Each acknowledged event has one alert and one incident; nothing has two."""
    until(lambda: not rows(wire, _UNFOLDED), "all folded", 60)
    found = rows(wire, _ALERTS)
    hosts = [str(host) for host, _incident in found]
    assert len(hosts) == len(set(hosts)), "an alert is there twice"
    missing = set(acknowledged) - set(hosts)
    assert not missing, f"{len(missing)} acknowledged alerts are lost"
    without = [host for host, incident in found if incident is None]
    assert not without, f"{len(without)} alerts have no incident"
    assert rows(wire, _LOST_INCIDENTS) == []


_UNFOLDED = (
    "select 1 from events_request, events_bookmark where name = 'fold'"
    " and (events_request.xact, events_request.id)"
    " > (events_bookmark.xact, events_bookmark.request_id) limit 1"
)
_ALERTS = (
    "select labels->>'instance', incident_id from alerts_alert"
    " where labels->>'alertname' = 'NodeDown'"
)
_LOST_INCIDENTS = (
    "select incident_id from alerts_alert where incident_id is not null"
    " and not exists (select 1 from register_incident"
    " where register_incident.id = alerts_alert.incident_id)"
)
