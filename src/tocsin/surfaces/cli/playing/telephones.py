"""The telephones of the people in a story: an SMS gateway that Tocsin sends to, and
that hands their answers back."""

import json
import re
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime

import urllib3

from tocsin.surfaces.cli.playing.asking import Clock, NeverCame
from tocsin.surfaces.cli.playing.shop.answering import Reply, Server, server

_LOOK = 0.03


@dataclass(frozen=True, slots=True)
class Text:
    """One SMS as it came to a telephone."""

    number: str
    text: str
    at: datetime


@dataclass
class Telephones:
    """`replies` is where Tocsin takes answers, with the secret for them in it."""

    clock: Clock
    replies: str = ""
    came: list[Text] = field(default_factory=list)
    is_down: bool = False

    def __post_init__(self) -> None:
        self._server: Server = server(0, self._take)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/send"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _take(self, _method: str, _path: str, body: bytes) -> Reply:
        told = json.loads(body)
        self.came.append(Text(told["to"], told["text"], self.clock.now()))
        return 200, {"id": f"sms-{len(self.came)}"}

    def texts_to(self, number: str, since: datetime | None = None) -> list[Text]:
        return [
            text
            for text in list(self.came)
            if text.number == number and (since is None or text.at >= since)
        ]

    def wait_for(
        self, number: str, since: datetime, within: float, word: str = ""
    ) -> Text:
        """The first text since then; with a word, the first that has it."""
        ends_at = time.monotonic() + max(within / self.clock.rate, 10.0)
        while time.monotonic() < ends_at:
            for text in self.texts_to(number, since):
                if word in text.text:
                    return text
            time.sleep(_LOOK)
        raise NeverCame(f"a text to {number}")

    def answer(self, text: Text, word: str) -> None:
        """As the text asks for it: by its code, since a telephone that has rung for
        several things cannot tell otherwise which is meant."""
        found = re.search(rf"(\d+) {word}\b", text.text)
        said = found[0] if found else word
        body = json.dumps({"from": text.number, "text": said}).encode()
        urllib3.request("POST", self.replies, body=body, retries=False)
