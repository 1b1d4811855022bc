"""What watches over the shop: a synthetic order every 15 s, told over PagerDuty's
Events protocol (v2), as a monitoring tool that knows nothing of Tocsin would.

    python -m tocsin.surfaces.cli.playing.shop.watcher TOLD (JSON: web, events, key, …)

The first order that fails is a warning, the second in a row critical; with the first
one, the checks of all machines fail within 30 s. Three that succeed in a row end all.
"""

import json
import sys
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import urllib3

from tocsin.surfaces.cli.playing.shop.machines import Check, failing

EVERY, WITHIN, ENOUGH = 15.0, 30.0, 3
ORDER = "synthetic-order"
_PATIENCE = urllib3.Timeout(connect=0.5, read=2.0)
_AT_ONCE = 16


@dataclass
class Watcher:
    """`rate` is how much faster than life the story is. One that flaps tells an order
    that fails as over again, and failing, several times."""

    web: str
    events: str
    key: str
    rate: float
    flaps: bool = False
    failed: int = 0
    succeeded: int = 0
    http: urllib3.PoolManager = field(
        default_factory=lambda: urllib3.PoolManager(maxsize=_AT_ONCE, timeout=_PATIENCE)
    )

    def run(self) -> None:
        begun, number = time.monotonic(), 0
        while True:
            number += 1
            time.sleep(max(0.0, begun + number * EVERY / self.rate - time.monotonic()))
            self.look()

    def look(self) -> None:
        if self._order():
            self.failed, self.succeeded = 0, self.succeeded + 1
            if self.succeeded == ENOUGH:
                self._all_is_well()
            return
        self.failed, self.succeeded = self.failed + 1, 0
        if self.failed == 1:
            threading.Thread(target=self._storm, daemon=True).start()
            self._trigger(ORDER, "warning", "A synthetic order failed", "web")
        elif self.failed == 2:
            said = "Synthetic orders fail: nobody can buy"
            self._trigger(ORDER, "critical", said, "web")
        elif self.flaps:
            self._flap()

    def _order(self) -> bool:
        try:
            told = self.http.request("POST", f"{self.web}/orders", retries=False)
        except urllib3.exceptions.HTTPError:
            return False
        return told.status == 201

    def _storm(self) -> None:
        """All checks fail, the cause first, the others spread over half a minute."""
        first, *others = failing()
        self._tell(first)
        pause = WITHIN / self.rate / len(others)
        with ThreadPoolExecutor(_AT_ONCE) as senders:
            begun = time.monotonic()
            for number, check in enumerate(others):
                time.sleep(max(0.0, begun + number * pause - time.monotonic()))
                senders.submit(self._tell, check)

    def _tell(self, check: Check) -> None:
        said = f"{check.name} on {check.host}"
        self._trigger(check.key, check.severity, said, check.host)

    def _flap(self) -> None:
        self._send({"event_action": "resolve", "dedup_key": ORDER})
        self._trigger(ORDER, "critical", "Synthetic orders fail: nobody can buy", "web")

    def _all_is_well(self) -> None:
        keys: Iterable[str] = (ORDER, *(check.key for check in failing()))
        with ThreadPoolExecutor(_AT_ONCE) as senders:
            for key in keys:
                senders.submit(
                    self._send, {"event_action": "resolve", "dedup_key": key}
                )

    def _trigger(self, key: str, severity: str, summary: str, host: str) -> None:
        payload = {"summary": summary, "source": host, "severity": severity}
        payload |= {"component": key.rpartition("/")[2], "group": "shop"}
        self._send({"event_action": "trigger", "dedup_key": key, "payload": payload})

    def _send(self, event: dict[str, Any]) -> None:
        body = json.dumps({**event, "routing_key": self.key}).encode()
        kind = {"Content-Type": "application/json"}
        retries = urllib3.Retry(3, backoff_factor=0.1, status_forcelist=(429, 503))
        self.http.request("POST", self.events, body=body, headers=kind, retries=retries)


if __name__ == "__main__":
    Watcher(**json.loads(sys.argv[1])).run()
