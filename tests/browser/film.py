"""A film strip of Black Friday for the README: while the story is played, a picture of
the page that matters then, and all of them side by side."""

import os
import queue
import tempfile
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

import django
from playwright.sync_api import Browser, Page

from tests.browser import serving

SIZE = (1100, 760)
SPEED, REPORTERS = 6, 60
# What the story tells, the page to look at then, and what is said below it.
FRAMES = (
    (
        "{ref} is registered.",
        "/alerts",
        "The primary is dead: the first alerts, one incident",
    ),
    ("{ref} is declared major.", "/major/{ref}", "Declared by SMS, roles are filled"),
    ("Two of four", "/swarms/{swarm}", "Everybody in one room, two causes refuted"),
    ("The primary team", "/incidents/{ref}", "Named: Database. The others are let go"),
    ("The status page", "/status/shop-drills", "The replica serves; users are told"),
    (
        "{review} is approved.",
        "/reviews/{review}",
        "What stays: the review, in figures",
    ),
)
_STRIP = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 16px; display: flex; gap: 14px; width: max-content;
  font: 15px/1.35 system-ui, sans-serif; color: #1d232b; background: #f4f5f7 }}
figure {{ margin: 0; width: 360px }}
img {{ width: 360px; border-radius: 8px; border: 1px solid #d5d9df; display: block }}
figcaption {{ margin-top: 8px }} b {{ font-variant-numeric: tabular-nums }}
</style>{figures}"""


def shoot(browser: Browser, file: Path) -> bool:
    """The story is played, and its strip is in `file`; says whether all rows held."""
    with tempfile.TemporaryDirectory(prefix="tocsin-", dir="/tmp") as name:
        os.environ["TOCSIN_HOME"] = f"{name}/unused"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.settings")
        django.setup()
        from tocsin.surfaces.cli.playing.black_friday.telling import told
        from tocsin.surfaces.cli.playing.organisation import command
        from tocsin.surfaces.cli.playing.stage import stage

        with stage(SPEED, reporters=REPORTERS, keep=Path(name) / "play") as set_up:
            word = ("person", "password", "shop-mira", "--password", serving.PASSWORD)
            command(set_up.environment, *word)
            said: queue.Queue[str | None] = queue.Queue()
            held: list[bool] = []

            def play() -> None:
                story = told(set_up, "", said.put)
                held.append(story.minutes.held)
                said.put(None)

            threading.Thread(target=play, daemon=True).start()
            context = serving.sign_in(browser, set_up.api.url, "shop-mira", SIZE)
            page = context.new_page()
            _compose(page, list(_frames(page, said)), file)
            context.close()
        return held == [True]


def _frames(page: Page, said: "queue.Queue[str | None]") -> Iterator[tuple[str, bytes]]:
    """Caption and picture of each, as the story comes to it."""
    known, left = {"ref": "", "swarm": "", "review": ""}, list(FRAMES)
    while (line := said.get(timeout=600)) is not None:
        for word in line.rstrip(".:").replace(":", " ").split():
            for name, prefix in (
                ("ref", "INC-"),
                ("swarm", "SWM-"),
                ("review", "REV-"),
            ):
                if word.startswith(prefix):
                    known[name] = known[name] or word
        if left and line.startswith(left[0][0].format(**known)):
            _begun, path, caption = left.pop(0)
            with _steady(page, path.format(**known)):
                yield caption, page.screenshot()
    assert not left, f"the story never came to {left[0][0]}"


@contextmanager
def _steady(page: Page, path: str) -> Iterator[None]:
    page.goto(path)
    page.wait_for_load_state("load")
    yield


def _compose(page: Page, frames: list[tuple[str, bytes]], file: Path) -> None:
    figures = "".join(
        f'<figure><img src="data:image/png;base64,{b64encode(picture).decode()}">'
        f"<figcaption><b>{number}</b> {escape(caption)}</figcaption></figure>"
        for number, (caption, picture) in enumerate(frames, start=1)
    )
    strip = page.context.browser
    assert strip
    apart = strip.new_page(viewport={"width": 2300, "height": 360})
    apart.set_content(_STRIP.format(figures=figures))
    apart.locator("body").screenshot(path=file)
    apart.close()
