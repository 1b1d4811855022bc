"""After https://documentation.solarwinds.com/en/success_center/orionplatform/content/core-post-request-sw3406.htm"""

from tocsin.intake.events.adapters.tests.pairs import is_recognised, pair


def test_an_alert_that_is_reset_is_one_alert() -> None:
    first, _last = pair("solarwinds", "triggered", "reset")

    assert first.key == "77"
    assert first.title == "core-1: Node is down"
    assert (first.severity, first.service) == ("critical", "")
    assert first.labels["node"] == "core-1"
    assert (
        first.url
        == "https://orion.example.com/Orion/NetPerfMon/ActiveAlertDetails.aspx?NetObject=AAT:77"
    )


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("solarwinds", "triggered")
    assert is_recognised("solarwinds", "reset")
