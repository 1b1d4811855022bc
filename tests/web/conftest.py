from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.company import Company

Visitor = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _passwords_are_quick(settings: Settings) -> None:
    """What a password's hash costs is no subject of these tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def visitor(company: Company) -> Visitor:
    """A browser in which the named person has signed in."""

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(getattr(company, name))
        return client

    return signed_in
