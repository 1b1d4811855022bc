"""Links are not to be guessed: who tries many that open nothing is held up."""

import pytest
from django.test import RequestFactory

from tocsin.surfaces.web.by_link import opened_by_link
from tocsin.surfaces.web.refusals import LinksTriedTooOften, NothingHere

pytestmark = pytest.mark.django_db


def test_who_tries_many_that_open_nothing_is_held_up() -> None:
    asks = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7")
    other = RequestFactory().get("/", REMOTE_ADDR="192.0.2.8")

    def nothing() -> str:
        raise NothingHere

    for _try in range(20):
        assert opened_by_link(asks, "view", lambda: "found") == "found"
        with pytest.raises(NothingHere):
            opened_by_link(asks, "view", nothing)
    with pytest.raises(LinksTriedTooOften):
        opened_by_link(asks, "view", lambda: "found")
    assert opened_by_link(other, "view", lambda: "found") == "found"
    assert opened_by_link(asks, "another-kind", lambda: "found") == "found"
