"""Anybody's register by pages: handed in, mapped, tried, carried out, watched."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.company import Company
from tests.transfer import exports
from tests.web.conftest import Visitor
from tocsin.register.core.models import Incident
from tocsin.register.transfer.anyones.actions import carry_out_imports
from tocsin.register.transfer.anyones.reads import mapping_named
from tocsin.register.transfer.models import Run

GLPI = SimpleUploadedFile("glpi.csv", exports.GLPI)


def handed_in(root: Client, content: bytes, name: str = "glpi.csv") -> str:
    """Where the page of the file's mapping is."""
    sent = {"file": SimpleUploadedFile(name, content), "mapping": ""}
    answer = root.post("/settings/import", sent)
    assert answer.status_code == 302, answer.content
    return str(answer.headers["Location"])


def filled(root: Client, address: str, **other: str) -> dict[str, Any]:
    """The form as the page shows it, some of it told otherwise."""
    form = root.get(address).context["form"]
    told = {name: form[name].value() for name in form.fields}
    told["keep_rest"] = "on"
    return {n: "" if v is None else v for n, v in told.items()} | other


def place_of(root: Client, address: str, column: str) -> int:
    columns = root.get(address).context["sheet"].columns
    return int(columns.index(column))


def test_from_a_file_to_incidents(company: Company, visitor: Visitor) -> None:
    root = visitor("root")
    address = handed_in(root, exports.GLPI)
    page = root.get(address).content.decode()
    assert "Écran noir" in page, "examples are shown"
    assert "cp1252" in page
    assert "Pending = waiting" in page, "its words are there, with ours"

    tried = root.post(address, filled(root, address, verb="try"))
    page = tried.content.decode()
    assert "2 records: 2 new incidents" in page
    assert not Incident.objects.exists()

    begun = root.post(address, filled(root, address, verb="start"))
    where = begun.headers["Location"]
    assert "hx-trigger" in root.get(where).content.decode()
    while carry_out_imports():
        pass
    page = root.get(where).content.decode()
    assert "2 of 2 records" in page
    assert "hx-trigger" not in page
    assert Incident.objects.get(source_ref="412").title == "Écran noir"
    assert "glpi.csv" in root.get("/settings/import").content.decode()


def test_words_and_columns_are_told_otherwise(
    company: Company, visitor: Visitor
) -> None:
    root = visitor("root")
    address = handed_in(root, exports.GLPI)
    state, foo = (place_of(root, address, name) for name in ("Status", "Foo"))
    told = {
        f"values_{state}": "Pending = waiting:supplier\nClosed =",
        f"to_{foo}": "ignore",
        "zone": "Europe/Paris",
        "save_as": "glpi-weekly",
    }
    answer = root.post(address, filled(root, address, verb="save", **told))
    assert answer.status_code == 200
    kept = mapping_named("glpi-weekly")
    assert kept.zone == "Europe/Paris"
    (column,) = kept.to("state")
    assert column.values == {"pending": "waiting:supplier"}
    again = f"{address.partition('&')[0]}&mapping=glpi-weekly"
    page = root.get(again).content.decode()
    assert "Pending = waiting:supplier" in page
    root.post(again, filled(root, again, verb="start"))
    while carry_out_imports():
        pass
    found = Incident.objects.get(source_ref="413")
    assert (found.waiting_cause, "Foo" in found.told) == ("supplier", False)


def test_what_is_wrong_is_said_and_nothing_is_lost(
    company: Company, visitor: Visitor
) -> None:
    root = visitor("root")
    sent = {"file": SimpleUploadedFile("x.json", b"[1, 2"), "mapping": ""}
    answer = root.post("/settings/import", sent)
    assert answer.status_code == 422
    assert "x.json" in answer.content.decode()
    address = handed_in(root, exports.GLPI)
    odd = {"zone": "Mars/Olympus", "source": "My Source!", "verb": "try"}
    answer = root.post(address, filled(root, address, **odd))
    assert answer.status_code == 422
    assert "My Source!" in answer.content.decode()
    title = place_of(root, address, "Title")
    odd = {f"to_{title}": "state", "verb": "try"}
    answer = root.post(address, filled(root, address, **odd))
    assert answer.status_code == 422
    assert "only one column can tell this" in answer.content.decode()


def test_it_is_stopped_and_what_was_unusable_is_fetched(
    company: Company, visitor: Visitor
) -> None:
    root = visitor("root")
    content = b"Number,Title\n1,A\n1,=B\n"
    address = handed_in(root, content, "x.csv")
    begun = root.post(address, filled(root, address, verb="start"))
    where = begun.headers["Location"]
    carry_out_imports()
    table = b"".join(root.get(f"{where}/rejects.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "3,its number stands in line 2 already,1,'=B" in table
    begun = root.post(address, filled(root, address, verb="start"))
    root.post(begun.headers["Location"])
    assert Run.objects.latest("id").state == "stopped"


@pytest.mark.parametrize("name", ["grace", "marc", "eva", "ada", "tom"])
def test_nobody_but_administrators(
    company: Company, visitor: Visitor, name: str
) -> None:
    root, other = visitor("root"), visitor(name)
    address = handed_in(root, exports.GLPI)
    told = filled(root, address, verb="start")
    where = root.post(address, told).headers["Location"]
    for one in ("/settings/import", address, where, f"{where}/rejects.csv"):
        assert other.get(one).status_code in (302, 403)
        assert other.post(one, told).status_code in (302, 403)
    assert Run.objects.get().state == "waiting"
