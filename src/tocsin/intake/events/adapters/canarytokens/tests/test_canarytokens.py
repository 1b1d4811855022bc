"""After https://docs.canarytokens.org/guide/"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, is_recognised
from tocsin.intake.events.adapters.tests.sending import event, fixture
from tocsin.intake.events.event import Act


def test_a_token_that_somebody_touched_is_critical() -> None:
    told = event("canarytokens", fixture("canarytokens", "triggered"))

    assert (told.act, told.severity, told.key) == (Act.OPEN, "critical", "1a2b")
    assert told.title == "Canarytoken triggered: passwords.docx on the file server"
    assert told.labels["src_ip"] == "192.0.2.77"
    assert told.starts_at == BEGAN


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("canarytokens", "triggered")
