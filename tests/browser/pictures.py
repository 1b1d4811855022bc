"""Pictures of the main pages for the README, taken from the sample organisation.

`make pictures` writes them to `docs/pictures`; look at them before a change of the
pages is called done.
"""

from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser

from tests.browser import film, serving

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
WIDE = (1280, 800)
Theme = Literal["light", "dark"]
PICTURES: tuple[tuple[str, str, Theme, tuple[int, int]], ...] = (
    ("desk-light", "/", "light", WIDE),
    ("desk-dark", "/", "dark", WIDE),
    ("incident-light", "/incidents/{ref}", "light", WIDE),
    ("incident-dark", "/incidents/{ref}", "dark", WIDE),
    ("register-light", "/register", "light", WIDE),
    ("categories-light", "/categories", "light", WIDE),
    ("changes-light", "/changes", "light", WIDE),
    ("people-dark", "/people", "dark", WIDE),
    ("map-light", "/services/map", "light", WIDE),
    ("alerts-light", "/alerts", "light", WIDE),
    ("matrix-light", "/matrix", "light", WIDE),
    ("oncall-light", "/on-call", "light", WIDE),
    ("oncall-dark", "/on-call", "dark", WIDE),
    ("targets-light", "/targets", "light", WIDE),
    ("room-light", "/swarms/{swarm}", "light", WIDE),
    ("room-dark", "/swarms/{swarm}", "dark", WIDE),
    ("major-light", "/major/{ref}", "light", WIDE),
    ("status-light", "/status", "light", WIDE),
    ("help-light", "/help", "light", WIDE),
    ("review-light", "/reviews/{review}", "light", WIDE),
    ("phone-desk", "/", "light", serving.PHONE),
    ("phone-incident", "/incidents/{ref}", "dark", serving.PHONE),
)


def take(browser: Browser, address: str) -> list[Path]:
    """Every picture, as Marc sees the page; says which files were written."""
    context = serving.sign_in(browser, address, "marc", WIDE)
    page = context.new_page()
    page.goto("/")
    row = page.locator("#rows tr[data-ref]").first
    ref = str(row.get_attribute("data-ref"))
    page.goto("/swarms")
    link = page.locator("main a[href^='/swarms/']").first
    swarm = str(link.get_attribute("href")).rpartition("/")[2]
    page.goto("/reviews")
    link = page.locator("main a[href^='/reviews/REV']").first
    review = str(link.get_attribute("href")).rpartition("/")[2]
    FOLDER.mkdir(parents=True, exist_ok=True)
    written = []
    for name, path, theme, (width, height) in PICTURES:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=theme)
        page.goto(path.format(ref=ref, swarm=swarm, review=review))
        page.wait_for_load_state("load")
        if path == "/" and width == WIDE[0]:
            page.wait_for_selector("#preview[data-ref]")
        written.append(FOLDER / f"{name}.png")
        page.screenshot(path=written[-1])
    context.close()
    return written


def main() -> None:
    if not serving.is_there():
        raise SystemExit("Pictures need Chromium: apt install chromium")
    with serving.tocsin() as address, serving.chromium() as browser:
        for file in take(browser, address):
            size = file.stat().st_size // 1000
            print(f"{file.relative_to(FOLDER.parents[1])}  {size} kB")  # noqa: T201
    with serving.chromium() as browser:
        if not film.shoot(browser, FOLDER / "black-friday.png"):
            raise SystemExit("Black Friday: a promise was not held")


if __name__ == "__main__":
    main()
