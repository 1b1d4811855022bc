from collections.abc import Iterator

import pytest

from tocsin.foundation.mail.tests.receiving import Post, receiving


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """A mail server in the clear, and this Tocsin sends by it."""
    with receiving() as post:
        monkeypatch.setenv("TOCSIN_SMTP_URL", f"smtp://127.0.0.1:{post.port}")
        monkeypatch.setenv("TOCSIN_SMTP_TLS", "off")
        yield post
