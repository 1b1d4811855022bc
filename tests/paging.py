"""Channels of nobody's make, attached as anybody's are, that keep what they are handed.

They fail as they are told to: by address, by provider, for a while or for ever.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from tocsin.foundation.notify.channels import registry
from tocsin.foundation.notify.channels.contract import (
    Channel,
    Message,
    Provider,
    ProviderKind,
    Result,
    Setting,
)


@dataclass
class Arrivals:
    """What came, by which channel and provider; and what does not arrive."""

    came: list[tuple[str, str, Message]] = field(default_factory=list)
    fails: dict[str, Result] = field(default_factory=dict)

    @property
    def to(self) -> list[str]:
        """Channel and address of what came, in order."""
        return [f"{channel}:{told.address}" for channel, _by, told in self.came]

    @property
    def by(self) -> list[str]:
        return [provider for _channel, provider, _told in self.came]

    @property
    def last(self) -> Message:
        return self.came[-1][2]

    def fail(self, what: str, said: str = "no", **more: Any) -> None:
        """From now on nothing is taken at this address, or by this provider."""
        self.fails[what] = Result(message_id=0, taken=False, said=said, **more)


_KINDS = (
    ProviderKind(
        key="tried",
        title="Tried",
        settings=(
            Setting(name="account", label="Account"),
            Setting(name="token", label="Token", secret=True),
        ),
    ),
)


def _channel(post: Arrivals, called: str, loud: bool, own: bool) -> Channel:
    class Tried(Channel):
        name, title, icon = called, called.title(), "bell"
        is_loud = loud
        kinds = _KINDS

        def check(self, provider: Provider) -> str:
            return f"{provider.settings['account']} is not known there"

        def own_provider(self) -> Provider | None:
            key = f"own-{called}"
            made = Provider(key=key, channel=called, kind="own", name=key)
            return made if own else None

        def send_many(
            self, messages: Sequence[Message], provider: Provider
        ) -> Iterator[Result]:
            for told in messages:
                why = post.fails.get(told.address) or post.fails.get(provider.key)
                if why is not None:
                    yield Result(
                        message_id=told.id,
                        taken=False,
                        said=why.said,
                        permanent=why.permanent,
                    )
                    continue
                post.came.append((called, provider.key, told))
                yield Result(message_id=told.id, taken=True, provider_id=f"x{told.id}")

    return Tried()


@pytest.fixture
def arrivals(monkeypatch: pytest.MonkeyPatch) -> Iterator[Arrivals]:
    """Mail, push and voice arrive here; SMS only by providers that somebody set up."""
    made = Arrivals()
    found = [
        _channel(made, "mail", loud=False, own=True),
        _channel(made, "push", loud=True, own=True),
        _channel(made, "voice", loud=True, own=True),
        _channel(made, "sms", loud=True, own=False),
    ]
    monkeypatch.setattr(registry, "_ours", lambda: iter(found))
    monkeypatch.setattr(registry, "_attached", lambda: iter(()))
    registry.channels.cache_clear()
    yield made
    registry.channels.cache_clear()
