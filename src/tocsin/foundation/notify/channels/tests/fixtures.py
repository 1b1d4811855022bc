from collections.abc import Iterator

import pytest

from tocsin.foundation.notify.channels.tests.answering import Server, answering


@pytest.fixture
def server(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A provider's server on this machine, which this Tocsin may ask."""
    monkeypatch.setenv("TOCSIN_NOTIFY_NETWORKS", "127.0.0.0/8")
    with answering() as server:
        yield server
