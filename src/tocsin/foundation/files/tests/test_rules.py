"""What a file is, whatever it is called; and what it may be called."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.foundation.files.rules import LONGEST_NAME, safe_name, type_of

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


@pytest.mark.parametrize(
    ("head", "type"),
    [
        (PNG, "image/png"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"MZ\x90\x00" + b"\x00" * 60, "application/x-msdownload"),
        (b"\x7fELF" + b"\x02" * 60, "application/x-executable"),
        (b"<html><script>alert(1)</script>", "text/plain"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "text/plain"),
        ("Grüße\r\n\tund mehr".encode(), "text/plain"),
        (("é" * 5000).encode()[:8191] + b"\xc3", "text/plain"),
        (b"\x00\x01\x02", "application/octet-stream"),
        (b"\xff\xfe\x00a", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_the_type_is_what_is_in_it(head: bytes, type: str) -> None:
    assert type_of(head) == type


@given(st.binary(max_size=9000))
def test_any_bytes_have_a_type_that_runs_nowhere(head: bytes) -> None:
    assert "html" not in type_of(head)
    assert "svg" not in type_of(head)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("log.txt", "log.txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\bild.png", "bild.png"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        (".htaccess", "htaccess"),
        ("..", "file"),
        ("", "file"),
        ("a\x00b\r\nSet-Cookie: x.png", "abSet-Cookie: x.png"),
        ("Büro é.png", "Büro é.png"),
        ("日本語.txt", "日本語.txt"),
        ("x" * 300 + ".jpeg", "x" * (LONGEST_NAME - 5) + ".jpeg"),
        ("\ud800.png", "png"),
    ],
)
def test_a_name_is_only_a_name(written: str, name: str) -> None:
    assert safe_name(written) == name


@given(st.text(max_size=300))
def test_any_name_becomes_one_that_can_stand_anywhere(written: str) -> None:
    name = safe_name(written)
    assert 0 < len(name) <= LONGEST_NAME
    assert not {"/", "\\"} & set(name)
    assert not name.startswith(".")
    kinds = {unicodedata.category(letter) for letter in name}
    assert not kinds & {"Cc", "Cf", "Cs"}
    assert safe_name(name) == name
