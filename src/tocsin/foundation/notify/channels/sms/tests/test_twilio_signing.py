"""Against the worked example of Twilio's documentation on security."""

import pytest

from tocsin.foundation.notify.channels.sms.twilio_signing import is_from_twilio

URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
FIELDS = {
    "Digits": "1234",
    "To": "+18005551212",
    "From": "+12349013030",
    "Caller": "+12349013030",
    "CallSid": "CA1234567890ABCDE",
}
TOLD = "0/KCTR6DLpKmkAf8muzZqo1nDgQ="


def test_the_example_of_the_documentation() -> None:
    assert is_from_twilio(URL, FIELDS.items(), told=TOLD, token="12345")


@pytest.mark.parametrize(
    ("url", "fields", "told", "token"),
    [
        (URL + "&x", FIELDS, TOLD, "12345"),
        (URL, FIELDS | {"Digits": "1"}, TOLD, "12345"),
        (URL, FIELDS, TOLD, "54321"),
        (URL, FIELDS, "", "12345"),
        (URL, FIELDS, "é" + TOLD, "12345"),
        (URL, FIELDS, TOLD, ""),
    ],
)
def test_whatever_differs_is_not_from_twilio(
    url: str, fields: dict[str, str], told: str, token: str
) -> None:
    assert not is_from_twilio(url, fields.items(), told=told, token=token)
