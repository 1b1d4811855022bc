"""People from a file by pages: handed in, mapped, tried, carried out, watched."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.company import Company
from tests.web.conftest import Visitor
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.directory.actions import carry_out_runs
from tocsin.foundation.directory.kinds import mapping_called
from tocsin.foundation.directory.models import Run, Secret
from tocsin.foundation.directory.secrets import secret_of

PEOPLE = """ID;Login;Display name;E-Mail;Manager;Team;Nonsense
1;lea;Léa Petit;lea@shop.example;2;application;x
2;max;Max Groß;max@shop.example;;application, infrastructure;y
3;ada;Ada Byron;ada@shop.example;;;=z
4;ben;Ben;no address;;;
""".encode()


def handed_in(root: Client, content: bytes = PEOPLE, name: str = "hr.csv") -> str:
    """Where the page of the file's mapping is."""
    sent = {"file": SimpleUploadedFile(name, content), "mapping": ""}
    answer = root.post("/settings/directory/import", sent)
    assert answer.status_code == 302, answer.content
    return str(answer.headers["Location"])


def filled(root: Client, address: str, **other: str) -> dict[str, Any]:
    """The form as the page shows it, some of it told otherwise."""
    form = root.get(address).context["form"]
    told = {name: form[name].value() for name in form.fields}
    return {n: v for n, v in told.items() if v not in (None, False)} | other


def carried_out() -> Run:
    while carry_out_runs():
        pass
    return Run.objects.latest("id")


def test_from_a_file_to_people(company: Company, visitor: Visitor) -> None:
    root = visitor("root")
    address = handed_in(root)
    page = root.get(address).content.decode()
    assert "Léa Petit" in page, "examples are shown"

    tried = root.post(address, filled(root, address, verb="try")).content.decode()
    assert "4 people: 2 new, 1 changed, 0 to deactivate" in tried
    assert "Name: Ada<" in tried, "what it was"
    assert "Line manager: Max Groß" in tried, "by name, though he is new as well"
    assert "Ada Byron" in tried, "what it will be"
    assert "no address" in tried
    assert not Person.objects.filter(username="lea").exists()

    begun = root.post(address, filled(root, address, verb="start"))
    where = begun.headers["Location"]
    assert "hx-trigger" in root.get(where).content.decode()
    run = carried_out()
    assert (run.state, run.added, run.changed, run.refused) == ("done", 2, 1, 1)
    lea = Person.objects.get(username="lea")
    assert (lea.name, str(lea.line_manager)) == ("Léa Petit", "Max Groß")
    page = root.get(where).content.decode()
    assert "hx-trigger" not in page
    assert "“no address” is no e-mail address" in page
    table = b"".join(root.get(f"{where}/refused.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "5,“no address” is no e-mail address,4,ben,Ben,no address" in table
    assert "hr.csv" in root.get("/settings/directory").content.decode()


def test_a_run_that_takes_too_many_waits_for_a_word(
    company: Company, visitor: Visitor
) -> None:
    root = visitor("root")
    many = "id,login\n" + "".join(f"{n},u{n}\n" for n in range(20))
    address = handed_in(root, many.encode())
    root.post(address, filled(root, address, verb="start", whole="on"))
    assert carried_out().added == 20
    few = many.encode().split(b"10,u10")[0]
    address = handed_in(root, few)
    tried = root.post(address, filled(root, address, verb="try", whole="on"))
    assert b"More than 10 percent" in tried.content
    where = root.post(address, filled(root, address, verb="start", whole="on")).headers[
        "Location"
    ]
    assert carried_out().state == "held"
    page = root.get(where).content.decode()
    assert "10 of 20 people of hr would be deactivated" in page
    root.post(where, {"verb": "confirm", "why": "The shop in Lyon has closed."})
    assert carried_out().deactivated == 10
    assert "Left, with open work" in root.get("/settings/directory").content.decode()


def test_a_mapping_is_kept_and_what_is_wrong_is_said(
    company: Company, visitor: Visitor
) -> None:
    root = visitor("root")
    address = handed_in(root)
    root.post(address, filled(root, address, verb="save", save_as="hr-weekly"))
    assert mapping_called("hr-weekly").source == "hr"
    odd = filled(root, address, verb="try", source="My Source!")
    answer = root.post(address, odd)
    assert answer.status_code == 422
    assert "My Source!" in answer.content.decode()
    nobody = {f"to_{n}": "ignore" for n in range(7)}
    answer = root.post(address, filled(root, address, verb="try", **nobody))
    assert answer.status_code == 422


def test_a_directory_is_set_up_by_a_page(company: Company, visitor: Visitor) -> None:
    root = visitor("root")
    address = "/settings/directory/sources/corporate"
    told = filled(root, address, verb="save", url="ldaps://dc.example")
    told |= {"base": "ou=people,dc=example", "password": "hush-hush"}
    told |= {"roles": "cn=agents,ou=groups,dc=example = agent"}
    assert root.post(address, told).status_code == 302
    page = root.get(address).content.decode()
    assert "cn=agents,ou=groups,dc=example = agent" in page
    assert "hush-hush" not in page
    assert "hush-hush" not in Secret.objects.get().sealed
    assert secret_of("corporate") == "hush-hush"
    told["url"] = "ldap://dc.example"
    assert root.post(address, told).status_code == 422
    begun = root.post(address, {"verb": "start"})
    assert Run.objects.latest("id").source == "corporate"
    root.post(begun.headers["Location"], {"verb": "stop"})
    assert Run.objects.latest("id").state == "stopped"


@pytest.mark.parametrize("name", ["grace", "marc", "eva", "ada", "tom"])
def test_nobody_but_administrators(
    company: Company, visitor: Visitor, name: str
) -> None:
    root, other = visitor("root"), visitor(name)
    address = handed_in(root)
    told = filled(root, address, verb="start")
    where = root.post(address, told).headers["Location"]
    for one in (address, where, f"{where}/refused.csv", "/settings/directory"):
        assert other.get(one).status_code in (302, 403)
        assert other.post(one, told).status_code in (302, 403)
    assert Run.objects.get().state == "waiting"
