"""After https://falco.org/docs/concepts/outputs/channels/"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, is_recognised
from tocsin.intake.events.adapters.tests.sending import event, fixture
from tocsin.intake.events.event import Act


def test_a_rule_that_is_broken_is_one_alert_per_process() -> None:
    told = event("falco", fixture("falco", "shell"))

    assert told.act == Act.OPEN
    assert told.key == (
        "Terminal shell in container|node-1|3ad7b26ded6d|checkout-7d9|bash"
    )
    assert told.title == "Terminal shell in container on checkout-7d9"
    assert (told.severity, told.service) == ("info", "shop")
    assert told.labels["k8s.pod.name"] == "checkout-7d9"
    assert told.starts_at == BEGAN


def test_priorities_are_syslogs() -> None:
    sent = fixture("falco", "shell")
    for theirs, ours in {
        "Emergency": "critical",
        "Critical": "critical",
        "Error": "error",
        "Warning": "warning",
        "Debug": "info",
    }.items():
        assert event("falco", {**sent, "priority": theirs}).severity == ours


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("falco", "shell")
