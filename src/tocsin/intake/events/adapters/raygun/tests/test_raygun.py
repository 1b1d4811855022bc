"""After https://raygun.com/documentation/product-guides/integrations/webhooks/"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, is_recognised
from tocsin.intake.events.adapters.tests.sending import event, fixture
from tocsin.intake.events.event import Act


def test_an_error_is_one_alert_however_often_it_is_told() -> None:
    sent = fixture("raygun", "new_error")
    first = event("raygun", sent)
    again = event("raygun", {**sent, "eventType": "FiveMinuteFollowUp"})

    assert (first.act, again.act) == (Act.OPEN, Act.OPEN)
    assert first.key == again.key == "1a2b3c"
    assert first.title == "checkout: card refused"
    assert (first.severity, first.service) == ("error", "checkout")
    assert first.labels["version"] == "1.4.2"
    assert first.starts_at == BEGAN


def test_a_comment_is_a_remark() -> None:
    sent = {**fixture("raygun", "new_error"), "eventType": "CommentAdded"}
    assert event("raygun", sent).act == Act.NOTE


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("raygun", "new_error")
