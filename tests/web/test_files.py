"""Files by the pages: brought, opened safely, taken back, by whoever may."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.company import Company, kinds
from tests.web.conftest import Visitor
from tocsin.foundation.files.models import File
from tocsin.register.attachments.reads import files_of
from tocsin.register.core.models import Incident
from tocsin.surfaces.web.files_pages import address_of

pytestmark = pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume")
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


def bring(client: Client, incident: Incident, *files: tuple[str, bytes]) -> Any:
    sent = [SimpleUploadedFile(name, data, "text/html") for name, data in files]
    return client.post(f"/incidents/{incident.ref}/files", {"files": sent})


def only_address(company: Company, incident: Incident) -> str:
    (found,) = files_of(incident, company.actor("grace"))
    return address_of(found)


@pytest.mark.parametrize(
    ("name", "data", "type", "shown"),
    [
        ("a.png", PNG, "image/png", "inline"),
        ("x.svg", SVG, "text/plain; charset=utf-8", "inline"),
        ("y.html", b"<script>x</script>", "text/plain; charset=utf-8", "inline"),
        ("z.pdf", b"%PDF-1.7\n", "application/pdf", "attachment"),
        ("Büro 日本.bin", b"\x00\x01", "application/octet-stream", "attachment"),
    ],
)
def test_whatever_is_in_it_nothing_runs(
    company: Company, visitor: Visitor, name: str, data: bytes, type: str, shown: str
) -> None:
    incident = company.open()
    assert bring(visitor("grace"), incident, (name, data)).status_code == 302
    answer = visitor("eva").get(only_address(company, incident))
    assert b"".join(answer) == data
    assert answer["Content-Type"] == type
    assert answer["Content-Disposition"].startswith(shown)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    tag = {"If-None-Match": answer["ETag"]}
    again = visitor("eva").get(only_address(company, incident), headers=tag)
    assert again.status_code == 304


def test_several_at_once_or_none(company: Company, visitor: Visitor) -> None:
    incident = company.open()
    bad = ("run.png", b"MZ" + b"\x00" * 90)
    refused = bring(visitor("grace"), incident, ("a.txt", b"one"), bad)
    assert refused.status_code == 415
    assert not File.objects.exists()
    bring(visitor("grace"), incident, ("a.txt", b"one"), ("b.txt", b"two"))
    assert len(files_of(incident, company.actor("grace"))) == 2


def test_a_reporter_opens_their_own_and_strangers_nothing(
    company: Company, visitor: Visitor
) -> None:
    incident = company.open(by="tom")
    bring(visitor("tom"), incident, ("mine.txt", b"mine"))
    address = only_address(company, incident)
    page = visitor("tom").get(f"/incidents/{incident.ref}").content.decode()
    assert address in page
    assert visitor("tom").get(address).status_code == 200
    assert visitor("rita").get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_colleagues_files_are_not_the_reporters(
    company: Company, visitor: Visitor
) -> None:
    incident = company.open(by="tom")
    bring(visitor("grace"), incident, ("internal.txt", b"internal"))
    address = only_address(company, incident)
    assert visitor("tom").get(address).status_code == 404
    page = visitor("tom").get(f"/incidents/{incident.ref}").content.decode()
    assert "internal.txt" not in page


def test_taken_back_it_is_gone(company: Company, visitor: Visitor) -> None:
    incident = company.open()
    bring(visitor("grace"), incident, ("a.txt", b"one"))
    address = only_address(company, incident)
    entry = address.split("/")[2].rpartition("-")[2]
    visitor("grace").post(f"/incidents/{incident.ref}/files/{entry}/take-back")
    assert visitor("grace").get(address).status_code == 410


def said(client: Client, incident: Incident, **form: Any) -> Any:
    return client.post(f"/incidents/{incident.ref}/say", form)


def test_what_is_written_brings_its_files_or_neither_is_there(
    company: Company, visitor: Visitor
) -> None:
    incident, grace = company.open(), visitor("grace")
    picture = SimpleUploadedFile("seen.png", PNG)
    said(grace, incident, text="The lamp is red", kind="note", files=[picture])
    assert kinds(incident)[-2:] == ["noted", "attached"]
    program = SimpleUploadedFile("run.exe", b"MZ" + b"\x00" * 90)
    answer = said(grace, incident, text="And this", kind="note", files=[program])
    assert answer.status_code == 415
    assert "And this" in answer.content.decode()
    assert kinds(incident)[-1] == "attached"
    said(grace, incident, text="", kind="note", files=[SimpleUploadedFile("a", b"a")])
    assert kinds(incident)[-2:] == ["attached", "attached"]
    assert said(grace, incident, text="", kind="note").status_code == 422


def test_a_file_sent_with_a_reply_is_the_reporters_too(
    company: Company, visitor: Visitor
) -> None:
    incident = company.open(by="tom")
    for kind in ("note", "reply"):
        sent = SimpleUploadedFile(f"{kind}.txt", kind.encode())
        said(visitor("grace"), incident, text="See here", kind=kind, files=[sent])
    page = visitor("tom").get(f"/incidents/{incident.ref}").content.decode()
    assert "reply.txt" in page
    assert "note.txt" not in page


def test_a_report_is_taken_with_the_files_that_can_be(
    company: Company, visitor: Visitor
) -> None:
    sent = [
        SimpleUploadedFile("a.png", PNG),
        SimpleUploadedFile("b", b"MZ" + b"\0" * 9),
    ]
    told = {"title": "It smells", "files": sent}
    page = visitor("tom").post("/record", told, follow=True).content.decode()
    assert "a.png" in page
    incident = Incident.objects.get(title="It smells")
    assert kinds(incident).count("attached") == 1
    assert "refused" in page or "not taken" in page


def test_a_preview_tells_nobody_anything(company: Company, visitor: Visitor) -> None:
    incident = company.open()
    before = incident.seq
    form = {"text": "It is **hot** <script>", "kind": "note", "preview": "yes"}
    page = said(visitor("grace"), incident, **form).content.decode()
    assert "<strong>hot</strong>" in page
    assert "<script>" not in page.partition('id="said-preview"')[2]
    assert "It is **hot**" in page, "what was written is still in its field"
    assert Incident.objects.get(id=incident.id).seq == before
