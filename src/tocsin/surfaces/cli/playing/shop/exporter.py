"""The shop's figures for Prometheus: whether synthetic orders go through, and what each
check of each machine says.

    python -m tocsin.surfaces.cli.playing.shop.exporter PORT WEB RATE
"""

import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import urllib3

from tocsin.surfaces.cli.playing.shop.machines import failing
from tocsin.surfaces.cli.playing.shop.watcher import EVERY

_PATIENCE = urllib3.Timeout(connect=0.5, read=2.0)


class State:
    """How many synthetic orders have failed in a row."""

    failed = 0


def look_on(web: str, rate: float) -> None:
    http = urllib3.PoolManager(timeout=_PATIENCE, retries=False)
    while True:
        time.sleep(EVERY / rate)
        try:
            is_taken = http.request("POST", f"{web}/orders").status == 201
        except urllib3.exceptions.HTTPError:
            is_taken = False
        State.failed = 0 if is_taken else State.failed + 1


def figures() -> str:
    lines = [f"shop_orders_failed_in_a_row {State.failed}"]
    up = 0 if State.failed else 1
    for check in failing():
        labels = f'host="{check.host}",check="{check.name}",level="{check.severity}"'
        lines.append(f"shop_check_up{{{labels}}} {up}")
    return "\n".join(lines) + "\n"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = figures().encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


def run(port: int, web: str, rate: float) -> None:
    threading.Thread(target=look_on, args=(web, rate), daemon=True).start()
    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    run(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]))
