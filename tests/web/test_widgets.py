"""Our own select says what Django's says."""

import re
from html.parser import HTMLParser

import pytest
from django import forms

from tocsin.surfaces.web.widgets import Select

CHOICES = [
    ("", "<any>"),
    ("a", "Alerts & bells"),
    ("more", [("x", 'X "quoted"'), ("y", "Y")]),
    ("n", "None"),
]


class Read(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.told: list[object] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.told.append((tag, sorted(attrs, key=str)))  # type: ignore[call-overload]

    def handle_data(self, data: str) -> None:
        if said := re.sub(r"\s+", " ", data).strip():
            self.told.append(said)


@pytest.mark.parametrize("value", ["a", "x", "", None, "unknown"])
@pytest.mark.parametrize("required", [True, False])
def test_it_says_what_djangos_own_says(value: str | None, required: bool) -> None:
    given = {"class": "input", "disabled": True, "autofocus": False}
    ours, theirs = Select(given, CHOICES), forms.Select(given, CHOICES)
    for widget in (ours, theirs):
        widget.is_required = required
    told = [
        Read(widget.render("field", value, {"id": "id_field"})).told
        for widget in (ours, theirs)
    ]
    assert told[0] == told[1]
