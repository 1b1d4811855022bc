import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.foundation.accounts.rules import (
    MAX_PASSWORD,
    MIN_PASSWORD,
    password_complaint,
)


@pytest.mark.parametrize(
    ("password", "complaint"),
    [
        ("elevenchars", "too_short"),
        ("x" * 129, "too_long"),
        ("aaaaaaaaaaaaaa", "repetitive"),
        ("abababababab", "repetitive"),
        ("123456789012", "repetitive"),
        ("abcdefghijklm", "repetitive"),
        ("Password2026!", "common"),
        ("p@ssw0rd123456", "common"),
        ("passwordpassword", "common"),
        ("!!administrator!!", "common"),
        ("laurent-2026", "personal"),
        ("Ada.Laurent.1", "personal"),
        ("correct horse battery staple", None),
        ("Laurent and four unlikely words", None),
        ("tocsin-sample-2026", None),
        ("ÿþ漢字かな交じり文とても長い文", None),
    ],
)
def test_what_is_easy_to_guess_is_said_so(password: str, complaint: str | None) -> None:
    assert password_complaint(password, ["Ada", "Laurent", "al"]) == complaint


@given(st.text(), st.lists(st.text(max_size=8), max_size=3))
def test_any_text_gets_a_verdict_and_length_is_never_overlooked(
    password: str, context: list[str]
) -> None:
    complaint = password_complaint(password, context)
    if len(password) < MIN_PASSWORD:
        assert complaint == "too_short"
    if len(password) > MAX_PASSWORD:
        assert complaint == "too_long"
