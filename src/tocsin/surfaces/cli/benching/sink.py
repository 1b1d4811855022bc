"""A mail server that keeps nothing: it tells when each mail came, and what it is about.

Run as a program of its own, so that taking mail costs those who send it nothing.
"""

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tocsin.surfaces.cli.benching.processes import free_port

_HOST = "127.0.0.1"


@dataclass
class Sink:
    """What came: for each mail its subject and the second at which it was taken."""

    port: int
    came: list[tuple[str, float]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://{_HOST}:{self.port}"

    def wait_for(self, count: int, patience: float) -> None:
        """Returns when so many have come, or none of them come in time."""
        ends_at = time.monotonic() + patience
        while len(self.came) < count and time.monotonic() < ends_at:
            time.sleep(0.01)


@contextmanager
def sink() -> Iterator[Sink]:
    """A server of its own, until the end."""
    found = Sink(free_port())
    running = subprocess.Popen(
        [sys.executable, "-m", __name__, str(found.port)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout, "it was asked for"
    running.stdout.readline()

    def read(lines: Iterator[str]) -> None:
        for line in lines:
            at, _space, subject = line.rstrip("\n").partition(" ")
            found.came.append((subject, float(at)))

    reader = threading.Thread(target=read, args=(iter(running.stdout),), daemon=True)
    reader.start()
    try:
        yield found
    finally:
        running.terminate()
        running.wait()
        reader.join()
        running.stdout.close()


async def _talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """As much of RFC 5321 as a sender needs."""
    writer.write(b"220 sink\r\n")
    while line := await reader.readline():
        verb = line[:4].upper()
        if verb == b"DATA":
            writer.write(b"354 go on\r\n")
            mail = await reader.readuntil(b"\r\n.\r\n")
            writer.write(b"250 taken\r\n")
            _say(f"{time.time():.6f} {_subject(mail)}")
        elif verb == b"QUIT":
            writer.write(b"221 bye\r\n")
            break
        else:
            writer.write(b"250 sink\r\n")
    writer.close()


def _subject(mail: bytes) -> str:
    head = mail.split(b"\r\n\r\n", 1)[0].replace(b"\r\n ", b" ")
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"subject:"):
            return line[8:].strip().decode("utf-8", "replace")
    return ""


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def _serve(port: int) -> None:
    server = await asyncio.start_server(_talk, _HOST, port)
    _say("ready")
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
