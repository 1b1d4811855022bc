from collections.abc import Iterator

import pytest

from tests.senders.wire import Wire, wire_server


@pytest.fixture(scope="session")
def wire() -> Iterator[Wire]:
    """One Tocsin for all tests with real senders; each makes sources of its own."""
    with wire_server() as one:
        yield one
