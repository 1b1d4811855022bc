"""After https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair
from tocsin.intake.events.adapters.tests.sending import event, events, fixture
from tocsin.intake.events.event import Act


def test_a_subject_that_is_resolved_is_one_alert() -> None:
    first, last = pair("cloudevents", "structured", "resolved")

    assert first.key == "https://monitor.example.com/hosts|db1:/var"
    assert first.title == "Disk /var of db1 is full"
    assert (first.severity, first.service) == ("error", "checkout")
    assert first.labels["mount"] == "/var"
    assert first.url == "https://monitor.example.com/hosts/db1"
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("cloudevents", "structured")
    assert is_recognised("cloudevents", "resolved")


def test_the_binary_mode_has_its_attributes_in_headers() -> None:
    sent = fixture("cloudevents", "structured")
    headers = {
        "content-type": "application/json",
        "ce-specversion": "1.0",
        "ce-id": sent["id"],
        "ce-type": sent["type"],
        "ce-source": sent["source"],
        "ce-subject": sent["subject"],
        "ce-time": sent["time"],
        "ce-severitynumber": "21",
    }
    told = event("cloudevents", sent["data"], headers=headers)
    first = event("cloudevents", sent)
    assert (told.key, told.title, told.act) == (first.key, first.title, Act.OPEN)
    assert (told.severity, told.starts_at) == ("critical", BEGAN)
    assert told.labels == first.labels

    over = headers | {"ce-type": "com.example.disk.cleared"}
    told = event("cloudevents", sent["data"], headers=over)
    assert (told.key, told.act) == (first.key, Act.RESOLVE)


def test_a_batch_is_one_event_each() -> None:
    both = [fixture("cloudevents", "structured"), fixture("cloudevents", "resolved")]
    told = events("cloudevents", both)
    assert [one.act for one in told] == [Act.OPEN, Act.RESOLVE]


def test_without_a_subject_the_type_says_which_alert_it_is() -> None:
    plain = {"specversion": "1.0", "id": "1", "source": "/cron", "data": {}}
    first = event("cloudevents", {**plain, "type": "org.example.backup.failed"})
    last = event("cloudevents", {**plain, "type": "org.example.backup.succeeded"})
    assert first.key == last.key == "/cron|org.example.backup"
    assert (first.act, last.act) == (Act.OPEN, Act.RESOLVE)
