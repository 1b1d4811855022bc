from collections.abc import Callable

import pytest
from django.test import Client

from tests.company import Company

Visitor = Callable[[str], Client]


@pytest.fixture
def visitor(company: Company) -> Visitor:
    """A browser in which the named person has signed in."""

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(getattr(company, name))
        return client

    return signed_in
