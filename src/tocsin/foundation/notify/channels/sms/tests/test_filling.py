"""Whatever a value holds, it stays one value."""

import json
from urllib.parse import parse_qs, parse_qsl, urlsplit
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.foundation.notify.channels.sms.filling import (
    DescriptionUnfit,
    body_of,
    expression,
    headers_of,
    url_of,
)

texts = st.text(max_size=60)
plain = st.text(st.characters(codec="utf-8"), max_size=60)


@settings(max_examples=60, deadline=None)
@given(plain)
def test_in_every_place(text: str) -> None:
    told = {"text": text}
    assert json.loads(body_of('{"a": "<{{text}}>"}', "application/json", told)) == {
        "a": f"<{text}>"
    }
    form = body_of("a={{text}}&b=1", "application/x-www-form-urlencoded", told)
    assert parse_qsl(form.decode(), keep_blank_values=True) == [("a", text), ("b", "1")]
    url = url_of("https://a.example/x?a={{text}}&b=1", told)
    assert parse_qs(urlsplit(url).query, keep_blank_values=True) == {
        "a": [text],
        "b": ["1"],
    }
    assert urlsplit(url).hostname == "a.example"
    (value,) = headers_of("X-A: {{text}}", told).values()
    assert not any(ord(letter) < 32 for letter in value)
    value.encode("latin-1")


@settings(max_examples=60, deadline=None)
@given(texts)
def test_markup_stays_well_formed(text: str) -> None:
    body = body_of('<a b="{{text}}">{{text}}</a>', "text/xml", {"text": text})
    ElementTree.fromstring(body.decode())


@settings(max_examples=60, deadline=None)
@given(texts)
def test_any_text_is_a_question_or_refused(text: str) -> None:
    try:
        asked = expression(text)
    except DescriptionUnfit:
        return
    if asked:
        asked({"status": 200, "body": None})


def test_what_cannot_be_asked_of_an_answer_is_nothing() -> None:
    asked = expression("length(body) > `1`")
    assert asked is not None
    assert asked({"body": 7}) is None
    assert asked({"body": [1, 2]}) is True


@pytest.mark.parametrize(
    "url", ["", "/x", "https://{{text}}/", "https://a.{{text}}.example/", "{{text}}"]
)
def test_no_value_names_the_server(url: str) -> None:
    with pytest.raises(DescriptionUnfit):
        url_of(url, {"text": "x"})
