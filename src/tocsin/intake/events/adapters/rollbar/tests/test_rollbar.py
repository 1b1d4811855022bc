"""After https://docs.rollbar.com/docs/webhooks"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair


def test_an_item_that_is_resolved_is_one_alert() -> None:
    first, last = pair("rollbar", "new_item", "resolved_item")

    assert first.key == "272716944"
    assert first.title == "TypeError: total is undefined"
    assert (first.severity, first.service) == ("error", "")
    assert first.labels["environment"] == "production"
    assert first.url == "https://rollbar.com/item/uuid/?uuid=d4c7acef"
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("rollbar", "new_item")
    assert is_recognised("rollbar", "resolved_item")
