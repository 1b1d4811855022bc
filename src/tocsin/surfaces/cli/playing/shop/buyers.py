"""Buyers: so many orders a minute of the story, and how many were taken, as a figure.

    python -m tocsin.surfaces.cli.playing.shop.buyers TOLD   (JSON: web, figures, rate)

What is taken is written to standard output, an order's number a line.
"""

import json
import sys
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import urllib3

PER_MINUTE = 24
FIGURE = "orders_per_minute"
# Figures are told as often, and are the mean of a while: at twenty times life a stall
# of the machine would else be one of orders.
EVERY, WHILE = 15.0, 30.0
_AT_ONCE = 8
_PATIENCE = urllib3.Timeout(connect=0.3, read=1.5)


@dataclass
class Buyers:
    """`rate` is how much faster than life the story is."""

    web: str
    figures: str
    rate: float
    taken: deque[float] = field(default_factory=deque)
    http: urllib3.PoolManager = field(
        default_factory=lambda: urllib3.PoolManager(
            maxsize=16, timeout=_PATIENCE, retries=False
        )
    )
    busy: threading.Semaphore = field(
        default_factory=lambda: threading.Semaphore(2 * _AT_ONCE)
    )

    def run(self) -> None:
        """Until the process is ended. Who finds the shop full goes away."""
        threading.Thread(target=self._tell_on, daemon=True).start()
        begun, number = time.monotonic(), 0
        with ThreadPoolExecutor(_AT_ONCE) as buyers:
            while True:
                number += 1
                due = begun + number * 60 / PER_MINUTE / self.rate
                time.sleep(max(0.0, due - time.monotonic()))
                if self.busy.acquire(blocking=False):
                    buyers.submit(self._buy)

    def _buy(self) -> None:
        try:
            told = self.http.request("POST", f"{self.web}/orders")
            if told.status == 201:
                self.taken.append(time.monotonic())
                sys.stdout.write(f"{told.json()['order']}\n")
                sys.stdout.flush()
        except urllib3.exceptions.HTTPError:
            pass
        finally:
            self.busy.release()

    def _tell_on(self) -> None:
        """On time, however long it takes to tell it; what would be late is left out."""
        begun, pause = time.monotonic(), EVERY / self.rate
        while True:
            time.sleep(pause - (time.monotonic() - begun) % pause)
            value = self._rate_of_now()
            body = json.dumps({"name": FIGURE, "value": value}).encode()
            try:
                self.http.request("POST", self.figures, body=body)
            except urllib3.exceptions.HTTPError:
                continue

    def _rate_of_now(self) -> float:
        since = time.monotonic() - WHILE / self.rate
        while self.taken and self.taken[0] < since:
            self.taken.popleft()
        return round(len(self.taken) * 60 / WHILE, 1)


if __name__ == "__main__":
    Buyers(**json.loads(sys.argv[1])).run()
