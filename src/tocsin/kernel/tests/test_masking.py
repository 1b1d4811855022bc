"""What a log line keeps of a secret."""

import logging
import string

from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel.masking import Masked, masked

_KEYS = st.text(string.ascii_letters + string.digits, min_size=32, max_size=32)


@given(_KEYS.filter(lambda key: any(one.isdigit() for one in key)))
def test_a_key_is_told_by_its_first_four_characters(key: str) -> None:
    line = f"Not Found: /nowhere/{key}/of?key={key}"
    assert masked(line) == f"Not Found: /nowhere/{key[:4]}…/of?key={key[:4]}…"


def test_words_dates_and_references_stay() -> None:
    line = "2026-11-27T09:00:00 INC-0000123 tocsin.foundation.notify.channels waits"
    assert masked(line) == line


def test_what_stands_in_arguments_is_masked_too() -> None:
    record = logging.LogRecord(
        "django.request", 30, "", 1, "Not Found: %s", ("/in/" + "a1" * 16,), None
    )
    assert Masked().filter(record)
    assert record.getMessage() == "Not Found: /in/a1a1…"
