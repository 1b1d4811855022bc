"""An answer by mail, handed on by a mail server over LMTP, becomes a verb."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from tests.company import Company, kinds
from tests.lmtp import listening
from tests.paging import Arrivals
from tocsin.engine.sender import send_due
from tocsin.foundation.notify.channels.mail.answers import reply_address
from tocsin.foundation.notify.pages import Wanted, send_pages
from tocsin.kernel import clock
from tocsin.register.core.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def port() -> Iterator[int]:
    with listening() as found:
        yield found.port


def _mail(to: str, text: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "ada@shop.example", to, "Re: P2"
    mail.set_content(text)
    return mail


def test_a_reply_acknowledges(company: Company, arrivals: Arrivals, port: int) -> None:
    incident = company.open()
    wanted = Wanted("p-ada", "x", incident_id=incident.id, ref=incident.ref)
    send_pages([wanted], now=clock.now())
    while send_due():
        pass
    to = reply_address(arrivals.last, "tocsin@shop.example")
    with smtplib.LMTP("127.0.0.1", port) as talk:
        refused = _mail("tocsin@shop.example", "ack")
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            talk.send_message(refused)
        talk.send_message(_mail(to.replace("+", "+1"), "ack"))
        assert "acknowledged" not in kinds(incident), "nobody's token"
        talk.send_message(_mail(to, "Thanks, I saw it. I shall look after lunch."))
        assert "acknowledged" not in kinds(incident), "no answer but a text"
        talk.send_message(_mail(to, "ack\n\nOn Monday Tocsin wrote:\n> P2 …"))
    entry = Entry.objects.get(incident=incident, kind="acknowledged")
    assert (entry.actor_id, entry.via) == ("p-ada", "mail")
