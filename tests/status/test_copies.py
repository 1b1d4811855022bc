"""A copy of public pages as files, written anew at each change; and an existing reader
of Statuspage, unchanged: PyPI's `statuspage-prometheus-exporter`."""

import importlib
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.kernel import clock
from tocsin.response.statuspage.actions.noticing import publish_notice
from tocsin.response.statuspage.actions.pages import add_component, add_page
from tocsin.response.statuspage.actions.working import advance_work, plan_work
from tocsin.response.statuspage.models import Component, Notice
from tocsin.surfaces.status.copying import copy_when_changed

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "copy"
    monkeypatch.setenv("TOCSIN_STATUS_EXPORT", str(place))
    return place


@pytest.fixture
def part(company: Company) -> Component:
    add_page("shop", "Shop", by=SYSTEM)
    inner: dict[str, Any] = {"access": "people"}
    add_page("inner", "Inner", by=SYSTEM, **inner)
    add_component("shop", "Checkout", by=SYSTEM)
    return add_component("shop", "Search", by=SYSTEM)


def down(part: Component) -> Notice:
    told = {part.code: "partial_outage"}
    return publish_notice(
        "shop", by=SYSTEM, title="Search is slow", text="We look.", components=told
    )


def test_it_is_written_at_each_change_and_holds_what_is_public(
    folder: Path, part: Component
) -> None:
    assert copy_when_changed() > 10
    page = folder / "status" / "shop" / "index.html"
    assert "Everything works." in page.read_text()
    assert copy_when_changed() == 0, "nothing moved"
    notice = down(part)
    assert copy_when_changed() > 10
    assert "Search is slow" in page.read_text()
    shop = folder / "status" / "shop"
    assert (shop / "notices" / notice.code / "index.html").exists()
    assert b"Search is slow" in (shop / "feed.atom").read_bytes()
    summary = json.loads((shop / "api" / "v2" / "summary.json").read_text())
    assert summary["incidents"][0]["name"] == "Search is slow"
    assert not (folder / "status" / "inner").exists(), "that is not for everybody"
    assert not [each for each in folder.rglob(".*") if each.is_file()], "none is half"


def test_without_a_folder_nothing_is_written(
    part: Component, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TOCSIN_STATUS_EXPORT", raising=False)
    assert copy_when_changed() == 0


@pytest.fixture
def elsewhere(folder: Path) -> Iterator[str]:
    """Another server that shows the folder."""
    folder.mkdir()
    shows = partial(_Quiet, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), shows)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_told: Any) -> None:
        pass


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The exporter, which keeps files where it runs."""
    services = tmp_path / "services.json"
    services.write_text("{}")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SERVICES_JSON_PATH", str(services))
    return importlib.import_module("statuspage_prometheus_exporter.service_checker")


def test_an_existing_client_of_statuspage_reads_it(
    elsewhere: str, part: Component, reader: Any, hands: clock.Hands
) -> None:
    url = f"{elsewhere}/status/shop/api/v2/summary.json"

    def seen() -> Any:
        copy_when_changed()
        told = reader.check_service_status("shop", {"name": "Shop", "url": url})
        assert told["success"], told
        return told

    well = seen()
    assert (well["status"], well["raw_status"]) == (1, "none")
    assert {(c["name"], c["status_value"]) for c in well["component_metadata"]} == {
        ("Checkout", 1),
        ("Search", 1),
    }
    notice = down(part)
    ill = seen()
    assert (ill["status"], ill["raw_status"]) == (0, "major")
    (incident,) = ill["incident_metadata"]
    assert (incident["id"], incident["name"]) == (notice.code, "Search is slow")
    assert incident["shortlink"].endswith(f"/status/shop/notices/{notice.code}")
    values = {c["name"]: c["status_value"] for c in ill["component_metadata"]}
    assert values == {"Checkout": 1, "Search": 0}

    starts = hands.moment + timedelta(minutes=1)
    times: dict[str, Any] = {
        "starts_at": starts,
        "until_at": starts + timedelta(hours=1),
    }
    plan_work("shop", by=SYSTEM, title="The database moves", text="An hour.", **times)
    hands.forward(minutes=2)
    assert advance_work() == 1
    (work,) = seen()["maintenance_metadata"]
    assert work["name"] == "The database moves"
