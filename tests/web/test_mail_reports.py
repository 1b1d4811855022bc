"""A mail that reports something, handed on over LMTP, is in the register, once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.company import Company, kinds, settle
from tests.lmtp import DESK, Server, listening
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.actions import set_option
from tocsin.foundation.mail.letter import thread_id
from tocsin.foundation.mail.models import Mail
from tocsin.foundation.mail.options import REPORT_ADDRESS
from tocsin.register.attachments.reads import files_of
from tocsin.register.core.models import Entry, Incident
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.work.actions import erase_person_everywhere, restrict
from tocsin.response.statuspage.actions.noticing import publish_notice
from tocsin.response.statuspage.actions.pages import add_component, add_page
from tocsin.surfaces.wire import mail_reports
from tocsin.surfaces.wire.mail_in import carry_out_mail

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(company: Company) -> Iterator[Server]:
    set_option(REPORT_ADDRESS, DESK, by=SYSTEM)
    with listening() as found:
        yield found


def mail(text: str = "The page stays white.", **headers: str) -> EmailMessage:
    made = EmailMessage()
    told = {"From": "Tom <tom@shop.example>", "To": DESK, "Subject": "I cannot pay"}
    told |= {"Message-ID": "<one@shop.example>"}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in told.items():
        made[name] = value
    made.set_content(text)
    return made


def texts(incident: Incident, kind: str) -> list[str]:
    told = entries_of([incident.id], kind=kind)
    return [str(entry.body.get("text", "")) for entry in told]


def only() -> Incident:
    return Incident.objects.get()


def test_a_mail_becomes_a_report_and_its_answers_its_notes(
    company: Company, server: Server
) -> None:
    assert server.hands_on(mail().as_bytes()) == ["250"]
    incident = only()
    assert (incident.title, incident.description) == (
        "I cannot pay",
        "The page stays white.",
    )
    assert (incident.reporter_id, incident.channel) == ("p-tom", "email")
    assert incident.detected_by == "user"
    settle()
    answer = Mail.objects.get(kind="acknowledgement")
    assert (answer.address, answer.thread) == ("tom@shop.example", incident.ref)

    again = {"In_Reply_To": answer.message_id, "Subject": "Re: I cannot pay"}
    again |= {"References": f"{thread_id(incident.ref)} {answer.message_id}"}
    said = mail("It is so with all cards.\n\n> We have your report", **again)
    said.replace_header("Message-ID", "<two@shop.example>")
    server.hands_on(said.as_bytes())
    seen = mail("I look at it.", From="Ada <ada@shop.example>")
    seen.replace_header("Subject", f"Re: {incident.ref}: I cannot pay")
    server.hands_on(seen.as_bytes(), sender="ada@shop.example")
    incident = only()
    replied = Entry.objects.get(incident=incident, kind="replied")
    assert (replied.actor_id, replied.via) == ("p-tom", "mail")
    assert texts(incident, "replied") == [
        "It is so with all cards.\n\n> We have your report"
    ]
    noted = Entry.objects.get(incident=incident, kind="noted")
    assert (noted.actor_id, noted.audience) == ("p-ada", "internal")
    settle()
    assert Mail.objects.filter(kind="acknowledgement").count() == 1


def test_a_stranger_is_heard_and_answered(company: Company, server: Server) -> None:
    told = mail(From="Uncle Bob <Bob@else.example>", Subject="=?utf-8?q?Caf=C3=A9?=")
    server.hands_on(told.as_bytes(), sender="bob@else.example")
    incident = only()
    assert (incident.reporter_id, incident.title) == (None, "Café")
    assert incident.reporter_name == "Uncle Bob <Bob@else.example>"
    assert "reporter" in incident.flags
    answer = Mail.objects.get(kind="acknowledgement")
    assert (answer.address, answer.body["link"]) == ("Bob@else.example", "")
    settle()
    assert Mail.objects.filter(kind="acknowledgement").count() == 1

    more = mail("More of it", From="bob@else.example", Message_ID="<2@else.example>")
    more.replace_header("Subject", f"Re: {incident.ref}: Café")
    server.hands_on(more.as_bytes(), sender="bob@else.example")
    assert texts(only(), "noted") == ["<bob@else.example>\n\nMore of it"]
    other = mail("Me too", From="eve@else.example", Message_ID="<3@else.example>")
    other.replace_header("Subject", f"Re: {incident.ref}")
    server.hands_on(other.as_bytes(), sender="srs0=x@forwards.example")
    assert Incident.objects.count() == 2, "another stranger's is a report of its own"
    assert not Mail.objects.filter(address="eve@else.example").exists()


def test_strangers_are_answered_so_often(company: Company, server: Server) -> None:
    for number in range(7):
        told = mail(From="bob@else.example", Message_ID=f"<{number}@else.example>")
        server.hands_on(told.as_bytes(), sender="bob@else.example")
    assert Incident.objects.count() == 7
    assert Mail.objects.count() == 5


def test_who_is_doubted_is_not_believed(company: Company, server: Server) -> None:
    failed = "mx.shop.example; spf=pass; dmarc=fail header.from=shop.example"
    server.hands_on(mail(Authentication_Results=failed).as_bytes())
    two = mail(Message_ID="<2@x.example>").as_bytes()
    server.hands_on(b"From: ada@shop.example\r\n" + two)
    assert set(Incident.objects.values_list("reporter_id", flat=True)) == {None}


def test_the_answer_tells_what_is_known(company: Company, server: Server) -> None:
    incident = company.open(by="tom", title="Card payments fail")
    add_page("shop", "Shop", by=SYSTEM, is_main=True)
    add_component("shop", "Checkout", by=SYSTEM, services=["checkout"])
    publish_notice(
        "shop",
        by=SYSTEM,
        title="Cards are refused",
        text="Use a voucher.",
        ref=incident.ref,
        components={},
    )
    server.hands_on(mail(Subject="Checkout: cards are refused").as_bytes())
    settle()
    made = Incident.objects.get(source="mail")
    answer = Mail.objects.get(kind="acknowledgement", thread=made.ref)
    told = answer.body["paragraphs"]
    assert told[0] == f"We have your report, {made.ref}."
    assert told[1:3] == [
        "This is known now, and may be yours: Cards are refused",
        "Use a voucher.",
    ]
    raw = mail(From="bob@else.example", Message_ID="<2@else.example>").as_bytes()
    server.hands_on(raw, sender="bob@else.example")
    stranger = Mail.objects.get(address="bob@else.example")
    assert "Use a voucher." in stranger.body["paragraphs"]


def test_one_mail_is_taken_once(company: Company, server: Server) -> None:
    raw = mail().as_bytes()
    plus = DESK.replace("@", "+web@")
    assert server.hands_on(raw, DESK, plus) == ["250", "250"]
    assert server.hands_on(b"Received: once more\r\n" + raw) == ["250"]
    incident = only()
    said = mail("Still so", Subject=f"Re: {incident.ref}", Message_ID="<2@x.example>")
    for _time in range(2):
        server.hands_on(said.as_bytes())
    assert texts(only(), "replied") == ["Still so"]
    nameless = mail("No name of its own", Subject="Another")
    del nameless["Message-ID"]
    for _time in range(2):
        server.hands_on(nameless.as_bytes())
    assert Incident.objects.count() == 2


AUTOMATIC: list[dict[str, str]] = [
    {"Auto_Submitted": "auto-replied"},
    {"Auto_Submitted": "auto-generated (vacation)"},
    {"Precedence": "bulk"},
    {"Precedence": "List"},
    {"Return_Path": "<>"},
    {"From": DESK},
    {"From": "tocsin@localhost"},
]


def test_programs_are_neither_recorded_nor_answered(
    company: Company, server: Server
) -> None:
    for headers in AUTOMATIC:
        assert server.hands_on(mail(**headers).as_bytes()) == ["250"]
        assert not Incident.objects.exists(), headers
    assert server.hands_on(mail().as_bytes(), sender="") == ["250"]
    assert not Incident.objects.exists()
    server.hands_on(mail(Auto_Submitted="No").as_bytes())
    settle()
    own = Mail.objects.get(kind="acknowledgement")
    back = mail(Message_ID=own.message_id, Subject="Looks like another")
    server.hands_on(back.as_bytes())
    assert not Incident.objects.exclude(title="I cannot pay").exists()
    assert Mail.objects.count() == 1


def test_files_come_along_and_what_is_refused_is_named(
    company: Company, server: Server
) -> None:
    made = mail()
    picture = b"\x89PNG\r\n\x1a\n" + b"0" * 64
    made.add_attachment(picture, "image", "png", filename="a.png")
    program = b"MZ" + b"\x00" * 200
    made.add_attachment(program, "application", "octet-stream", filename="run.exe")
    made.add_attachment(mail("Forwarded", Subject="Before"))
    server.hands_on(made.as_bytes())
    incident = only()
    names = [each.name for each in files_of(incident, company.actor("tom"))]
    assert names == ["a.png", "mail-3.eml"]
    (told,) = texts(incident, "noted")
    assert told.startswith("Of this mail was not taken:\nrun.exe")


def test_html_is_read_by_its_text(company: Company, server: Server) -> None:
    made = mail("x")
    html = "<head><style>p {}</style></head><p>It is <b>white</b></p>"
    html += "<blockquote>You&nbsp;wrote</blockquote>"
    made.set_content(html, subtype="html")
    server.hands_on(made.as_bytes())
    assert only().description == "It is white\n\nYou wrote"


def test_of_what_one_may_not_see_nothing_is_told(
    company: Company, server: Server
) -> None:
    hidden = company.open(by="grace", title="Whom we let go")
    restrict(hidden.id, by=company.actor("grace"), people=["p-grace"])
    told = mail("What is it?", Subject=f"Re: {hidden.ref}")
    server.hands_on(told.as_bytes())
    seen = mail("And me?", From="ada@shop.example", Subject=hidden.ref)
    seen.replace_header("Message-ID", "<2@x.example>")
    server.hands_on(seen.as_bytes())
    settle()
    assert not {"noted", "replied"} & set(kinds(hidden))
    assert Incident.objects.filter(source="mail").count() == 2
    said = " ".join(f"{row.subject} {row.body}" for row in Mail.objects.all())
    assert "let go" not in said


def test_the_same_mail_at_the_same_instant_is_taken_once(
    company: Company, server: Server
) -> None:
    raw = mail().as_bytes()
    with ThreadPoolExecutor(4) as pool:
        told = [pool.submit(server.hands_on, raw) for _time in range(4)]
        assert [each.result() for each in told] == [["250"]] * 4
    assert only().title == "I cannot pay"


def test_who_was_doubted_adds_to_what_they_reported(
    company: Company, server: Server
) -> None:
    failed = {"Authentication_Results": "mx.shop.example; dmarc=fail"}
    server.hands_on(mail(**failed).as_bytes())
    more = mail("Still so", Message_ID="<2@x.example>", Subject=only().ref)
    server.hands_on(more.as_bytes())
    noted = Entry.objects.get(incident=only(), kind="noted")
    assert noted.on_behalf_of == "p-tom"


@settings(max_examples=15)
@given(
    st.binary(max_size=200),
    st.binary(max_size=80).filter(lambda told: b"\n" not in told and b"\r" not in told),
)
def test_whatever_is_mailed_is_a_report(
    company: Company, text: bytes, subject: bytes
) -> None:
    set_option(REPORT_ADDRESS, DESK, by=SYSTEM)
    before = Incident.objects.count()
    name = f"<{uuid4()}@x.example>".encode()
    raw = b"From: tom@shop.example\r\nMessage-ID: %b\r\nSubject: %b\r\n\r\n%b"
    carry_out_mail(raw % (name, subject, text), DESK, "tom@shop.example")
    carry_out_mail(uuid4().bytes + text, DESK, "tom@shop.example")
    assert Incident.objects.count() == before + 2


def test_what_fails_is_kept_nowhere_and_comes_again(
    company: Company, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_told: Any, **_more: Any) -> int:
        raise OperationalError("the database went away")

    told = mail(From="bob@else.example").as_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(mail_reports, "acknowledge_stranger", fails)
        assert server.hands_on(told, sender="bob@else.example") == ["451"]
    assert not Incident.objects.exists()
    assert server.hands_on(told, sender="bob@else.example") == ["250"]
    assert only().title == "I cannot pay"


def test_what_a_person_mailed_is_erased_with_them(
    company: Company, server: Server
) -> None:
    failed = {"Authentication_Results": "mx.shop.example; dmarc=fail"}
    made = mail("I am Quuxley", Subject="Quuxley cannot pay", **failed)
    made.add_attachment("quuxley's", filename="quuxley.txt")
    server.hands_on(made.as_bytes())
    known = mail("It is Quuxley", Message_ID="<2@x.example>")
    known.add_attachment(b"MZ" + b"\x00" * 90, "x", "x", filename="quuxley.exe")
    server.hands_on(known.as_bytes())
    settle()
    erase_person_everywhere("p-tom", by=SYSTEM)
    settle()
    for row in Incident.objects.all():
        left = f"{row.title} {row.description} {row.reporter_name} {row.told}"
        left += " ".join(str(entry.body) for entry in entries_of([row.id]))
        assert "quuxley" not in left.lower()
        assert not files_of(row, SYSTEM)
    assert not Mail.objects.exists()
